// Package telling answers the question: what is remembered of how a storefront told an order since it was recorded? What credit notes
// credited is remembered as long as their order is; of all else it is the newest.
package telling

import (
	"slices"
	"strings"

	"crosslane/shipping"
)

// MostNotes bounds the credit notes that are remembered of an order. One that has so many is called off by no further note.
const MostNotes = 100

// mostOthers bounds the tellings that are remembered beside them.
const mostOthers = 4

// credited is how the hold of an order begins of which a part was credited.
const credited = "credited in part by "

// InPart is why an order is held of which a credit note took a part; more is what there is to say of that note, empty: nothing.
func InPart(note, more string) shipping.Hold {
	h := shipping.Hold{Why: shipping.InPart, Word: credited + note, Note: note}
	if more != "" {
		h.Word += ", " + more
	}
	return h
}

// Credits reports whether an order is held because a part of it was credited.
func Credits(h shipping.Hold) bool {
	return h.Note != ""
}

// Remember is what is remembered, newest last, once an order was told otherwise again. Of credit notes all are known by their numbers,
// and only the newest tells what was left.
func Remember(list []shipping.Order, told *shipping.Order) []shipping.Order {
	note := Credits(told.Hold)
	if note {
		list = settled(list)
	}
	var same []int
	for i := range list {
		if Credits(list[i].Hold) == note {
			same = append(same, i)
		}
	}
	kept := slices.Clone(list)
	switch {
	case note && len(same) >= MostNotes: // the first ones stay: what comes again is the same as before
		kept = slices.Delete(kept, same[MostNotes-1], same[MostNotes-1]+1)
	case !note && len(same) >= mostOthers:
		kept = slices.Delete(kept, same[0], same[0]+1)
	}
	return append(kept, *told)
}

// Mended is what is remembered once an order that was held came in as now: with other pieces than before, somebody said what is still
// to be sent, and what notes had left counts no more.
func Mended(list []shipping.Order, before, now *shipping.Order) []shipping.Order {
	if SamePieces(before, now) {
		return list
	}
	return settled(list)
}

// settled keeps of credit notes only that they were.
func settled(list []shipping.Order) []shipping.Order {
	list = slices.Clone(list)
	for i := range list {
		if Credits(list[i].Hold) {
			list[i] = shipping.Order{Hold: list[i].Hold}
		}
	}
	return list
}

// Knows reports whether a part of the order was credited by the note of a number before, however often it was exported since.
func Knows(list []shipping.Order, note string) bool {
	return slices.ContainsFunc(list, func(o shipping.Order) bool {
		return Credits(o.Hold) && strings.EqualFold(o.Hold.Note, note)
	})
}

// Full reports whether as many notes are remembered as can be: what is left is not sure then.
func Full(list []shipping.Order) bool {
	n := 0
	for i := range list {
		if Credits(list[i].Hold) {
			n++
		}
	}
	return n >= MostNotes
}

// Left is what credit notes left of an order; nil: none took a part of it, or somebody has said since what is to be sent.
func Left(list []shipping.Order) *shipping.Order {
	for i := range list {
		if Credits(list[i].Hold) && list[i].ID != "" {
			return &list[i]
		}
	}
	return nil
}

// Grown reports whether the storefront told the order with more pieces of a product than are recorded: what is left by credit notes is
// not sure then.
func Grown(list []shipping.Order, o *shipping.Order) bool {
	return slices.ContainsFunc(list, func(told shipping.Order) bool {
		for _, n := range more(&told, o) {
			if n > 0 {
				return true
			}
		}
		return false
	})
}

// SamePieces reports whether two tellings of an order want as many pieces of each product.
func SamePieces(a, b *shipping.Order) bool {
	for _, n := range more(a, b) {
		if n != 0 {
			return false
		}
	}
	return true
}

// more is how many more pieces of each product one telling wants than another.
func more(a, b *shipping.Order) map[shipping.SKU]int64 {
	sum := map[shipping.SKU]int64{}
	for i := range a.Lines {
		sum[a.Lines[i].SKU] += a.Lines[i].Quantity
	}
	for i := range b.Lines {
		sum[b.Lines[i].SKU] -= b.Lines[i].Quantity
	}
	return sum
}
