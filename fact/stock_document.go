package fact

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// StockDocument is what was recorded of a paper about stock, a goods received note or a count sheet, so that it is known
// when it comes again.
type StockDocument struct {
	Key      uint64 `json:"key"`     // of its reference, or of all that it says where it has none; zero: nothing tells it from another
	Content  uint64 `json:"content"` // of what it says besides the quantity: lot, places, day
	Quantity int64  `json:"quantity"`
	// Written is how its reference reads to the sign; documents with one Key and another Written may be the same paper.
	Written uint64 `json:"written"`
}

// Document is how the move is known again.
func (b *StockMoved) Document() StockDocument {
	if b.Reference == "" && b.Copy <= 0 {
		return StockDocument{}
	}
	d := StockDocument{Content: printed(string(b.From), string(b.To), b.Lot, string(b.Expires)), Quantity: b.Quantity}
	d.Written = printed(shipping.Reading(b.Reference))
	if d.Key = printed("move", shipping.Loosely(b.Reference)); b.Reference == "" {
		d.Key = printed("copy", strconv.FormatUint(d.Content, 36), strconv.FormatInt(d.Quantity, 10), strconv.FormatInt(b.Copy, 10))
	}
	return d
}

func (b *StockMoved) document(s *StockState) StockDocument {
	like := *b
	if byLine.MatchString(b.Reference) {
		for like.Reference, like.Copy = "", 1; s.Document(like.Document().Key) != nil; like.Copy++ {
		}
	}
	return like.Document()
}

// Document is how the count is known again: a stock-take counts a lot in a place once.
func (b *StockCounted) Document() StockDocument {
	if b.Reference == "" {
		return StockDocument{}
	}
	return StockDocument{printed("count", shipping.Loosely(b.Reference), string(b.Location), b.Lot), printed(string(b.Expires)), b.Quantity, printed(shipping.Reading(b.Reference))}
}

// Document finds what was recorded of a document, nil: nothing was.
func (s *StockState) Document(key uint64) *StockDocument {
	for i := range s.Documents {
		if s.Documents[i].Key == key && key != 0 {
			return &s.Documents[i]
		}
	}
	return nil
}

func (s *StockState) note(d StockDocument) {
	if d.Key != 0 {
		s.Documents = append(s.Documents, d)
	}
}

func printed(words ...string) uint64 {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return binary.LittleEndian.Uint64(sum[:])
}
