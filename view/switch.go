package view

import (
	"context"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
)

// SwitchRow is a trigger that was set off on a channel and lane, as it stands now.
type SwitchRow struct {
	ID      string             `json:"id" column:"id,fixed"` // lane, channel and trigger
	Lane    shipping.Lane      `json:"lane" column:"lane"`
	Channel shipping.ChannelID `json:"channel" column:"channel"`
	Trigger string             `json:"trigger" column:"trigger_name"`
	Phase   fact.SwitchPhase   `json:"phase" column:"phase"`
	Share   int64              `json:"share" column:"share"`          // of the channel's parcels that stays away, in per cent
	Stop    int64              `json:"-" column:"stop"`               // 1: even the last resort is barred
	Since   Millis             `json:"since,omitzero" column:"since"` // of the phase
	Case    shipping.CaseID    `json:"case" column:"case_id"`
	Times   int64              `json:"times" column:"times"` // that it was set off
	Book    string             `json:"book" column:"book"`   // version of the Book that decided last
}

func switchTable(d *db.DB) *table[SwitchRow] {
	t := newTable[SwitchRow]("view_switch", d)
	t.about = switchOf
	t.fold = func(r *SwitchRow, f *fact.Fact, _ *tally) { r.fold(f) }
	t.total = func(r *SwitchRow, sum *totals, n int64) { sum.figures.Switches += n * r.Times }
	return t
}

// switchOf names the row of a switch.
func switchOf(f *fact.Fact) string {
	if b, ok := f.Body.(*fact.ChannelSwitched); ok {
		return f.Stream.ID() + " " + string(b.Channel) + " " + b.Trigger
	}
	return ""
}

// fold takes the next step of a switch in.
func (r *SwitchRow) fold(f *fact.Fact) {
	b := f.Body.(*fact.ChannelSwitched)
	if b.Phase == fact.SwitchAway && (r.Phase == "" || r.Phase == fact.SwitchOver) {
		r.Times++
	}
	r.ID, r.Lane, r.Channel, r.Trigger = switchOf(f), shipping.Lane(f.Stream.ID()), b.Channel, b.Trigger
	r.Phase, r.Share, r.Stop, r.Since, r.Case, r.Book = b.Phase, b.Share, 0, millis(f.At), b.Case, b.Book
	if b.Stop {
		r.Stop = 1
	}
}

// Switches lists the triggers that were ever set off, by lane, channel and trigger.
func (s *Store) Switches(ctx context.Context, merchant shipping.MerchantID) ([]SwitchRow, error) {
	return s.switchesIn(ctx, s.db.Read, merchant)
}

func (s *Store) switchesIn(ctx context.Context, q querier, merchant shipping.MerchantID) ([]SwitchRow, error) {
	return s.switches.collect(ctx, q, merchant, "ORDER BY lane, channel, trigger_name")
}
