// Package closing answers the question: what does a carrier close together, and what became of it? That it is asked, and what it answers, are facts of the
// parcels: an answer that was lost is asked for again, for the same list under the same key.
package closing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// Parcel is one that its carrier is to close.
type Parcel struct {
	ID        shipping.ParcelID
	Warehouse shipping.WarehouseID
	Waybill   string
	List      string // the key under which the carrier was asked to, and has not answered; empty: there is none
}

// List is what a carrier closes together: parcels of one warehouse.
type List struct {
	Carrier   book.Carrier
	Warehouse shipping.WarehouseID
	Key       string // made of what is on the list
	Parcels   []Parcel
	// Again tells that the carrier was asked for the list before, and nobody knows what came of that.
	Again bool
}

// Lists puts parcels of a carrier together. Those that it was asked to close before, and has not answered, are asked for as they were then.
func Lists(m shipping.MerchantID, by book.Carrier, parcels []Parcel) []List {
	parcels = slices.SortedFunc(slices.Values(parcels), func(a, b Parcel) int {
		return cmp.Or(cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.List, b.List), cmp.Compare(a.Waybill, b.Waybill), cmp.Compare(a.ID, b.ID))
	})
	var lists []List
	for _, p := range parcels {
		if n := len(lists); n == 0 || lists[n-1].Warehouse != p.Warehouse || lists[n-1].Key != p.List {
			lists = append(lists, List{Carrier: by, Warehouse: p.Warehouse, Key: p.List, Again: p.List != ""})
		}
		last := &lists[len(lists)-1]
		last.Parcels = append(last.Parcels, p)
	}
	for i := range lists {
		if l := &lists[i]; !l.Again {
			l.Key = l.key(m)
		}
	}
	return lists
}

// key is the same for the same parcels, whoever asks for them, and whenever.
func (l *List) key(m shipping.MerchantID) string {
	words := []string{string(m), string(l.Carrier.ID), string(l.Warehouse)}
	for _, p := range l.Parcels {
		words = append(words, string(p.ID), p.Waybill)
	}
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return "MFT-" + hex.EncodeToString(sum[:16])
}

// Asked says of each parcel, in their order, that the carrier is about to be asked to close it. What may not be asked for is taken off the list before it is.
func (l *List) Asked(at time.Time, who string) []*fact.Fact {
	facts := make([]*fact.Fact, len(l.Parcels))
	for i, p := range l.Parcels {
		facts[i] = &fact.Fact{Stream: p.ID.Stream(), At: at, By: who, Body: &fact.ManifestAsked{Waybill: p.Waybill, List: l.Key}}
	}
	return facts
}

// nothingToClose is the code by which connectors say that a carrier has none of the numbers.
const nothingToClose = "nothing_to_close"

// Ask asks the carrier to close the list, and tells what came of it, with what is to be recorded of each parcel: nothing where the carrier gave no answer.
func (l *List) Ask(ctx context.Context, by carrier.Connector, from book.Warehouse, now func() time.Time) (*Outcome, []*fact.Fact) {
	closes, ok := by.(carrier.Manifester)
	if !ok {
		return l.Failed(&shipping.Error{Code: shipping.Unsupported, Message: "the connector " + l.Carrier.Connector + " closes no manifests", Hint: "name the carrier's former connector in the Book"}), nil
	}
	a, err := closes.Manifest(ctx, &carrier.Handover{Key: l.Key, Warehouse: l.Warehouse, From: from, Waybills: l.waybills()})
	if carrier.RefusalCode(err) == nothingToClose {
		a, err = &carrier.Closing{}, nil
	}
	if err == nil && a.Reference == "" && len(a.Waybills) > 0 {
		err = carrier.CannotUse("its manifest has no number")
	}
	if err != nil {
		return l.Failed(err), l.refused(err, now())
	}
	o, facts := l.outcome(), make([]*fact.Fact, len(l.Parcels))
	manifest := short(a.Reference)
	for i, p := range l.Parcels {
		said := &fact.ManifestAnswered{Waybill: p.Waybill, Code: fact.NotOnManifest, Message: "the carrier has no such booking to close"}
		if slices.Contains(a.Waybills, p.Waybill) {
			said = &fact.ManifestAnswered{Waybill: p.Waybill, Manifest: manifest}
			o.Manifest, o.Closed = manifest, append(o.Closed, p.Waybill)
		} else {
			o.Unknown = append(o.Unknown, p.Waybill)
		}
		facts[i] = l.say(p, now(), said)
	}
	return o, facts
}

// refused records the carrier's own no, which ends the list: the parcels may be asked for with others. Whatever else went wrong is no answer.
func (l *List) refused(err error, at time.Time) (facts []*fact.Fact) {
	if code := shipping.CodeOf(err); code != shipping.Refused && code != shipping.NotFound {
		return nil
	}
	for _, p := range l.Parcels {
		facts = append(facts, l.say(p, at, &fact.ManifestAnswered{Waybill: p.Waybill, Code: short(carrier.RefusalCode(err)), Message: short(words(err))}))
	}
	return facts
}

func (l *List) say(p Parcel, at time.Time, body fact.Body) *fact.Fact {
	return &fact.Fact{Stream: p.ID.Stream(), At: at, By: "carrier:" + string(l.Carrier.ID), Body: body}
}

func (l *List) waybills() []string {
	list := make([]string, len(l.Parcels))
	for i, p := range l.Parcels {
		list[i] = p.Waybill
	}
	return list
}

func (l *List) outcome() *Outcome {
	return &Outcome{Carrier: l.Carrier.ID, Name: l.Carrier.Name, Warehouse: l.Warehouse, Closed: []string{}, Unknown: []string{}, Open: []string{}}
}

// Failed is what came of a list for which the carrier could not be asked, or did not answer with a yes.
func (l *List) Failed(err error) *Outcome {
	o := l.outcome()
	o.Open = l.waybills()
	o.Fault = &shipping.Error{Code: shipping.CodeOf(err), Message: fmt.Sprintf("%s has not closed %s from %s: %s", l.Carrier.Name, counted(len(o.Open)), l.Warehouse, short(words(err))),
		Hint: l.step(err), Cause: err}
	return o
}

// step is what is to be done next.
func (l *List) step(err error) string {
	again := "crosslane handed " + string(l.Carrier.ID)
	switch shipping.CodeOf(err) {
	case shipping.Unavailable:
		return "the hand-over is recorded; " + again + " asks for the same list again, and nothing is closed twice"
	case shipping.Unauthorized, shipping.Forbidden:
		return "the hand-over is recorded; look at the carrier's account and secret, then " + again + " asks again"
	case shipping.Refused, shipping.NotFound:
		if l.Again {
			return "it was asked for this list before, and that answer was lost, so that it may have closed it: look there, and record what it closed with " + again + " WAYBILL... --closed NUMBER"
		}
	}
	hint := "the hand-over is recorded; mend what it says, then " + again + " asks again"
	if own := hintOf(err); own != "" {
		hint = own + "; " + hint
	}
	return hint
}
