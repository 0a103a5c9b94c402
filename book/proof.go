package book

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// Proof checks whether the parts of a Book that is to be published fit together so that business goes on: what would stop
// a carrier or starve a channel is an Invalid error that names the field; what was left out and decides is a remark. A Book that
// is in force is not held against it. Connectors are those that the program has.
func (b *Book) Proof(connectors []string) (Remarks, error) {
	for i := range b.Carriers {
		c := &b.Carriers[i]
		if !slices.Contains(connectors, c.Connector) {
			return nil, shipping.BadField(entryAt("carriers", i, "connector"), "this program has no connector \""+c.Connector+"\", so that nothing could be booked with "+string(c.ID), "known are "+strings.Join(connectors, ", "))
		}
	}
	for i := range b.Channels {
		if err := b.proofChannel(&b.Channels[i], entryAt("channels", i, "")); err != nil {
			return nil, err
		}
	}
	if err := b.proofUnread(); err != nil {
		return nil, err
	}
	for i, place := range b.Policy.Release {
		if slices.Contains(b.Policy.Embargo, place) || slices.Contains(b.Policy.Embargo, place.Whole()) {
			return nil, shipping.BadField(entryAt("policy.release", i, ""), place.PlaceName()+" stands under policy.embargo too, by which nothing goes there", "take it out of one of the two")
		}
		if !slices.ContainsFunc(shipping.Embargoes(), func(e shipping.Embargo) bool { return e.Place == place }) {
			return nil, shipping.BadField(entryAt("policy.release", i, ""), "there is no embargo on "+place.PlaceName()+" that could be released", "take it out; docs/territories.md lists the embargoes")
		}
	}
	if n := b.Packing.PerKilogram; n%10 != 0 {
		return nil, shipping.BadField("packing.per_kilogram", strconv.FormatInt(n, 10)+" is counted by the hundred grams, and would be cut to "+strconv.FormatInt(n/10*10, 10),
			"write "+strconv.FormatInt(n/10*10, 10)+" or "+strconv.FormatInt(n/10*10+10, 10))
	}
	remarks, err := b.proofRates()
	if err != nil {
		return nil, err
	}
	return slices.Concat(remarks, b.leftOut(), b.leftOutOfPlaces()), nil
}

// proofUnread refuses what can be written and is read by nothing, and limits of value that are none.
func (b *Book) proofUnread() error {
	if b.Alerts.BackupLate != 0 {
		return shipping.BadField("alerts.backup_late", "no rule reads it", "take it out; when a backup takes over, triggers say: when: health.late_hours > "+strconv.FormatInt(b.Alerts.BackupLate, 10))
	}
	for i := range b.Carriers {
		if b.Carriers[i].Phone != "" {
			return shipping.BadField(entryAt("carriers", i, "phone"), "nothing reads it", "write it as a comment, behind a #")
		}
	}
	free := func(at string, m shipping.Money) error {
		if m.Amount == 0 && m.Currency != "" {
			return shipping.BadField(at+".amount", "0 is no limit: it would be read as if nothing were written", "write 1 or more, or leave the key out")
		}
		return nil
	}
	for i := range b.Channels {
		c := &b.Channels[i]
		if c.Account != "" {
			return shipping.BadField(entryAt("channels", i, "account"), "no rule reads it: every channel of a carrier is booked with the account of the carrier", "write it under carriers, one carrier for each account")
		}
		if err := cmp.Or(free(entryAt("channels", i, "limits.value"), c.Limits.Value), free(entryAt("channels", i, "limits.min_value"), c.Limits.MinValue)); err != nil {
			return err
		}
	}
	return free("policy.high_value", b.Policy.HighValue)
}

// entryAt names a field of an entry of a list, or the entry where the field is empty.
func entryAt(list string, i int, field string) string {
	return strings.TrimSuffix(list+"["+strconv.Itoa(i)+"]."+field, ".")
}

// byTable is the connector of carriers whose parcels are numbered by the channel's pattern.
const byTable = "table"

func (b *Book) proofChannel(c *Channel, at string) error {
	carrier := b.carrier(c.Carrier)
	switch {
	case len(c.Legs) == 0:
		return shipping.BadField(at+".legs", "missing: nothing would be awaited of its parcels, and nobody told that they are late", "write its parts in the order of travel")
	case carrier != nil && carrier.Connector == byTable && c.Waybill == "":
		return shipping.BadField(at+".waybill", "missing: "+string(c.Carrier)+" is booked by this file alone, so every booking would be refused", "write a pattern, such as SP#########C (# a digit, C a check digit), or S10:LX:CN")
	case c.Limits.Weight > 0 && c.Limits.MinWeight > c.Limits.Weight:
		return shipping.BadField(at+".limits.min_weight", c.Limits.MinWeight.String()+" is above the most, "+c.Limits.Weight.String()+": no parcel fits", "write the least below the most")
	case c.Limits.Value.Amount > 0 && c.Limits.Value.Currency == c.Limits.MinValue.Currency && c.Limits.MinValue.Amount > c.Limits.Value.Amount:
		return shipping.BadField(at+".limits.min_value", c.Limits.MinValue.String()+" is above the most, "+c.Limits.Value.String()+": no parcel fits", "write the least below the most")
	case len(c.To) > 0 && !slices.ContainsFunc(c.To, func(to shipping.Country) bool { return !b.avoids(to, c.Kind) }):
		return shipping.BadField(at+".kind", "the markets of all its countries avoid "+string(c.Kind)+", so that no parcel takes it", "take the kind out of avoid under markets, or the channel out")
	}
	for i := range c.Legs {
		leg, field := &c.Legs[i], at+entryAt(".legs", i, "")
		if leg.Usual > leg.Most {
			return shipping.BadField(field+".usual_hours", strconv.FormatInt(leg.Usual, 10)+" is more than the most, "+strconv.FormatInt(leg.Most, 10), "write the usual hours below most_hours")
		}
		if leg.Carrier != "" && b.carrier(leg.Carrier) == nil {
			return shipping.BadField(field+".carrier", "\""+string(leg.Carrier)+"\" is not a known carrier", "name one under carriers, or leave it out")
		}
	}
	return nil
}

// carrier finds a carrier, nil when the Book has none of that name.
func (b *Book) carrier(id shipping.CarrierID) *Carrier {
	for i := range b.Carriers {
		if b.Carriers[i].ID == id {
			return &b.Carriers[i]
		}
	}
	return nil
}

func (b *Book) avoids(to shipping.Country, kind ChannelKind) bool {
	m := b.Market(to)
	return m != nil && slices.Contains(m.Avoid, kind)
}

// Quickest is in how many days after hand-over the quickest channel from a warehouse to a country promises to be at the door;
// zero: none goes there.
func (b *Book) Quickest(from shipping.WarehouseID, to shipping.Country) (days int64) {
	for i := range b.Channels {
		c := &b.Channels[i]
		if slices.Contains(c.From, from) && b.Reaches(c, to) && !b.avoids(to, c.Kind) && (days == 0 || c.Days.Most < days) {
			days = c.Days.Most
		}
	}
	return days
}

// leftOut tells what is not written, and decides by that.
func (b *Book) leftOut() (remarks []Remark) {
	say := func(field, message, hint string) { remarks = append(remarks, Remark{field, message, hint}) }
	p := &b.Policy
	if p.LateCost == 0 && slices.ContainsFunc(b.Channels, func(c Channel) bool { return c.Reliability > 0 }) {
		say("policy.late_cost", "left out, or 0: the reliability of channels decides nothing", "write what a late parcel costs, in minor units of "+string(b.Base))
	}
	for i := range b.Channels {
		if c := &b.Channels[i]; p.LateCost > 0 && c.Reliability == 0 {
			say(entryAt("channels", i, "reliability"), "left out, or 0: every parcel of "+string(c.ID)+" counts as late, which adds "+strconv.FormatInt(p.LateCost, 10)+" to its score", "write how many of a thousand come within the promise, such as 950")
		}
	}
	if p.DayCost == 0 && p.SpreadCost == 0 && len(b.Channels) > 1 {
		say("policy.day_cost", "left out, or 0, and spread_cost too: how long a channel takes decides nothing", "write what a promised day is worth, in minor units of "+string(b.Base))
	}
	if p.PreferBonus == 0 && slices.ContainsFunc(b.Markets, func(m Market) bool { return len(m.Prefer) > 0 }) {
		say("policy.prefer_bonus", "left out, or 0: what markets prefer decides nothing", "write what is taken off for a kind that is preferred")
	}
	if p.Backups == 0 && len(b.Channels) > 1 {
		say("policy.backups", "left out, or 0: no channel stands by, and a parcel whose booking is refused waits for a person", "write how many channels stand by, such as 3")
	}
	if len(b.Packing.Cartons) == 0 && len(b.Warehouses) > 0 {
		say("packing.cartons", "left out: no warehouse has a carton, and a shipment counts as one parcel as heavy as its goods, without measures", "write the boxes that there are")
	}
	var silent []string
	for _, a := range []struct {
		name  string
		hours int64
	}{{"depart", b.Alerts.Depart}, {"arrive", b.Alerts.Arrive}, {"silence", b.Alerts.Silence}, {"pickup", b.Alerts.Pickup}} {
		if a.hours == 0 {
			silent = append(silent, a.name)
		}
	}
	if len(silent) > 0 {
		say("alerts", strings.Join(silent, ", ")+" left out, or 0: what does not come is not missed by it", "write after how many hours somebody is to be told")
	}
	for i := range b.Warehouses {
		id := b.Warehouses[i].ID
		if !slices.ContainsFunc(b.Channels, func(c Channel) bool { return slices.Contains(c.From, id) }) {
			say(entryAt("warehouses", i, "id"), "no channel takes parcels from "+string(id)+": what lies there cannot be sent", "name it under from of a channel")
		}
	}
	return remarks
}
