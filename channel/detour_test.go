package channel_test

import (
	"testing"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

// TestDetour: channels that are switched off, or were tried, stand behind the others with their reason, and barred ones
// do not take the parcel; a channel without a detour stands where it stood.
func TestDetour(t *testing.T) {
	for name, c := range map[string]struct {
		round map[shipping.ChannelID]channel.Detour
		want  string
		note  string // of the last reason
	}{
		"none":                        {nil, "swift-eco, rail, packet | parcel-de warehouse, express score", "takes the parcel, but scores 2115; the last channel kept (packet) scores 1607"},
		"the primary is switched off": {map[shipping.ChannelID]channel.Detour{"swift-eco": {Trigger: "late"}}, "rail, packet, express | parcel-de warehouse, swift-eco switched_off", `switched off by the trigger "late"`},
		"it is the last resort": {map[shipping.ChannelID]channel.Detour{"swift-eco": {Trigger: "late"}, "packet": {Tried: true, Barred: true}, "express": {Tried: true, Barred: true}},
			"rail, swift-eco | parcel-de warehouse, express tried, swift-eco switched_off, packet tried", "was tried before"},
		"the lot would expire": {map[shipping.ChannelID]channel.Detour{"swift-eco": {Barred: true, Expires: "2026-12-10", Arrives: "2026-12-12"}}, "rail, packet, express | parcel-de warehouse, swift-eco expires",
			"the lot expires on 2026-12-10, and arrives by 2026-12-12"},
		"it would not be good for long enough": {map[shipping.ChannelID]channel.Detour{"swift-eco": {Barred: true, Expires: "2026-12-10", Arrives: "2026-12-08", MinShelfLife: 10}}, "rail, packet, express | parcel-de warehouse, swift-eco expires",
			"the lot expires on 2026-12-10, and arrives by 2026-12-08; it must be good for 10 days at the door"},
		"it is barred":           {map[shipping.ChannelID]channel.Detour{"swift-eco": {Trigger: "late", Barred: true}}, "rail, packet, express | parcel-de warehouse, swift-eco switched_off", `switched off by the trigger "late"`},
		"tried and switched off": {map[shipping.ChannelID]channel.Detour{"rail": {Tried: true, Trigger: "late"}}, "swift-eco, packet, express | parcel-de warehouse, rail switched_off", `switched off by the trigger "late"`},
		"all are barred": {map[shipping.ChannelID]channel.Detour{"swift-eco": {Tried: true, Barred: true}, "rail": {Tried: true, Barred: true}, "packet": {Tried: true, Barred: true}, "express": {Tried: true, Barred: true}},
			" | parcel-de warehouse, express tried, swift-eco tried, rail tried, packet tried", "was tried before"},
	} {
		t.Run(name, func(t *testing.T) {
			var got fact.ChannelChosen
			table(t, sample()).ChooseInto(&got, earphones(), handover, func(id shipping.ChannelID) channel.Detour { return c.round[id] })
			if said(got) != c.want {
				t.Errorf("got  %s\nwant %s", said(got), c.want)
			}
			for _, r := range got.Refused {
				if r.Desk != fact.ChannelDesk {
					t.Errorf("%+v names no desk", r)
				}
			}
			if last := got.Refused[len(got.Refused)-1]; channel.Explain(last) != c.note {
				t.Errorf("the last reason reads %q", channel.Explain(last))
			}
		})
	}
}
