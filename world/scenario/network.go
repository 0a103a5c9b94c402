package scenario

import (
	"fmt"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/shipping"
)

// Network is what simulated carriers are told of a scenario. The zero value: all is as usual, and
// every channel takes what comes.
type Network struct {
	Capacity   map[shipping.ChannelID]sim.Capacity
	Conditions []sim.Condition
}

// On lays the scenario over the channels of a Book, in a world of so many orders a day that begins at an
// instant. A carrier, channel, port or warehouse that the Book does not know is an Invalid error.
func (s *Scenario) On(b *book.Book, begins time.Time, orders int) (Network, error) {
	n := Network{Capacity: map[shipping.ChannelID]sim.Capacity{}, Conditions: s.conditions(begins)}
	if err := s.known(b); err != nil {
		return n, err
	}
	for _, l := range s.Network {
		c := sim.Capacity{PerDay: max(1, (l.Parcels*int64(orders)+50)/100)}
		if l.Hub > 0 {
			c.Hub = max(1, (l.Hub*int64(orders)+50)/100)
		}
		n.Capacity[l.Channel] = c
	}
	for i := range s.Closed {
		c := &s.Closed[i]
		from := leaving(b, c.Warehouse)
		if len(from) == 0 {
			continue
		}
		n.Conditions = append(n.Conditions, sim.Condition{Name: string(c.Warehouse) + " is closed", From: begins.Add(c.During.From),
			Until: begins.Add(c.During.Until), Where: sim.Where{Channels: from}, Embargo: true})
	}
	return n, nil
}

// conditions puts dates to the days.
func (s *Scenario) conditions(begins time.Time) []sim.Condition {
	list := make([]sim.Condition, len(s.Conditions))
	for i, c := range s.Conditions {
		list[i] = c.Is
		list[i].From, list[i].Until = begins.Add(c.During.From), begins.Add(c.During.Until)
	}
	return list
}

// leaving lists the channels that leave from a warehouse, and from no other.
func leaving(b *book.Book, w shipping.WarehouseID) (list []shipping.ChannelID) {
	for i := range b.Channels {
		if c := &b.Channels[i]; len(c.From) == 1 && c.From[0] == w {
			list = append(list, c.ID)
		}
	}
	return list
}

// known checks that the Book has what the scenario names.
func (s *Scenario) known(b *book.Book) error {
	channel := func(id shipping.ChannelID) bool {
		return slices.ContainsFunc(b.Channels, func(c book.Channel) bool { return c.ID == id })
	}
	carrier := func(id shipping.CarrierID) bool {
		return slices.ContainsFunc(b.Carriers, func(c book.Carrier) bool { return c.ID == id })
	}
	port := func(id string) bool {
		return slices.ContainsFunc(b.Channels, func(c book.Channel) bool { return slices.Contains(c.Ports, id) })
	}
	for i, l := range s.Network {
		if !channel(l.Channel) {
			return stranger(fmt.Sprintf("network[%d].channel", i), l.Channel)
		}
	}
	for i, c := range s.Closed {
		if !slices.ContainsFunc(b.Warehouses, func(w book.Warehouse) bool { return w.ID == c.Warehouse }) {
			return stranger(fmt.Sprintf("closed[%d].warehouse", i), c.Warehouse)
		}
	}
	for i := range s.Conditions {
		at, where := fmt.Sprintf("conditions[%d].where", i), &s.Conditions[i].Is.Where
		if err := all(at+".channels", where.Channels, channel); err != nil {
			return err
		}
		if err := all(at+".carriers", where.Carriers, carrier); err != nil {
			return err
		}
		if err := all(at+".ports", where.Ports, port); err != nil {
			return err
		}
	}
	return nil
}

func all[T ~string](field string, list []T, known func(T) bool) error {
	for i, one := range list {
		if !known(one) {
			return stranger(fmt.Sprintf("%s[%d]", field, i), one)
		}
	}
	return nil
}

func stranger[T ~string](field string, id T) error {
	return shipping.BadField(field, "the Book knows no "+string(id), "see crosslane book show")
}
