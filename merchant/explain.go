package merchant

import (
	"context"
	"maps"

	"crosslane/fact"
	"crosslane/fact/papers"
	"crosslane/fulfillment/cases"
	"crosslane/fulfillment/note"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Remark is one line of the note about an order or a case: what was decided, and why.
type Remark struct {
	note.Entry
	// Said is what somebody wrote, word for word.
	Said string `json:"said,omitempty"`
}

// remarks tells facts in the order given, those marked that are echoes.
func remarks(facts []*fact.Fact, echoes map[shipping.FactID]bool) []Remark {
	told := note.WithEchoes(facts, echoes)
	list := make([]Remark, len(told))
	for i, e := range told {
		list[i].Entry = e
	}
	return list
}

// Explain tells what was decided about an order, its parcels and their cases, in the order in which it happened; what follows from
// something never stands above it. The order is named as OrderOf takes it; NotFound when there is none.
func (m *Merchant) Explain(ctx context.Context, name string) ([]Remark, error) {
	id, err := m.OrderOf(ctx, name, "")
	if err != nil {
		return nil, err
	}
	facts, err := m.Ledger.History(ctx, m.ID, id.Stream())
	if err != nil {
		return nil, err
	}
	if len(facts) == 0 {
		return nil, shipping.Fault(shipping.NotFound, "no order "+name, "name it by its identifier (ord_...) or by the storefront's number")
	}
	parcels, echoes := parcelsOf(facts), map[shipping.FactID]bool{}
	for _, parcel := range parcels {
		more, err := m.Ledger.History(ctx, m.ID, parcel.Stream())
		if err != nil {
			return nil, err
		}
		maps.Copy(echoes, tracking.Echoes(more))
		facts = append(facts, more...)
	}
	for _, id := range cases.Of(facts) { // parcels of one order may share a case
		about, err := m.Ledger.History(ctx, m.ID, id.Stream())
		if err != nil {
			return nil, err
		}
		facts = append(facts, touching(parcels, about)...)
	}
	erased, err := m.Ledger.History(ctx, m.ID, shipping.ErasureStream)
	if err != nil {
		return nil, err
	}
	facts = append(facts, papers.Erasures(facts, erased)...)
	return remarks(note.InOrder(facts), echoes), nil
}

func parcelsOf(facts []*fact.Fact) (list []shipping.ParcelID) {
	for _, f := range facts {
		if b, ok := f.Body.(*fact.Allocated); ok {
			list = append(list, b.Parcels...)
		}
	}
	return list
}
