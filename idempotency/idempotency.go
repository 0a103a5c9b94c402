// Package idempotency answers the question: was this asked under the same key before, and what was answered?
//
// A program that got no answer asks again under the key of its first try (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header-07),
// and has the same answer. What a call records is known again by itself, so one that was cut off is performed again.
package idempotency

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

//go:embed migrations
var migrations embed.FS

const (
	// Kept is how long an answer is kept at least.
	Kept = 48 * time.Hour
	// longestCall is how long a call of another process is taken to be under way. What takes longer was cut off with its process.
	longestCall = 5 * time.Minute
	// LongestKey bounds a key.
	LongestKey = 255
	cleanEvery = time.Hour
)

// Call is something that somebody asks.
type Call struct {
	Merchant shipping.MerchantID // about whose business; empty: about the place
	Actor    string              // who asks: keys of others are others
	Key      string              // the caller's own
	Asked    string              // what is asked, by AskedOf: the same key for something else is a fault of the caller's
}

// Header is the header in which a key comes.
const Header = "Idempotency-Key"

// KeyOf reads a key as a header says it: as it is, or as a string of RFC 9651; empty where none is said. Invalid: nothing can be kept under it.
func KeyOf(said string) (string, error) {
	key := strings.TrimSpace(said)
	if key == "" {
		return "", nil
	}
	if len(key) > 1 && strings.HasPrefix(key, `"`) && strings.HasSuffix(key, `"`) {
		key = key[1 : len(key)-1]
	}
	if key == "" || len(key) > LongestKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "", shipping.BadField("header."+Header, "is empty, longer than 255 signs, or has other signs than those of ASCII", "send a new random one with each call, such as a UUID")
	}
	return key, nil
}

// Own names a call among those of all callers.
func (c *Call) Own() string {
	sum := sha256.Sum256([]byte(c.Actor + "\x00" + c.Key))
	return "call-" + base64.RawURLEncoding.EncodeToString(sum[:15])
}

// AskedOf names what is asked: a call with its parameters, and its body.
func AskedOf(call string, body []byte) string {
	sum := sha256.New()
	_, _ = io.WriteString(sum, call)
	_, _ = sum.Write([]byte{0})
	_, _ = sum.Write(body)
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}

// Answer is what was answered.
type Answer struct {
	Status int
	Media  string // media type of the body
	Body   []byte
}

// Store keeps calls that were made under keys. It is safe for concurrent use; several nodes may share its table.
type Store struct {
	db      *db.DB
	now     func() time.Time
	process string // tells this process from others

	mu      sync.Mutex
	cleaned time.Time
	running map[Call]bool // by this process
}

// Open opens the calls in a database, and brings its table to the newest form; now is the clock.
func Open(ctx context.Context, d *db.DB, now func() time.Time) (*Store, error) {
	if err := d.Migrate(ctx, "idempotency", migrations); err != nil {
		return nil, err
	}
	return &Store{db: d, now: now, process: rand.Text(), running: map[Call]bool{}}, nil
}

// Begin says that a call is performed now. It answers with what was answered before, nil where it is to be performed; then End must
// follow. Again tells that it was begun before and cut off: it may have been done. Invalid: the key was used for something else;
// Conflict: the same call is under way.
func (s *Store) Begin(ctx context.Context, c Call) (before *Answer, again bool, err error) {
	_ = s.clean(ctx) // what is old is forgotten another time
	own := Call{c.Merchant, c.Actor, c.Key, ""}
	s.mu.Lock()
	busy := s.running[own]
	s.running[own] = true
	s.mu.Unlock()
	if busy {
		return nil, false, underWay()
	}
	before, again, err = s.begin(ctx, c)
	if before != nil || err != nil {
		s.left(own)
	}
	return before, again, err
}

func (s *Store) left(own Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, own)
}

func underWay() error {
	return &shipping.Error{Code: shipping.Conflict, Field: "header.Idempotency-Key", Message: "the same call is under way", Hint: "ask again in a moment: its answer is kept"}
}

func (s *Store) begin(ctx context.Context, c Call) (_ *Answer, again bool, err error) {
	done, err := s.db.Write.ExecContext(ctx, `INSERT INTO idempotency_call (merchant, actor, name, asked, process, begun, status, media, answer)
		VALUES ($1, $2, $3, $4, $5, $6, 0, '', '') ON CONFLICT (merchant, actor, name) DO NOTHING`, string(c.Merchant), c.Actor, c.Key, c.Asked, s.process, s.now().UnixMilli())
	if err != nil {
		return nil, false, db.Failure("begin a call", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return nil, false, err
	}
	var asked, process, media, answer string
	var begun, status int64
	err = s.db.Read.QueryRowContext(ctx, "SELECT asked, process, begun, status, media, answer FROM idempotency_call WHERE merchant = $1 AND actor = $2 AND name = $3",
		string(c.Merchant), c.Actor, c.Key).Scan(&asked, &process, &begun, &status, &media, &answer)
	switch {
	case errors.Is(err, sql.ErrNoRows): // it came to nothing in this moment
		return nil, false, underWay()
	case err != nil:
		return nil, false, db.Failure("look a call up", err)
	case asked != c.Asked:
		return nil, false, shipping.BadField("header.Idempotency-Key", "was used for something else", "make a new key for each call; send the same one only with the same body, to the same address")
	case status != 0:
		return &Answer{int(status), media, []byte(answer)}, false, nil
	}
	return nil, true, s.takeOver(ctx, c, process, begun)
}

// takeOver performs again what a process began that has ended since. Conflict: it may still be at work, or another was first.
func (s *Store) takeOver(ctx context.Context, c Call, process string, begun int64) error {
	if process != "" && process != s.process && !s.db.Alone() && // another process may be at work
		s.now().Sub(time.UnixMilli(begun)) < longestCall {
		return underWay()
	}
	done, err := s.db.Write.ExecContext(ctx, "UPDATE idempotency_call SET process = $1, begun = $2 WHERE merchant = $3 AND actor = $4 AND name = $5 AND status = 0 AND process = $6 AND begun = $7",
		s.process, s.now().UnixMilli(), string(c.Merchant), c.Actor, c.Key, process, begun)
	if err != nil {
		return db.Failure("take a call over", err)
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, underWay())
	}
	return nil
}

// End keeps the answer of a call that was performed. One that was refused (300 to 499) leaves its key free: it may be mended, and asked
// again. One that failed, or whose answer is not known (nil), may have been done: it counts as cut off.
func (s *Store) End(ctx context.Context, c Call, a *Answer) error {
	defer s.left(Call{c.Merchant, c.Actor, c.Key, ""})
	text, args := "UPDATE idempotency_call SET process = '' WHERE merchant = $1 AND actor = $2 AND name = $3 AND process = $4 AND status = 0", []any{string(c.Merchant), c.Actor, c.Key, s.process}
	switch {
	case a != nil && a.Status >= 300 && a.Status < 500:
		text = "DELETE FROM idempotency_call WHERE merchant = $1 AND actor = $2 AND name = $3 AND process = $4 AND status = 0"
	case a != nil && a.Status < 300:
		text = "UPDATE idempotency_call SET status = $5, media = $6, answer = $7 WHERE merchant = $1 AND actor = $2 AND name = $3 AND process = $4 AND status = 0"
		args = append(args, a.Status, a.Media, string(a.Body))
	}
	if _, err := s.db.Write.ExecContext(ctx, text, args...); err != nil {
		return db.Failure("keep the answer of a call", err)
	}
	return nil
}

// clean forgets, now and then, what was asked long ago.
func (s *Store) clean(ctx context.Context) error {
	now := s.now()
	s.mu.Lock()
	due := now.Sub(s.cleaned) >= cleanEvery
	if due {
		s.cleaned = now
	}
	s.mu.Unlock()
	if !due {
		return nil
	}
	list, err := s.merchants(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		if _, err := s.db.Write.ExecContext(ctx, "DELETE FROM idempotency_call WHERE merchant = $1 AND begun < $2", m, now.Add(-Kept).UnixMilli()); err != nil {
			return db.Failure("forget old calls", err)
		}
	}
	return nil
}

func (s *Store) merchants(ctx context.Context) (list []string, err error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT DISTINCT merchant FROM idempotency_call")
	if err != nil {
		return nil, db.Failure("look calls up", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var m string
		if err := rows.Scan(&m); err != nil {
			return nil, db.Failure("look calls up", err)
		}
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("look calls up", err)
	}
	return list, nil
}
