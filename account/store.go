package account

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"crosslane/db"
	"crosslane/seal"
	"crosslane/shipping"
)

//go:embed migrations
var migrations embed.FS

// Store keeps the accounts of a place of data. It is safe for concurrent use; several nodes may share its tables.
type Store struct {
	// Merchants lists those that there are: nobody is made anything to others. Nil: it is not asked.
	Merchants func(context.Context) ([]shipping.MerchantID, error)

	// Keys seal what phones share; those of the environment where nobody says.
	Keys *seal.Keys
	// RequireAll has everybody need a second factor, whichever merchant he serves.
	RequireAll bool

	db  *db.DB
	now func() time.Time

	mu     sync.Mutex
	newest int64          // microsecond of the newest deed
	ends   int            // counts what was changed: who was looked up before may have ended
	known  map[string]met // by what is proved: who it was, lately

	failures failures
}

// Open opens the accounts in a database, and brings their tables to the newest form; now is the clock.
func Open(ctx context.Context, d *db.DB, now func() time.Time) (*Store, error) {
	if err := d.Migrate(ctx, "account", migrations); err != nil {
		return nil, err
	}
	return Look(d, now), nil
}

// Look opens accounts that are only read; their tables are taken as they are.
func Look(d *db.DB, now func() time.Time) *Store {
	return &Store{Keys: seal.Of(""), db: d, now: now, known: map[string]met{}, failures: failures{now: now, by: map[string]*attempts{}}}
}

// DB is the database of the accounts, in which what belongs to callers lies beside them.
func (s *Store) DB() *db.DB { return s.db }

// change performs a transaction, with what was done in the list of deeds.
func (s *Store) change(ctx context.Context, did, about string, do func(tx *sql.Tx) error) error {
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return db.Failure("change the accounts", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if err := do(tx); err != nil {
		return db.Failure("change the accounts", err)
	}
	if err := s.Note(ctx, tx, did, about); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return db.Failure("change the accounts", err)
	}
	s.forget()
	return nil
}

// Note adds a line to the list of deeds, in the transaction of what was done.
func (s *Store) Note(ctx context.Context, tx *sql.Tx, did, about string) error {
	a, _ := Acting(ctx)
	at := s.now()
	s.mu.Lock()
	s.newest = max(s.newest+1, at.UnixMicro())
	id := fmt.Sprintf("%016x%s", s.newest, newID(""))
	s.mu.Unlock()
	_, err := tx.ExecContext(ctx, "INSERT INTO account_deed (merchant, id, at, actor, did, about) VALUES ('', $1, $2, $3, $4, $5)",
		id, at.UnixMilli(), a.Name, did, about)
	if err != nil {
		return db.Failure("note who did what", err)
	}
	return nil
}

// Deed is one line of the list of who did what.
type Deed struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"`
	Actor string    `json:"actor"` // "user:usr_...", "token:tok_...", or empty: the program, by a person at its machine
	Did   string    `json:"did"`   // "token made", "user invited", ...
	About string    `json:"about"` // whom or what it was done to
}

// Deeds lists who did what, newest first: at most so many before an identifier; empty: from the newest on.
func (s *Store) Deeds(ctx context.Context, before string, limit int) (list []Deed, err error) {
	if err := Allowed(ctx, Everyone, Accounts); err != nil {
		return nil, err
	}
	rows, err := s.db.Read.QueryContext(ctx, "SELECT id, at, actor, did, about FROM account_deed WHERE merchant = '' AND ($1 = '' OR id < $1) ORDER BY id DESC LIMIT $2", before, limit)
	if err != nil {
		return nil, db.Failure("read who did what", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var d Deed
		var at int64
		if err := rows.Scan(&d.ID, &at, &d.Actor, &d.Did, &d.About); err != nil {
			return nil, db.Failure("read who did what", err)
		}
		d.At = time.UnixMilli(at).UTC()
		list = append(list, d)
	}
	return list, done(rows.Err())
}

func known(field, message string) error {
	return &shipping.Error{Code: shipping.Known, Field: field, Message: message}
}

func done(err error) error {
	if err != nil {
		return db.Failure("read the accounts", err)
	}
	return nil
}

// mayGive refuses what whoever acts may not give to others: it takes the right to accounts, merchant by merchant, and nobody gives
// what he may not do himself. Scopes narrow what is given; nil: not.
func (s *Store) mayGive(ctx context.Context, g Grants, scopes []Right) error {
	if err := g.Check(); err != nil {
		return err
	}
	for m, role := range g {
		if err := Allowed(ctx, m, Accounts); err != nil {
			return err
		}
		for _, right := range roles[role] {
			if scopes != nil && !slices.Contains(scopes, right) {
				continue
			}
			if err := Allowed(ctx, m, right); err != nil {
				return err
			}
		}
	}
	return s.there(ctx, g)
}

// there refuses grants of merchants that there are not: a slip would hold as soon as somebody adds one of that name.
func (s *Store) there(ctx context.Context, g Grants) error {
	if s.Merchants == nil {
		return nil
	}
	list, err := s.Merchants(ctx)
	if err != nil {
		return err
	}
	for m := range g {
		if m != Everyone && !slices.Contains(list, m) {
			return shipping.BadField("grants", "there is no merchant "+string(m), "crosslane merchants lists them")
		}
	}
	return nil
}

// whole refuses to end an account, or to hand it over, to whoever does not look after all of it. It names nobody else's merchants.
func whole(ctx context.Context, g Grants) error {
	if len(seen(ctx, g)) < len(g) {
		return shipping.Fault(shipping.Forbidden, "it serves merchants that you do not look after, too", "take away what it is to yours; whoever looks after all of them can do the rest")
	}
	return nil
}

// seen are the grants of merchants whose accounts whoever acts looks after: nobody learns of others.
func seen(ctx context.Context, g Grants) Grants {
	a, _ := Acting(ctx)
	list := Grants{}
	for m, role := range g {
		if a.May(m, Accounts) == nil {
			list[m] = role
		}
	}
	return list
}

// shown tells whether whoever acts looks after the accounts of any merchant of some grants.
func shown(ctx context.Context, g Grants) bool { return len(seen(ctx, g)) > 0 }

// checkScopes refuses words that are no rights, and a list of none, which would let nothing be done.
func checkScopes(list []Right) error {
	if list != nil && len(list) == 0 {
		return shipping.BadField("scopes", "is empty", "name the rights, or leave it out")
	}
	for _, r := range list {
		if !slices.Contains(Rights(), r) {
			return shipping.BadField("scopes", fmt.Sprintf("%q is no right", r), fmt.Sprintf("the rights are %v", Rights()))
		}
	}
	return nil
}

func write(v any) string {
	b, _ := json.Marshal(v) //nolint:errchkjson // maps of words, lists of words
	return string(b)
}

// read reads what write wrote.
func read(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return &shipping.Error{Code: shipping.Corrupt, Field: "account", Message: "what an account may do cannot be read", Cause: err}
	}
	return nil
}
