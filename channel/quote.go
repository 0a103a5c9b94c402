package channel

import (
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Quote prices a parcel on one channel, whether it would be chosen or not. The empty rule of the
// reason means that the channel takes it. An unknown channel has the rule "no_channel". It allocates nothing.
func (t *Table) Quote(id shipping.ChannelID, p *fact.ParcelPlan, at time.Time) (fact.Option, fact.Reason) {
	return t.quote(id, p, at, nil)
}

// Parts lists what the price of Quote is made of, in the order in which it is computed and in minor
// units of the rate sheet's currency. Nil when the channel does not take the parcel.
func (t *Table) Parts(id shipping.ChannelID, p *fact.ParcelPlan, at time.Time) []Part {
	var parts []Part
	if _, why := t.quote(id, p, at, &parts); why.Rule != "" {
		return nil
	}
	return parts
}

func (t *Table) quote(id shipping.ChannelID, p *fact.ParcelPlan, at time.Time, parts *[]Part) (fact.Option, fact.Reason) {
	i, ok := t.byID[id]
	if !ok {
		return fact.Option{}, fact.Reason{Desk: fact.ChannelDesk, Rule: RuleNoChannel, About: string(id)}
	}
	q := t.ask(p, at)
	var o offer
	var why fact.Reason
	if !t.offer(&o, &t.lane(&q).ways[i], &q, parts, &why) {
		return fact.Option{}, why
	}
	return t.option(&o), why
}
