package view

import (
	"cmp"
	"context"
	"slices"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/trail"
)

var spreadFrom = trail.Milestones()

// spreadOf reads the five shares off counts. The two early ones are rounded down, the others
// up, so that a window is never narrower than what was counted.
func spreadOf(m shipping.Milestone, by []counter) fact.Spread {
	s := fact.Spread{From: m, Sample: sorted(by)}
	shares := []int64{5, 25, 50, 75, 95}
	for i, at := range []*int64{&s.P05, &s.P25, &s.P50, &s.P75, &s.P95} {
		*at = quantile(by, s.Sample, shares[i])
	}
	s.P05, s.P25 = narrowed(s.P05), narrowed(s.P25)
	return s
}

// sorted puts counts in the order of their hours, and answers with their sum.
func sorted(by []counter) (all int64) {
	slices.SortFunc(by, func(a, b counter) int { return cmp.Compare(a.hours, b.hours) })
	for _, c := range by {
		all += c.n
	}
	return all
}

// quantile is the fewest hours in which so many per cent of all had it behind them.
func quantile(by []counter, all, percent int64) int64 {
	var sum int64
	for _, c := range by {
		if sum += c.n; sum*100 >= all*percent {
			return c.hours
		}
	}
	return 0
}

func behindEach(prefix string) []string {
	list := make([]string, len(spreadFrom))
	for i, m := range spreadFrom {
		list[i] = prefix + string(m)
	}
	return list
}

// Calibration tells how often the estimates that were given at a milestone held, of parcels that were
// delivered since. The sums over all channels have neither lane nor channel.
type Calibration struct {
	LaneChannel
	Milestone shipping.Milestone `json:"milestone"`
	Sample    int64              `json:"sample"`
	In50      int64              `json:"in50"` // of them came within the window of 50 in 100
	In90      int64              `json:"in90"`
}

// Calibration answers with the sums over all by milestone, then with those of each lane and channel.
func (s *Store) Calibration(ctx context.Context, merchant shipping.MerchantID) ([]Calibration, error) {
	list, err := s.countsOf(ctx, merchant, append(append(behindEach(countGiven), behindEach(countIn50)...), behindEach(countIn90)...)...)
	if err != nil {
		return nil, err
	}
	order, held := []LaneChannel{{}}, map[LaneChannel]map[string]int64{{}: {}}
	for _, c := range list {
		if held[c.LaneChannel] == nil {
			order, held[c.LaneChannel] = append(order, c.LaneChannel), map[string]int64{}
		}
		held[c.LaneChannel][c.what] += c.n
		held[LaneChannel{}][c.what] += c.n
	}
	var rows []Calibration
	for _, on := range order {
		for _, m := range spreadFrom {
			if n := held[on][countGiven+string(m)]; n > 0 {
				rows = append(rows, Calibration{on, m, n, held[on][countIn50+string(m)], held[on][countIn90+string(m)]})
			}
		}
	}
	return rows, nil
}
