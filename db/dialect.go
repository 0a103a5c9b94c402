package db

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Dialect is what SQLite and PostgreSQL do differently.
type Dialect struct {
	// Name is "sqlite" or "postgres"; migrations lie in a folder of that name.
	Name string
	// Embedded tells that this process alone writes, so that what it wrote may be kept in memory.
	Embedded bool
	// SkipLocked ends a SELECT that takes rows to work on, leaving those that another node has taken.
	SkipLocked string
}

var (
	sqlite   = Dialect{Name: "sqlite", Embedded: true}
	postgres = Dialect{Name: "postgres", SkipLocked: " FOR UPDATE SKIP LOCKED"}
)

// In is the condition that a text or number is in the list given as parameter n; see List.
func (d Dialect) In(n int, sqlType string) string {
	if d.Embedded {
		return "IN (SELECT value FROM json_each($" + strconv.Itoa(n) + "))"
	}
	return "= ANY($" + strconv.Itoa(n) + "::" + sqlType + "[])"
}

// List makes a slice of texts or numbers the value of the parameter of In.
func (d Dialect) List(values any) any {
	if !d.Embedded {
		return values
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic("db: not a list of texts or numbers: " + err.Error())
	}
	return string(text)
}

// conflicts are the SQLSTATEs (PostgreSQL, appendix A) after which a transaction is done again:
// serialization failure, deadlock, unique violation, lock not available.
var conflicts = map[string]bool{"40001": true, "40P01": true, "23505": true, "55P03": true}

// A distributed PostgreSQL tells what a worker refused at the commit as an internal error with the worker's text.
const (
	fromWorker = "XX000"
	notUnique  = "duplicate key value violates unique constraint"
)

// IsConflict reports whether a transaction failed because another one was first and nothing of
// it remained, so that it can be done again.
func IsConflict(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return conflicts[pg.Code] || pg.Code == fromWorker && strings.Contains(pg.Message, notUnique)
}
