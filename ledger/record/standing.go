package record

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"crosslane/db"
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

// Take raises the epoch of a merchant for a node, so that no other node's batch is committed any more, and answers with how
// the merchant stands; not found where there is no row, or another node has the merchant for itself. It does so for some
// milliseconds, where others could. Of a row that no node wrote, and where the newest fact is another than it says, that is
// Corrupt, and nothing is changed.
func Take(ctx context.Context, d *db.DB, m shipping.MerchantID, node string, hold int) (s Standing, found bool, err error) {
	text := "UPDATE merchants SET epoch = epoch + 1, owner = $2 WHERE merchant = $1 RETURNING epoch, newest, facts, stored, hash"
	if !d.Embedded {
		const now = "(extract(epoch from now()) * 1000)::bigint"
		text = "UPDATE merchants SET epoch = epoch + 1, owner = $2, until = " + now + " + " + strconv.Itoa(hold) +
			" WHERE merchant = $1 AND (owner = $2 OR until <= " + now + ") RETURNING epoch, newest, facts, stored, hash"
	}
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return s, false, err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if s, found, err := StandingOf(ctx, tx, m); !found || err != nil {
		return s, false, err
	}
	var sum []byte
	err = tx.QueryRowContext(ctx, text, string(m), node).Scan(&s.Epoch, &s.Newest, &s.Facts, &s.Stored, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	if copy(s.Sum[:], sum); err == nil {
		err = Newest(ctx, tx, m, s.Newest)
	}
	if err != nil {
		return s, false, err
	}
	return s, true, tx.Commit()
}
