package record

import (
	"context"
	"time"

	"crosslane/shipping"
)

// Standing is how a merchant stands by their row.
type Standing struct {
	Epoch         int64 // of the node that writes
	Newest, Facts int64 // position of the newest fact, and how many there are
	Stored        int64 // up to here every balance is in its row
	Sum           Sum   // over all facts
}

const (
	// MostEpoch is more than nodes ever raise an epoch to.
	MostEpoch = 1 << 62
	// longestHold is longer than a node ever has a merchant for itself.
	longestHold = 24 * time.Hour
)

// StandingOf reads how a merchant stands; not found where there is no row. One that no node wrote is Corrupt.
func StandingOf(ctx context.Context, q Querier, m shipping.MerchantID) (s Standing, found bool, err error) {
	var epoch, until, newest, facts, stored Whole
	var owner Text
	var sum Bytes
	found, err = One(ctx, q, m, "merchants", "SELECT epoch, owner, until, newest, facts, stored, hash FROM merchants WHERE merchant = $1",
		&epoch, &owner, &until, &newest, &facts, &stored, &sum)
	if !found || err != nil {
		return s, found, err
	}
	s = Standing{Epoch: int64(epoch), Newest: int64(newest), Facts: int64(facts), Stored: int64(stored)}
	copy(s.Sum[:], sum)
	for _, c := range []struct {
		wrong bool
		what  string
	}{
		{epoch < 0 || epoch > MostEpoch, "its epoch is none that nodes come to"},
		{until < 0 || int64(until) > time.Now().Add(longestHold).UnixMilli(), "its until would keep every other node away"},
		{newest < 0 || facts < 0, "its newest or its facts is less than none"},
		{stored < 0 || stored > newest, "its newest is before its stored"},
		{len(sum) != len(s.Sum), "its hash is none"},
	} {
		if c.wrong {
			return s, true, Misfit(m, "merchants", "", c.what)
		}
	}
	return s, true, nil
}
