package record

import (
	"context"
	"encoding/binary"
	"slices"

	"crosslane/db"
	"crosslane/shipping"
)

// Head is where the row of a balance says that the newest fact of its stream lies; zero: there is no row.
type Head struct {
	Stream       shipping.Stream
	Pos, Version int64
	Sum          Sum
}

// Verify finds the balances from which nobody may go on, since that would be a second history of their streams: rows whose
// newest fact is not where they say, and streams without a row that have facts all the same, up to a position up to which
// every balance is in its row. Each has a Corrupt error.
func Verify(ctx context.Context, d *db.DB, m shipping.MerchantID, heads []Head, upTo int64) (map[shipping.Stream]error, error) {
	var missing []shipping.Stream
	heads = slices.DeleteFunc(heads, func(h Head) bool {
		if h.Pos == 0 {
			missing = append(missing, h.Stream)
		}
		return h.Pos == 0
	})
	wrong := make(map[shipping.Stream]error)
	err := adrift(ctx, d, m, heads, wrong)
	if err == nil {
		err = begun(ctx, d, m, missing, upTo, wrong)
	}
	return wrong, err
}

func adrift(ctx context.Context, d *db.DB, m shipping.MerchantID, heads []Head, wrong map[shipping.Stream]error) error {
	if len(heads) == 0 {
		return nil
	}
	list := make([]int64, len(heads))
	at := make(map[int64]*Head, len(heads))
	for i := range heads {
		h := &heads[i]
		list[i], at[h.Pos] = h.Pos, h
		wrong[h.Stream] = Corrupt(m, h.Stream, h.Version, "its balance counts the fact, which is not there", nil)
	}
	rows, err := d.Read.QueryContext(ctx, "SELECT pos, stream, record, hash FROM facts WHERE merchant = $1 AND pos "+d.In(2, "bigint"), string(m), d.List(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	var pos Whole
	var stream Text
	var raw, sum Bytes
	for rows.Next() {
		if err := Row(rows, m, "facts", &pos, &stream, &raw, &sum); err != nil {
			return err
		}
		h := at[int64(pos)]
		if version, _ := binary.Uvarint(raw); string(h.Stream) == string(stream) && version == uint64(h.Version) && string(sum) == string(h.Sum[:]) {
			delete(wrong, h.Stream)
		}
	}
	return rows.Err()
}

func begun(ctx context.Context, d *db.DB, m shipping.MerchantID, streams []shipping.Stream, upTo int64, wrong map[shipping.Stream]error) error {
	if len(streams) == 0 || upTo == 0 {
		return nil
	}
	// Without a bound of positions in it: SQLite would rather read every fact up to there than look the streams up.
	rows, err := d.Read.QueryContext(ctx, "SELECT stream, pos FROM facts WHERE merchant = $1 AND prev = 0 AND stream "+d.In(2, "text"), string(m), d.List(streams))
	if err != nil {
		return err
	}
	defer rows.Close()
	var stream Text
	var pos Whole
	for rows.Next() {
		if err := Row(rows, m, "facts", &stream, &pos); err != nil {
			return err
		}
		if int64(pos) > upTo {
			continue
		}
		wrong[shipping.Stream(stream)] = Corrupt(m, shipping.Stream(stream), 1, "its balance is missing", nil)
	}
	return rows.Err()
}

// Newest makes sure that the newest fact of a merchant lies where the merchant's row says; else nothing may be recorded.
func Newest(ctx context.Context, q Querier, m shipping.MerchantID, newest int64) error {
	var pos Whole
	if _, err := One(ctx, q, m, "facts", "SELECT pos FROM facts WHERE merchant = $1 ORDER BY pos DESC LIMIT 1", &pos); err != nil {
		return err
	}
	if int64(pos) != newest {
		return Misfit(m, "merchants", "", "its newest is another than the newest fact that is there; crosslane audit tells more")
	}
	return nil
}
