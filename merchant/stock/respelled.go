package stock

import (
	"context"
	"strconv"

	"crosslane/fact"
	"crosslane/shipping"
)

// shelf is where a lot of a product lies.
type shelf struct {
	at  shipping.Location
	lot string
}

// respelled tells of a place and a lot that they are known by other spellings, in capitals, blanks, dashes or the width of signs alone;
// nil: they are known so, or new.
func respelled(known []shelf, s shelf) error {
	as, at, lot := s, false, false
	for _, k := range known {
		if at = at || k.at == s.at; !at && shipping.Alike(string(k.at)) == shipping.Alike(string(s.at)) {
			as.at = k.at
		}
		if lot = lot || k.lot == s.lot; !lot && shipping.Alike(k.lot) == shipping.Alike(s.lot) {
			as.lot = k.lot
		}
	}
	if at {
		as.at = s.at
	}
	if lot {
		as.lot = s.lot
	}
	if as == s {
		return nil
	}
	field, name := "location", string(as.at)
	if as.at == s.at {
		field = "lot"
	}
	if as.lot != "" {
		name += ", lot " + as.lot
	}
	return shipping.BadField(field, "nothing lies at "+string(s.at)+", lot "+strconv.Quote(s.lot), "did you mean "+name+"?")
}

func shelvesOf(s *fact.StockState) (list []shelf) {
	for _, l := range s.Lots {
		list = append(list, shelf{l.Location, l.Name})
	}
	return list
}

// misplaced tells of a receipt that its place or its lot is known by another spelling, of what lay there before or came in above.
func (t *taking) misplaced(ctx context.Context, v *fact.StockMoved) error {
	if t.as == AsWritten {
		return nil
	}
	known, read := t.shelves[v.SKU]
	if !read {
		state, err := t.m.Ledger.Read(ctx, t.m.ID, v.SKU.Stream())
		if err != nil {
			return err
		}
		known = shelvesOf(fact.StockIn(state, v.SKU))
	}
	here := shelf{v.To, v.Lot}
	if err := respelled(known, here); err != nil {
		return err
	}
	t.shelves[v.SKU] = append(known, here)
	return nil
}
