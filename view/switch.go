package view

import (
	"context"

	"crosslane/fact"
	"crosslane/shipping"
)

// SwitchRow is a trigger that was set off on a channel and lane, as it stands now.
type SwitchRow struct {
	ID      string             `json:"id"` // lane, channel and trigger
	Lane    shipping.Lane      `json:"lane"`
	Channel shipping.ChannelID `json:"channel"`
	Trigger string             `json:"trigger"`
	Phase   fact.SwitchPhase   `json:"phase"`
	Share   int64              `json:"share"` // of the channel's parcels that stays away, in per cent
	Stop    int64              `json:"stop"`  // 1: even the last resort is barred
	Since   Millis             `json:"since"` // of the phase
	Case    shipping.CaseID    `json:"case"`
	Times   int64              `json:"times"` // that it was set off
	Book    string             `json:"book"`  // version of the Book that decided last
}

var switchTable = table[SwitchRow]{
	name:    "view_switch",
	columns: []string{"id", "lane", "channel", "trigger_name", "phase", "share", "stop", "since", "case_id", "times", "book"},
	fields: func(r *SwitchRow) []any {
		return []any{&r.ID, &r.Lane, &r.Channel, &r.Trigger, &r.Phase, &r.Share, &r.Stop, &r.Since, &r.Case, &r.Times, &r.Book}
	},
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
func (s *Store) Switches(ctx context.Context, tenant shipping.MerchantID) ([]SwitchRow, error) {
	return s.switchesIn(ctx, s.db.Read, tenant)
}

func (s *Store) switchesIn(ctx context.Context, q querier, tenant shipping.MerchantID) ([]SwitchRow, error) {
	return collect(ctx, q, s.switches, s.switches.selection()+" WHERE tenant = $1 ORDER BY lane, channel, trigger_name", string(tenant))
}
