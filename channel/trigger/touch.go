package trigger

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// Touches reports whether a parcel is kept off a channel now: by which trigger, and whether the channel is
// barred to it even as the last resort. Of several triggers it names the first that asks for bookings anew, or else the
// first. While a share falls, those that still stay away are some of those that stayed away before. st is the
// state of the parcel's lane. Without a switch in force it costs next to nothing.
func (s *Set) Touches(st *fact.LaneState, channel shipping.ChannelID, parcel shipping.ParcelID, plan *fact.ParcelPlan) (by string, stop, off bool) {
	if st == nil {
		return "", false, false
	}
	c := st.Control(channel)
	if c == nil {
		return "", false, false
	}
	rebooks := false
	for i := range c.Switches {
		w := &c.Switches[i]
		if !w.Stop && w.Share == 0 || !s.keepsOff(w, channel, parcel, plan) {
			continue
		}
		off, stop = true, stop || w.Stop
		if anew := s.rule(w.Trigger).Then.Rebook; by == "" || anew && !rebooks {
			by, rebooks = w.Trigger, anew
		}
	}
	return by, stop, off
}

// keepsOff reports whether a switch in force touches the parcel. Stop touches all, whatever the share.
func (s *Set) keepsOff(w *fact.Switch, channel shipping.ChannelID, parcel shipping.ParcelID, plan *fact.ParcelPlan) bool {
	r := s.rule(w.Trigger)
	if r == nil || !w.Stop && draw(channel, parcel) >= w.Share {
		return false
	}
	return r.parcels == nil || r.parcels.holds(&scene{set: s, plan: plan, at: s.local(plan.Warehouse, w.Since)})
}

// draw is the parcel's lot at a channel, 0 to 99: FNV-1a over both names, and a last stir so that
// names that count up spread evenly. Lots at two channels have nothing to do with each other: what is
// kept off one line does not for that reason stay off the other.
func draw(channel shipping.ChannelID, parcel shipping.ParcelID) int64 {
	h := fnv(fnv(14695981039346656037, string(channel))*1099511628211, string(parcel))
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return int64(h % 100)
}

func fnv(h uint64, text string) uint64 {
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}
