// Package proving answers the question: what does a carrier have as proof that it delivered a parcel? What it says is believed no farther than it goes: documents of kinds and sizes that are known, and words that can be shown.
package proving

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/shipping"
)

// Prover tells what it has as proof of a delivery. That it has nothing, or nothing yet, is an empty proof and no error; a carrier that does not answer, or not in its own words, is Unavailable.
type Prover interface {
	Prove(ctx context.Context, waybill string) (*Proof, error)
}

// Proof is what a carrier has as proof of a delivery.
type Proof struct {
	Papers []Paper
	Words  Words
}

// Paper is a document: a letter, or the picture of a signature.
type Paper struct {
	Media string
	Body  []byte
}

// Words are what the carrier says of the delivery; each may be empty.
type Words struct {
	By    string    `json:"by,omitempty"`    // who took the parcel
	Place string    `json:"place,omitempty"` // where it was left: "Front Door"
	At    time.Time `json:"at,omitzero"`
}

// Empty reports whether there is nothing.
func (p *Proof) Empty() bool { return len(p.Papers) == 0 && p.Words == (Words{}) }

// Bounds of a proof.
const (
	mostPapers = 4
	mostBytes  = 3 << 20
	mostSigns  = 200
)

// kinds are those of documents that are kept, and how a file of each begins.
var kinds = []struct{ media, begins string }{{"application/pdf", "%PDF-"}, {"image/png", "\x89PNG\r\n\x1a\n"}, {"image/jpeg", "\xff\xd8\xff"}}

// Read reads a document in base64 that stands in an answer. Its kind is told by how it begins, whatever the carrier calls it: CannotUse for any other, or one that is too long.
func Read(text string) (Paper, error) {
	body, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(body) == 0 {
		return Paper{}, carrier.CannotUse("its document cannot be read")
	}
	return Kind(body)
}

// Kind tells the kind of a document by how it begins.
func Kind(body []byte) (Paper, error) {
	if len(body) > mostBytes {
		return Paper{}, carrier.CannotUse("its document is longer than " + strconv.Itoa(mostBytes>>20) + " MB")
	}
	for _, k := range kinds {
		if bytes.HasPrefix(body, []byte(k.begins)) {
			return Paper{k.media, body}, nil
		}
	}
	return Paper{}, carrier.CannotUse("its document is no PDF, PNG or JPEG")
}

// Papers reads the documents that stand at nodes of an answer.
func Papers(list []*payload.Node) (papers []Paper, err error) {
	for _, n := range list {
		p, err := Read(n.Text)
		if err != nil {
			return nil, err
		}
		papers = append(papers, p)
	}
	return papers, nil
}

// Ask asks a carrier for its proof, and takes no more of it than it goes. Unsupported where it gives none by its connector.
func Ask(ctx context.Context, by carrier.Connector, who book.Carrier, waybill string) (*Proof, error) {
	proves, can := by.(Prover)
	if !can {
		return nil, &shipping.Error{Code: shipping.Unsupported, Field: "carrier", Message: who.Name + " gives no proof of delivery by the connector " + who.Connector, Hint: "ask for it in the carrier's portal, by the waybill " + waybill}
	}
	p, err := proves.Prove(ctx, waybill)
	if err != nil {
		return nil, err
	}
	if len(p.Papers) > mostPapers {
		return nil, carrier.CannotUse("it has more than " + strconv.Itoa(mostPapers) + " documents for one delivery")
	}
	slices.SortStableFunc(p.Papers, func(a, b Paper) int { return cmp.Compare(a.Media, b.Media) }) // letters before pictures
	p.Words.By, p.Words.Place = short(p.Words.By), short(p.Words.Place)
	return p, nil
}

// short is what a carrier said, in one line of signs that can be shown, and not too long.
func short(text string) string {
	line := strings.Join(strings.FieldsFunc(shipping.Text(text), func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }), " ")
	if signs := []rune(line); len(signs) > mostSigns {
		return string(signs[:mostSigns-1]) + "…"
	}
	return line
}
