package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"crosslane/shipping"
)

// Change performs a transaction: all of it, or nothing. What is refused in it is told as it is; what fails, as a failure of doing that.
func (d *DB) Change(ctx context.Context, doing string, do func(tx *sql.Tx) error) error {
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return Failure(doing, err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	err = do(tx)
	if _, told := errors.AsType[*shipping.Error](err); told {
		return err
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return Failure(doing, err)
	}
	return nil
}

// Instant is a time as a column of whole numbers keeps it, in milliseconds; the zero time is 0.
func Instant(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Moment is the time that a column keeps; see Instant.
func Moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
