package record

import (
	"context"
	"database/sql"
	"embed"

	"crosslane/db"
	"crosslane/shipping"
)

//go:embed migrations
var migrations embed.FS

// steps follow on the files: balances of before have a seal, too.
var steps = []db.Step{{Form: 7, Work: SealAll}}

// firstSummed is the form of the tables from which on there is a hash over all facts of a merchant.
const firstSummed = 3

// Migrate brings the tables of a ledger to their newest form. Merchants whose facts were recorded before there was a hash
// over all of them get it; nobody else does, for whoever takes it away has something to hide.
func Migrate(ctx context.Context, d *db.DB) error {
	stored, _, err := d.Form(ctx, "ledger", migrations, steps...)
	if err == nil {
		err = d.Migrate(ctx, "ledger", migrations, steps...)
	}
	if err != nil || stored >= firstSummed {
		return err
	}
	if err := sumUp(ctx, d); err != nil {
		return db.Failure("sum the facts up", err)
	}
	return nil
}

// Ready refuses a database whose tables are not there, or not of this program's form. It changes nothing.
func Ready(ctx context.Context, d *db.DB) error {
	stored, newest, err := d.Form(ctx, "ledger", migrations, steps...)
	switch {
	case err != nil:
		return err
	case stored == 0:
		return shipping.Fault(shipping.NotFound, "there is nothing here yet", "name the place of your data, or begin a new one: crosslane import ... --new; crosslane restore brings a backup back")
	case stored < newest:
		return shipping.Fault(shipping.Unsupported, "the tables are of an earlier program", "crosslane migrate brings them to their newest form")
	case stored > newest:
		return shipping.Fault(shipping.Unsupported, "the tables are of a newer program", "use that program")
	}
	return nil
}

// Querier is a database or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Merchants lists those of whom something was recorded, in order.
func Merchants(ctx context.Context, q Querier) ([]shipping.MerchantID, error) {
	return merchants(ctx, q, "SELECT merchant FROM merchants ORDER BY merchant")
}

func merchants(ctx context.Context, q Querier, text string) (list []shipping.MerchantID, err error) {
	rows, err := q.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m any // on SQLite it may be no text: an audit names such a row
		if err := rows.Scan(&m); err != nil {
			return nil, err
		}
		if name, ok := m.(string); ok && name != "" {
			list = append(list, shipping.MerchantID(name))
		}
	}
	return list, rows.Err()
}

func sumUp(ctx context.Context, d *db.DB) error {
	list, err := merchants(ctx, d.Read, "SELECT merchant FROM merchants WHERE length(hash) = 0")
	if err != nil {
		return err
	}
	for _, m := range list {
		sum, err := sumOf(ctx, d, string(m))
		if err != nil {
			return err
		}
		if _, err := d.Write.ExecContext(ctx, "UPDATE merchants SET hash = $2 WHERE merchant = $1 AND length(hash) = 0", string(m), sum[:]); err != nil {
			return err
		}
	}
	return nil
}

func sumOf(ctx context.Context, d *db.DB, m string) (sum Sum, err error) {
	rows, err := d.Read.QueryContext(ctx, "SELECT hash FROM facts WHERE merchant = $1 ORDER BY pos", m)
	if err != nil {
		return sum, err
	}
	defer rows.Close()
	c := NewChain()
	for rows.Next() {
		var said sql.RawBytes
		if err := rows.Scan(&said); err != nil {
			return sum, err
		}
		c.Run(&sum, said)
	}
	return sum, rows.Err()
}
