package record

import (
	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
)

// FactColumns are the columns of the table of facts.
var FactColumns = []db.Column{{Name: "pos", Type: "bigint"}, {Name: "tenant", Type: "text"}, {Name: "stream", Type: "text"},
	{Name: "prev", Type: "bigint"}, {Name: "record", Type: "bytea"}, {Name: "hash", Type: "bytea"}}

// BalanceColumns are the columns of the table of balances, in the order of Balances.Columns.
var BalanceColumns = []db.Column{{Name: "first", Type: "bigint"}, {Name: "tenant", Type: "text"}, {Name: "stream", Type: "text"},
	{Name: "version", Type: "bigint"}, {Name: "head", Type: "bigint"}, {Name: "hash", Type: "bytea"},
	{Name: "due", Type: "bigint"}, {Name: "state", Type: "bytea"}}

// Balances is rows of the table of balances, by column, as they are to be stored.
type Balances struct {
	first, version, head, due []int64
	tenant, stream            []string
	hash, state               [][]byte
}

// Add adds a balance. First and head are the positions of the stream's first and newest fact, due
// its first timer in milliseconds, zero for none.
func (r *Balances) Add(tenant shipping.MerchantID, b *fact.Balance, first, head int64, sum Sum, due int64) {
	r.first, r.version, r.head, r.due = append(r.first, first), append(r.version, b.Version), append(r.head, head), append(r.due, due)
	r.tenant, r.stream = append(r.tenant, string(tenant)), append(r.stream, string(b.Stream))
	r.hash, r.state = append(r.hash, sum[:]), append(r.state, fact.AppendState(nil, b.State))
}

// Columns are the rows as a bulk insert takes them.
func (r *Balances) Columns() []any {
	return []any{r.first, r.tenant, r.stream, r.version, r.head, r.hash, r.due, r.state}
}
