package pickup

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/carrier/collecting"
	"crosslane/fact"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// plan is what a carrier is asked to come for, and by what the parcels travel.
func (d *desk) plan(ctx context.Context, a *Asking) (*pickup.Plan, []collecting.Load, error) {
	w, err := d.warehouse(a.Warehouse)
	if err != nil {
		return nil, nil, err
	}
	plan := &pickup.Plan{Service: a.Service, Day: a.Day, Parcels: a.Parcels, Weight: a.Weight}
	if plan.Window.From, err = clock(w, "from", a.Day, a.From); err != nil {
		return nil, nil, err
	}
	if plan.Window.To, err = clock(w, "to", a.Day, a.To); err != nil {
		return nil, nil, err
	}
	loads, err := d.loads(ctx, a.Carrier, w.ID, plan)
	return plan, loads, err
}

// warehouse finds a warehouse of the Book.
func (d *desk) warehouse(id shipping.WarehouseID) (*book.Warehouse, error) {
	at := slices.IndexFunc(d.book.Warehouses, func(w book.Warehouse) bool { return w.ID == id })
	if at < 0 {
		return nil, shipping.BadField("warehouse", "is missing, or the Book in force does not have it", "a pick-up is from one warehouse: name it as the Book does")
	}
	return &d.book.Warehouses[at], nil
}

// clock is a time of day at a warehouse.
func clock(w *book.Warehouse, field string, day shipping.Date, text string) (time.Time, error) {
	zone, err := calendar.ZoneAt("zone", w.Zone, w.Place)
	if err != nil {
		return time.Time{}, err
	}
	date, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return time.Time{}, shipping.BadField("day", "\""+string(day)+"\" is no day", "write it as 2026-12-01")
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		return time.Time{}, shipping.BadField(field, "\""+text+"\" is no time of day", "write it as 14:00, by the clocks of the warehouse")
	}
	return calendar.ClockIn(zone, date.Year(), date.Month(), date.Day(), at.Hour()*60+at.Minute()), nil
}

// loads are the parcels that a carrier comes for, by service and place: what waits for it, or as many as somebody says. What is not said of the plan is filled in from them.
func (d *desk) loads(ctx context.Context, by shipping.CarrierID, from shipping.WarehouseID, plan *pickup.Plan) ([]collecting.Load, error) {
	waiting, err := d.waiting(ctx, by, from)
	if err != nil {
		return nil, err
	}
	if (plan.Parcels == 0) != (plan.Weight == 0) {
		return nil, shipping.BadField("weight", "number and weight of the parcels go together", "say both, or neither: then it is what waits at the warehouse for the carrier")
	}
	if plan.Parcels == 0 {
		for _, l := range waiting {
			plan.Parcels, plan.Weight = plan.Parcels+l.Parcels, plan.Weight+l.Weight
		}
		if plan.Parcels == 0 {
			return nil, shipping.BadField("parcels", "nothing waits at "+string(from)+" for "+string(by), "say how many parcels there will be, and what they weigh: --parcels N --weight KG")
		}
		return waiting, nil
	}
	if len(waiting) > 0 {
		slices.SortStableFunc(waiting, func(a, b collecting.Load) int { return cmp.Compare(b.Parcels, a.Parcels) })
		return []collecting.Load{{Service: waiting[0].Service, To: waiting[0].To, Parcels: plan.Parcels, Weight: plan.Weight}}, nil
	}
	for i := range d.book.Channels {
		if c := &d.book.Channels[i]; c.Carrier == by && len(c.From) > 0 && slices.Contains(c.From, from) && len(c.To) > 0 {
			return []collecting.Load{{Service: c.Service, To: shipping.Place{Country: c.To[0]}, Parcels: plan.Parcels, Weight: plan.Weight}}, nil
		}
	}
	return nil, shipping.BadField("carrier", "no channel of the Book goes with "+string(by)+" from "+string(from), "look at the channels of the Book")
}

// waiting is what is booked with a carrier at a warehouse, and not handed over.
func (d *desk) waiting(ctx context.Context, by shipping.CarrierID, from shipping.WarehouseID) (list []collecting.Load, err error) {
	if err := d.m.Fill(ctx); err != nil {
		return nil, err
	}
	ids, err := d.m.Views.ToHandOver(ctx, d.m.ID, by, from)
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(ids, 1000) {
		streams := make([]shipping.Stream, len(part))
		for i, id := range part {
			streams[i] = id.Stream()
		}
		state, err := d.m.Ledger.Read(ctx, d.m.ID, streams...)
		if err != nil {
			return nil, err
		}
		for _, id := range part {
			if st := fact.ParcelIn(state, id); st.Booking.Stage == fact.BookingHeld && st.Booking.Carrier == by && st.Track.Handed.IsZero() {
				list = d.add(list, st)
			}
		}
	}
	return list, nil
}

// add adds a parcel to those that travel as it does.
func (d *desk) add(list []collecting.Load, st *fact.ParcelState) []collecting.Load {
	one := collecting.Load{To: shipping.Place{Country: st.Plan.Ship.Country, Region: st.Plan.Ship.Region}, Parcels: 1, Weight: st.Plan.Weight}
	for i := range d.book.Channels {
		if d.book.Channels[i].ID == st.Booking.Channel {
			one.Service = d.book.Channels[i].Service
		}
	}
	for i := range list {
		if list[i].Service == one.Service && list[i].To == one.To {
			list[i].Parcels, list[i].Weight = list[i].Parcels+1, list[i].Weight+one.Weight
			return list
		}
	}
	return append(list, one)
}

// document keeps whom the driver asks for beside the facts, and names it in the plan; nothing where nobody is named.
func (d *desk) document(plan *pickup.Plan, at shipping.WarehouseID, c collecting.Contact) []shipping.Document {
	if c == (collecting.Contact{}) {
		return nil
	}
	body, _ := json.Marshal(c) //nolint:errchkjson // texts always can be
	person := ""
	if w, err := d.warehouse(at); err == nil && c.Name+c.Phone+c.Email != "" { // who has a name alone is found by it, and by where he works
		person = shipping.Address{Name: c.Name, Phone: c.Phone, Email: c.Email, Postcode: w.Place.Postcode, Country: w.Place.Country}.Person()
	}
	doc := shipping.NewDocument("application/json", person, body)
	plan.Contact = doc.ID
	return []shipping.Document{doc}
}

// contact reads whom the driver asks for; NotFound where that was erased.
func (d *desk) contact(ctx context.Context, id shipping.DocumentID) (c collecting.Contact, err error) {
	if id == "" {
		return c, nil
	}
	doc, err := d.m.Ledger.Document(ctx, d.m.ID, id)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(doc.Body, &c); err != nil {
		return c, &shipping.Error{Code: shipping.Corrupt, Message: "the document with the contact of the pick-up cannot be read", Cause: err}
	}
	return c, nil
}

// changed is what a pick-up is to be changed to.
func (d *desk) changed(ctx context.Context, p *pickup.Pickup, a *Asking) (*pickup.Plan, []collecting.Load, collecting.Contact, error) {
	w, err := d.warehouse(p.Warehouse)
	if err != nil {
		return nil, nil, a.Contact, err
	}
	plan := p.Plan
	for _, t := range []struct {
		field, text string
		at          *time.Time
	}{{"from", a.From, &plan.Window.From}, {"to", a.To, &plan.Window.To}} {
		if t.text == "" {
			continue
		}
		if *t.at, err = clock(w, t.field, plan.Day, t.text); err != nil {
			return nil, nil, a.Contact, err
		}
	}
	if a.Parcels != 0 || a.Weight != 0 {
		plan.Parcels, plan.Weight = a.Parcels, a.Weight
	}
	loads, err := d.loads(ctx, p.Carrier, p.Warehouse, &plan)
	if err != nil {
		return nil, nil, a.Contact, err
	}
	before, err := d.contact(ctx, plan.Contact)
	if err != nil && shipping.CodeOf(err) != shipping.NotFound { // of one that was erased nothing is left
		return nil, nil, a.Contact, err
	}
	plan.Contact = ""
	return &plan, loads, collecting.Contact{Name: cmp.Or(a.Contact.Name, before.Name), Phone: cmp.Or(a.Contact.Phone, before.Phone), Email: cmp.Or(a.Contact.Email, before.Email),
		Instructions: cmp.Or(a.Contact.Instructions, before.Instructions)}, nil
}

// call is a question about a pick-up, with whom the driver asks for: where nobody is named, those whom the Book names at the warehouse.
func (d *desk) call(ctx context.Context, who book.Carrier, p *pickup.Pickup, plan pickup.Plan, loads []collecting.Load) (*collecting.Call, error) {
	w, err := d.warehouse(p.Warehouse)
	if err != nil {
		return nil, err
	}
	c, err := d.contact(ctx, plan.Contact)
	if err != nil && shipping.CodeOf(err) != shipping.NotFound {
		return nil, err
	}
	from := w.Address()
	c.Name, c.Phone = cmp.Or(c.Name, from.Name), cmp.Or(c.Phone, from.Phone)
	return &collecting.Call{Carrier: who, Pickup: &collecting.Pickup{ID: p.ID, At: d.m.Now(), From: *w, Plan: plan, Contact: c, Number: p.Answer.Number, Office: p.Answer.Office, Loads: loads}}, nil
}
