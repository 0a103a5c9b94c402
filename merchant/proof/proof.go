// Package proof answers the question: what proves that a parcel was delivered? The carrier is asked for it once, when somebody wants to know; what it has lies beside the facts, of the addressee, and goes with all else about him.
package proof

import (
	"context"
	"encoding/json"
	"time"

	"crosslane/account"
	"crosslane/book"
	"crosslane/carrier/connectors"
	"crosslane/carrier/proving"
	"crosslane/fact"
	"crosslane/fact/evidence"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/places"
	"crosslane/shipping"
)

// Proof is what proves that a parcel was delivered.
type Proof struct {
	Parcel  shipping.ParcelID  `json:"parcel"`
	Waybill string             `json:"waybill"`
	Carrier shipping.CarrierID `json:"carrier"`
	Name    string             `json:"name"` // of the carrier
	Papers  []Paper            `json:"papers"`
	// By, Place and At are who took it, where and when, as the carrier says; left out where it does not.
	By    string     `json:"by,omitempty"`
	Place string     `json:"place,omitempty"`
	At    *time.Time `json:"at,omitempty"`
	// None says why there is nothing (yet); empty: there is.
	None string `json:"none,omitempty"`
}

// Paper is a document that the carrier has.
type Paper struct {
	Document shipping.DocumentID `json:"document"`
	Media    string              `json:"media_type"`
	Body     []byte              `json:"content"` // in base64
}

// turns let a carrier be asked once for the proof of a parcel: a carrier that hangs holds up that parcel alone.
var turns = places.New() // by merchant and parcel

// Of finds the proof of the parcel that a name stands for (see Merchant.Parcel): what lies here, or what the carrier has now. That it has none, or that the parcel is not delivered, is told in None.
func Of(ctx context.Context, m *merchant.Merchant, name, by string) (*Proof, error) {
	if err := account.Allowed(ctx, m.ID, account.Read); err != nil {
		return nil, err
	}
	id, err := m.Parcel(ctx, name)
	if err != nil {
		return nil, err
	}
	end, err := turns.Turn(ctx, string(m.ID)+" "+string(id))
	if err != nil {
		return nil, err
	}
	defer end()
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return nil, err
	}
	st := fact.ParcelIn(state, id)
	p := &Proof{Parcel: id, Waybill: st.Booking.Waybill, Carrier: st.Booking.Carrier, Name: string(st.Booking.Carrier), Papers: []Paper{}}
	kept, err := p.kept(ctx, m)
	switch {
	case err != nil || kept:
		return p, err
	case st.Track.Status != shipping.Delivered:
		p.None = "the parcel is not delivered yet: it is " + string(st.Track.Status)
		return p, nil
	}
	return p, p.ask(ctx, m, st, by)
}

// kept reads what lies here, and reports whether there is anything, or was before it was erased.
func (p *Proof) kept(ctx context.Context, m *merchant.Merchant) (bool, error) {
	history, err := m.Ledger.History(ctx, m.ID, p.Parcel.Stream())
	if err != nil {
		return false, err
	}
	found := false
	for _, f := range history {
		k, is := f.Body.(*evidence.Kept)
		if !is || k.Waybill != p.Waybill {
			continue
		}
		found = true
		doc, err := m.Ledger.Document(ctx, m.ID, k.Document)
		if shipping.CodeOf(err) == shipping.NotFound {
			p.None = "it was erased, as the addressee asked"
			continue
		}
		if err == nil {
			err = p.add(doc)
		}
		if err != nil {
			return true, err
		}
	}
	return found, nil
}

// add tells of a document.
func (p *Proof) add(doc shipping.Document) error {
	if doc.Media != evidence.Words {
		p.Papers = append(p.Papers, Paper{doc.ID, doc.Media, doc.Body})
		return nil
	}
	var w proving.Words
	if err := json.Unmarshal(doc.Body, &w); err != nil {
		return &shipping.Error{Code: shipping.Corrupt, Message: "the document with what the carrier said of the delivery cannot be read", Cause: err}
	}
	p.say(w)
	return nil
}

func (p *Proof) say(w proving.Words) {
	p.By, p.Place = w.By, w.Place
	if !w.At.IsZero() {
		p.At = &w.At
	}
}

// ask asks the carrier, and keeps what it has. Nothing is asked about an addressee who asked to be forgotten: there would be nobody of whom it is kept.
func (p *Proof) ask(ctx context.Context, m *merchant.Merchant, st *fact.ParcelState, by string) error {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return err
	}
	address, err := m.Ledger.Document(ctx, m.ID, st.Plan.To)
	if shipping.CodeOf(err) == shipping.NotFound && st.Plan.To != "" {
		p.None = "the addressee's data was erased, and the carrier is not asked for more of it"
		return nil
	}
	if err != nil && shipping.CodeOf(err) != shipping.NotFound {
		return err
	}
	told, err := p.prove(ctx, m)
	if err != nil {
		return err
	}
	if told.Empty() {
		p.None = p.Name + " has no proof of this delivery, or none yet"
		return nil
	}
	return p.keep(context.WithoutCancel(ctx), m, told, address.Person, by)
}

// prove asks the carrier.
func (p *Proof) prove(ctx context.Context, m *merchant.Merchant) (*proving.Proof, error) {
	b, err := m.Book(ctx)
	if err != nil {
		return nil, err
	}
	who, err := b.Collects(p.Carrier, "")
	if err != nil {
		return nil, err
	}
	p.Name = who.Name
	by, err := called(m, who)
	if err != nil {
		return nil, err
	}
	if by == nil {
		return proving.Ask(ctx, nil, who, p.Waybill)
	}
	defer by.Close()
	return proving.Ask(ctx, by, who, p.Waybill)
}

// called makes the way to a carrier; nil where it has no interface of its own.
func called(m *merchant.Merchant, who book.Carrier) (connectors.Called, error) {
	if connectors.List[who.Connector] == nil {
		return nil, nil //nolint:nilnil // there is none
	}
	return m.Called(who)
}

// keep keeps what the carrier has, each document once, and names it in the parcel's stream.
func (p *Proof) keep(ctx context.Context, m *merchant.Merchant, told *proving.Proof, person, by string) error {
	var docs []shipping.Document
	for _, paper := range told.Papers {
		docs = append(docs, shipping.NewDocument(paper.Media, person, paper.Body))
	}
	if told.Words != (proving.Words{}) {
		body, _ := json.Marshal(told.Words) //nolint:errchkjson // texts and an instant always can be
		docs = append(docs, shipping.NewDocument(evidence.Words, person, body))
	}
	entry := ledger.Entry{Documents: docs}
	for _, d := range docs {
		entry.Facts = append(entry.Facts, &fact.Fact{Stream: p.Parcel.Stream(), At: m.Now(), By: by, Body: &evidence.Kept{Waybill: p.Waybill, Media: d.Media, Document: d.ID}})
	}
	if _, err := m.Ledger.Record(ctx, m.ID, entry); err != nil {
		return err
	}
	for _, d := range docs {
		if err := p.add(d); err != nil {
			return err
		}
	}
	return nil
}
