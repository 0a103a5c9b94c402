package upkeep

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"crosslane/db"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Listed is somebody of whom anything is stored, or whom the roll names.
type Listed struct {
	Merchant shipping.MerchantID
	// Wrong is what is not in order about that: a Corrupt error. Nil: there is a row that says how the merchant stands, and
	// the roll names the merchant.
	Wrong error

	kept, enrolled bool
	tables         []string // in which there are rows, but for that of the merchants
	nameless       []any    // what stands where a merchant's name belongs
	strays         []string // tables in which that is
}

// Merchants lists everybody of whom any table knows, by name.
func Merchants(ctx context.Context, d *db.DB) ([]Listed, error) {
	tx, err := d.Read.BeginTx(ctx, &sql.TxOptions{Isolation: snapshot(d), ReadOnly: true})
	if err != nil {
		return nil, failed("list the merchants", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was changed
	list, err := everybody(ctx, tx)
	if err != nil {
		return nil, failed("list the merchants", err)
	}
	return list, nil
}

// everybody lists the merchants whom any table or the roll names, by name. A roll that cannot be read is nobody's, and
// stands first.
func everybody(ctx context.Context, tx *sql.Tx) (list []Listed, err error) {
	known := map[shipping.MerchantID]*Listed{}
	of := func(m shipping.MerchantID) *Listed {
		if known[m] == nil {
			known[m] = &Listed{Merchant: m}
		}
		return known[m]
	}
	for _, table := range record.Tables {
		names, err := merchantsIn(ctx, tx, table)
		if err != nil {
			return nil, err
		}
		for _, value := range names {
			l := of(nameOf(value))
			switch name, text := value.(string); {
			case !text || name == "":
				l.nameless = append(l.nameless, value)
				l.strays = append(l.strays, table)
			case table == "merchants":
				l.kept = true
			default:
				l.tables = append(l.tables, table)
			}
		}
	}
	roll, wrong := record.Enrolled(ctx, tx)
	if wrong != nil && shipping.CodeOf(wrong) != shipping.Corrupt {
		return nil, wrong
	}
	if wrong != nil {
		of("").Wrong = wrong
	}
	for _, m := range roll {
		if of(m).enrolled {
			of(m).Wrong = record.Misfit(m, record.Roll, "", "it stands there twice: it was taken out of the other tables, and came in again")
		}
		of(m).enrolled = true
	}
	for _, m := range slices.Sorted(maps.Keys(known)) {
		l := known[m]
		if l.Wrong == nil {
			l.Wrong = l.judge(wrong == nil)
		}
		list = append(list, *l)
	}
	return list, nil
}

// judge tells what is not in order, by what the tables know of the merchant, and the roll where it can be read.
func (l *Listed) judge(roll bool) error {
	switch {
	case len(l.nameless) > 0:
		return record.Misfit(l.Merchant, l.strays[0], "", fmt.Sprintf("rows of %v belong to a merchant that has no name", l.strays))
	case !l.kept && len(l.tables) == 0:
		return &shipping.Error{Code: shipping.Corrupt, Field: string(l.Merchant), Message: "the roll names this merchant, and nothing of it is there",
			Hint: lossHint}
	case !l.kept && !l.enrolled && roll:
		return record.Misfit(l.Merchant, l.tables[0], "", fmt.Sprintf("there are rows of %v, and no such merchant was ever added", l.tables))
	case !l.enrolled && roll:
		return record.Misfit(l.Merchant, record.Roll, "", "it does not name the merchant, of whom there are rows")
	}
	return nil
}

// merchantsIn lists the merchants of a table as they stand there, each found by the key of the one before. On SQLite they may be
// something else than texts.
func merchantsIn(ctx context.Context, tx *sql.Tx, table string) (list []any, err error) {
	text, args := "SELECT min(merchant) FROM "+table, []any(nil)
	for {
		var next any
		if err := tx.QueryRowContext(ctx, text, args...).Scan(&next); err != nil {
			return nil, err
		}
		if next == nil {
			break
		}
		list = append(list, next)
		text, args = "SELECT min(merchant) FROM "+table+" WHERE merchant > $1", []any{next}
	}
	var none int64 // of all tables, that of the merchants may have it on SQLite
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+table+" WHERE merchant IS NULL").Scan(&none); err != nil {
		return nil, err
	}
	if none > 0 {
		list = append(list, nil)
	}
	return list, nil
}

// nameOf is a merchant as its column has it, as a text.
func nameOf(value any) shipping.MerchantID {
	switch v := value.(type) {
	case string:
		return shipping.MerchantID(v)
	case []byte:
		return shipping.MerchantID(v)
	}
	return ""
}

// assemble lists the merchants of whom there is something to make anew. What is nobody's is dropped.
func assemble(ctx context.Context, tx *sql.Tx, acceptLoss bool) (list []shipping.MerchantID, err error) {
	all, err := everybody(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := lost(all, acceptLoss); err != nil {
		return nil, err
	}
	for _, l := range all {
		if err := l.clear(ctx, tx); err != nil {
			return nil, err
		}
		if l.stays() {
			list = append(list, l.Merchant)
		}
	}
	return list, nil
}

// mended is an epoch that no node has come to: of those that have another, none goes on.
const mended = 1 << 40

// recorded is what was recorded of a merchant by their row. An epoch, and who holds the merchant, are made anew where they
// cannot be; what the row says of the facts is not, unless their loss is accepted.
func recorded(ctx context.Context, tx *sql.Tx, m shipping.MerchantID, acceptLoss bool) (record.Standing, error) {
	s, found, err := record.StandingOf(ctx, tx, m)
	if found && err == nil || err != nil && shipping.CodeOf(err) != shipping.Corrupt {
		return s, err
	}
	var newest, facts record.Whole
	var sum record.Bytes
	found, unknown := record.One(ctx, tx, m, "merchants", "SELECT newest, facts, hash FROM merchants WHERE merchant = $1", &newest, &facts, &sum)
	if unknown == nil && (!found || newest < 0 || facts < 0 || len(sum) != len(s.Sum)) {
		unknown = cmp.Or(err, record.Misfit(m, "merchants", "", "the row is missing"))
	}
	if unknown != nil && !acceptLoss {
		return s, &shipping.Error{Code: shipping.Corrupt, Field: string(m), Message: "how many facts were recorded cannot be told any more; nothing was changed",
			Hint: lossHint, Cause: unknown}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE merchants SET epoch = $2 WHERE merchant = $1", string(m), int64(mended)); err != nil {
		return s, err
	}
	s = record.Standing{Newest: max(0, int64(newest)), Facts: max(0, int64(facts))}
	copy(s.Sum[:], sum)
	return s, nil
}

// lost refuses to go on without merchants whom the roll names, or without knowing whom it named, unless that is accepted.
func lost(list []Listed, accepted bool) error {
	for _, l := range list {
		gone := l.enrolled && !l.kept && len(l.tables) == 0
		unknown := l.Wrong != nil && l.Merchant == "" && len(l.nameless) == 0
		facts := slices.Contains(l.strays, "facts")
		wrong, ok := errors.AsType[*shipping.Error](l.Wrong)
		if (gone || unknown || facts) && ok && !accepted {
			return &shipping.Error{Code: shipping.Corrupt, Field: wrong.Field, Message: wrong.Message + "; nothing was changed",
				Hint: lossHint}
		}
	}
	return nil
}

// stays reports whether the merchant is one to go on with: it was added, or has facts.
func (l *Listed) stays() bool {
	return l.Merchant != "" && (l.kept || slices.Contains(l.tables, "facts") || l.enrolled && len(l.tables) > 0)
}

// clear drops the rows that bear no merchant's name, and those of somebody who never was a merchant.
func (l *Listed) clear(ctx context.Context, tx *sql.Tx) error {
	drop := l.nameless
	if !l.stays() {
		drop = append(drop, string(l.Merchant))
	}
	for _, name := range drop {
		for _, table := range record.Tables {
			text, args := "DELETE FROM "+table+" WHERE merchant = $1", []any{name}
			if name == nil {
				text, args = "DELETE FROM "+table+" WHERE merchant IS NULL", nil
			}
			if _, err := tx.ExecContext(ctx, text, args...); err != nil {
				return failed("drop rows that are nobody's", err)
			}
		}
	}
	return nil
}
