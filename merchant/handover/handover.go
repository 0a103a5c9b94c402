// Package handover answers the question: what was handed to a carrier, and what of it did the carrier close on its own manifest?
package handover

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/carrier/closing"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Handing is what somebody says was handed over.
type Handing struct {
	Carrier   shipping.CarrierID
	Warehouse shipping.WarehouseID // empty: from any
	Named     []string             // parcels by identifier or waybill; none: all that wait for the carrier
	At        time.Time
	Who       string // says so
}

// Handed is the seller's manifest, and what the carrier closed on its own.
type Handed struct {
	*carrier.Manifest
	// Closings are in the order of the warehouses; none where the carrier closes nothing, or nothing is to be closed.
	Closings []closing.Outcome `json:"closings"`
}

// Record records that parcels were handed to a carrier at a moment, and has the carrier close what was handed to it and is open, also from before: running it again closes what is
// left. What goes wrong there undoes no hand-over, and is told in the closings.
func Record(ctx context.Context, m *merchant.Merchant, h Handing) (*Handed, error) {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return nil, err
	}
	if h.At.After(m.Now().Add(time.Hour)) {
		return nil, shipping.BadField("at", h.At.Format(time.RFC3339)+" lies ahead", "write when the parcels were handed over")
	}
	b, err := m.Book(ctx)
	if err != nil {
		return nil, err
	}
	collects, err := b.Collects(h.Carrier, h.Warehouse)
	if err != nil {
		return nil, err
	}
	list, err := h.candidates(ctx, m)
	if err != nil {
		return nil, err
	}
	manifest, facts := carrier.HandOver(carrier.Handing{Carrier: collects, Simulated: collects.Connector == "sim", Warehouse: h.Warehouse, At: h.At, By: h.Who}, list)
	for i, err := range recorded(ctx, m, facts) {
		if err != nil { // the rest of the list stands
			manifest.LeaveOut(shipping.ParcelID(facts[i].Stream.ID()), err)
		}
	}
	handed := &Handed{Manifest: manifest, Closings: []closing.Outcome{}}
	if err := m.Fill(ctx); err != nil {
		return handed, err
	}
	c := &closer{m: m, book: b, carrier: collects, named: named(list), who: h.Who}
	if handed.Closings, err = c.close(ctx, h.Warehouse); err != nil {
		return handed, err
	}
	handed.stamp()
	return handed, m.Fill(ctx)
}

// recorded records facts, each by itself, and tells why one was not.
func recorded(ctx context.Context, m *merchant.Merchant, facts []*fact.Fact) []error {
	entries := make([]ledger.Entry, len(facts))
	for i, f := range facts {
		entries[i] = ledger.Entry{Facts: []*fact.Fact{f}}
	}
	errs := make([]error, len(facts))
	for i, p := range m.Ledger.SubmitAll(m.ID, entries) {
		_, errs[i] = p.Wait(ctx)
	}
	return errs
}

// candidates finds the parcels that may be handed over.
func (h *Handing) candidates(ctx context.Context, m *merchant.Merchant) ([]carrier.Candidate, error) {
	names := h.Named
	if len(names) == 0 {
		waiting, err := m.Views.ToHandOver(ctx, m.ID, h.Carrier, h.Warehouse)
		if err != nil {
			return nil, err
		}
		for _, id := range waiting {
			names = append(names, string(id))
		}
	}
	list := make([]carrier.Candidate, len(names))
	var waybills []string
	for i, name := range names {
		list[i].Named = name
		if strings.HasPrefix(name, "par_") {
			list[i].Parcel = shipping.ParcelID(name)
		} else if name == shipping.Text(name) { // else it is nobody's
			waybills = append(waybills, name)
		}
	}
	owners := map[string]shipping.ParcelID{}
	if len(waybills) > 0 {
		bearers, err := m.Views.Bearers(ctx, m.ID, h.Carrier, waybills)
		if err != nil {
			return nil, err
		}
		for i, b := range bearers {
			owners[waybills[i]] = b.Parcel
		}
	}
	var ids []shipping.ParcelID
	for i := range list {
		if list[i].Parcel == "" {
			list[i].Parcel = owners[list[i].Named]
		}
		if list[i].Parcel != "" {
			ids = append(ids, list[i].Parcel)
		}
	}
	states, err := read(ctx, m, ids)
	for i := range list {
		list[i].State = states[list[i].Parcel]
	}
	return list, err
}

// read reads parcels; what is none is left out.
func read(ctx context.Context, m *merchant.Merchant, ids []shipping.ParcelID) (map[shipping.ParcelID]*fact.ParcelState, error) {
	states := map[shipping.ParcelID]*fact.ParcelState{}
	for part := range slices.Chunk(ids, 1000) {
		streams := make([]shipping.Stream, len(part))
		for i, id := range part {
			streams[i] = id.Stream()
		}
		state, err := m.Ledger.Read(ctx, m.ID, streams...)
		if err != nil {
			return nil, err
		}
		for _, id := range part {
			if state.Balance(id.Stream()).Version > 0 {
				states[id] = fact.ParcelIn(state, id)
			}
		}
	}
	return states, nil
}

// named are the parcels of a list.
func named(list []carrier.Candidate) map[shipping.ParcelID]bool {
	ids := map[shipping.ParcelID]bool{}
	for i := range list {
		ids[list[i].Parcel] = true
	}
	return ids
}

// stamp writes the carrier's own manifest beside the parcels that stand on it.
func (h *Handed) stamp() {
	for i := range h.Lines {
		for j := range h.Closings {
			if slices.Contains(h.Closings[j].Closed, h.Lines[i].Waybill) {
				h.Lines[i].Closed = h.Closings[j].Manifest
			}
		}
	}
}

// Text writes the manifest to be printed and signed, with what the carrier closed above the signatures. Where nothing was handed over it is that alone.
func (h *Handed) Text(w io.Writer) error {
	var notes []string
	for i := range h.Closings {
		notes = append(notes, h.Closings[i].Words())
	}
	if len(h.Lines)+len(h.LeftOut) > 0 {
		return h.Manifest.Text(w, notes...)
	}
	if len(notes) == 0 {
		return nil // there is nothing to sign
	}
	_, err := io.WriteString(w, strings.Join(notes, "\n")+"\n")
	return err
}

// Err is how a hand-over ends of which the carrier has not closed all; nil: it has.
func (h *Handed) Err() error {
	for i := range h.Closings {
		if err := h.Closings[i].Err(); err != nil {
			return err
		}
	}
	return nil
}
