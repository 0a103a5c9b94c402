package record

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"crosslane/db"
	"crosslane/shipping"
)

// Roll is the table that names every merchant of the place, in one row outside the rows of any: a merchant that was taken
// out of every other table is missed.
const Roll = "roll"

// Enrolled lists the merchants on the roll, in the order in which they came. A roll that the program did not write is Corrupt.
func Enrolled(ctx context.Context, q Querier) (list []shipping.MerchantID, err error) {
	rows, err := q.QueryContext(ctx, "SELECT names FROM roll")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names Text
	n := 0
	for ; rows.Next(); n++ {
		if err := Row(rows, "", Roll, &names); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if n != 1 {
		return nil, Misfit("", Roll, "", "the row that names all merchants is missing, or is there twice")
	}
	for name := range strings.Lines(string(names)) {
		if name == "\n" {
			return nil, Misfit("", Roll, "", "it names somebody who has no name")
		}
		list = append(list, shipping.MerchantID(strings.TrimSuffix(name, "\n")))
	}
	return list, nil
}

// CallRoll writes the roll anew.
func CallRoll(ctx context.Context, tx *sql.Tx, list []shipping.MerchantID) error {
	var names strings.Builder
	for _, m := range list {
		names.WriteString(string(m) + "\n")
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM roll"); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO roll (names) VALUES ($1)", names.String())
	return err
}

// Born gives a new merchant a row, and a place on the roll; false where there is a row. Of a merchant who has facts all the
// same, or is on the roll already, and where the roll is none, that is Corrupt, and nothing is changed: a rebuild tells what is lost.
func Born(ctx context.Context, d *db.DB, m shipping.MerchantID) (bool, error) {
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	done, err := tx.ExecContext(ctx, `INSERT INTO merchants (merchant, epoch, owner, until, newest, facts, hash, stored)
		VALUES ($1, 0, '', 0, 0, 0, $2, 0) ON CONFLICT (merchant) DO NOTHING`, string(m), make([]byte, len(Sum{})))
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	if err := unborn(ctx, tx, m); err != nil {
		return false, err
	}
	// A last line that was cut off stays a line of its own.
	if _, err := tx.ExecContext(ctx, "UPDATE roll SET names = names || CASE WHEN names = '' OR substr(names, length(names), 1) = $2 THEN '' ELSE $2 END || $1",
		string(m)+"\n", "\n"); err != nil {
		return false, err
	}
	return true, tx.Commit()
}

// unborn makes sure that nothing but the row that was just made tells of a merchant.
func unborn(ctx context.Context, tx *sql.Tx, m shipping.MerchantID) error {
	if err := Newest(ctx, tx, m, 0); err != nil {
		return err
	}
	roll, err := Enrolled(ctx, tx)
	if err == nil && slices.Contains(roll, m) {
		err = Misfit(m, "merchants", "", "the row is missing of a merchant whom the roll names; crosslane audit tells more")
	}
	return err
}
