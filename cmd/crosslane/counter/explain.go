package counter

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"crosslane/cmd/crosslane/care"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
	"crosslane/web"
)

// ExplainCommand tells what was decided about an order.
type ExplainCommand struct {
	Order string `arg:"" help:"The order's identifier (ord_...) or the storefront's number."`
}

// Help gives an example.
func (ExplainCommand) Help() string { return "Example: crosslane explain 536365" }

// Run prints the note about an order.
func (e *ExplainCommand) Run(ctx context.Context, d *Desk) error {
	s, err := d.Look(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	note, err := s.explain(ctx, e.Order)
	if err != nil {
		return err
	}
	if d.JSON {
		return d.Answer(map[string]any{"order": e.Order, "note": note})
	}
	for _, line := range note {
		fmt.Fprintf(d.Out, "%s  %s%s\n", line.At.UTC().Format("2006-01-02 15:04Z"), about(line.Stream), line.Text)
		for _, why := range line.Why {
			fmt.Fprintf(d.Out, "%19s- %s\n", "", why)
		}
	}
	return nil
}

// about names the parcel or case that a line speaks of; a line about the order needs no name.
func about(stream shipping.Stream) string {
	switch stream.Sort() {
	case shipping.ParcelSort:
		id := stream.ID()
		return "[parcel " + id[strings.LastIndexByte(id, '-')+1:] + "] "
	case shipping.CaseSort:
		return "[case] "
	}
	return ""
}

// explain gathers the facts of an order, its parcels and their cases, in the order in which
// they were recorded, and tells them.
func (s *Shop) explain(ctx context.Context, name string) ([]fulfillment.Entry, error) {
	id, err := s.orderNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	facts, err := s.Ledger.History(ctx, s.Tenant, id.Stream())
	if err != nil {
		return nil, err
	}
	if len(facts) == 0 {
		return nil, shipping.Fault(shipping.NotFound, "no order "+name, "name it by its identifier (ord_...) or by the storefront's number")
	}
	for _, parcel := range parcelsOf(facts) {
		more, err := s.Ledger.History(ctx, s.Tenant, parcel.Stream())
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
		for _, id := range casesOf(more) {
			about, err := s.Ledger.History(ctx, s.Tenant, id.Stream())
			if err != nil {
				return nil, err
			}
			facts = append(facts, care.Touching(parcel, about)...)
		}
	}
	sort.SliceStable(facts, func(i, j int) bool { return facts[i].Recorded.Before(facts[j].Recorded) })
	return fulfillment.Note(facts), nil
}

// Remarks is the note about an order, by its identifier or number, for the page.
func (s *Shop) Remarks(ctx context.Context, order string) ([]web.Remark, error) {
	note, err := s.explain(ctx, order)
	if err != nil {
		return nil, err
	}
	list := care.Remarks(note)
	for i, e := range note {
		list[i].Text = about(e.Stream) + e.Text
	}
	return list, nil
}

// orderNamed finds an order by its identifier or by the storefront's number.
func (s *Shop) orderNamed(ctx context.Context, name string) (shipping.OrderID, error) {
	if strings.HasPrefix(name, "ord_") {
		return shipping.OrderID(name), nil
	}
	id, _, err := s.find(ctx, name)
	return id, err
}

func parcelsOf(facts []*fact.Fact) (list []shipping.ParcelID) {
	for _, f := range facts {
		if b, ok := f.Body.(*fact.Allocated); ok {
			list = append(list, b.Parcels...)
		}
	}
	return list
}

func casesOf(facts []*fact.Fact) (list []shipping.CaseID) {
	seen := map[shipping.CaseID]bool{}
	for _, f := range facts {
		var id shipping.CaseID
		switch b := f.Body.(type) {
		case *fact.ParcelStuck:
			id = b.Case
		case *fact.Deviated:
			id = b.Case
		}
		if id != "" && !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}
