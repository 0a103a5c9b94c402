package merchant

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// fillViews brings the read tables up to the last recorded fact; beside a server, the server does.
func (m *Merchant) fillViews(ctx context.Context) error {
	if m.place.reading {
		return nil
	}
	return m.Views.CatchUp(ctx, m.ID, m.Feed)
}

// Feed answers with at most so many facts behind a cursor, and with the cursor behind them, in the form in which
// the read tables keep it. The empty cursor is before the first fact.
func (m *Merchant) Feed(ctx context.Context, after string, limit int) ([]*fact.Fact, string, error) {
	at, err := positionOf(after)
	if err != nil {
		return nil, "", err
	}
	list, err := m.Ledger.Feed(ctx, m.ID, at, limit)
	if err != nil || len(list) == 0 {
		return nil, after, err
	}
	facts, next := factsOf(list)
	return facts, next, nil
}

// positionOf is the position of the last fact before a cursor.
func positionOf(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	at, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return 0, &shipping.Error{Code: shipping.Corrupt, Field: "view_cursor", Message: fmt.Sprintf("%q is no place in the feed of facts", cursor), Hint: "crosslane rebuild --views", Cause: err}
	}
	return at, nil
}

// factsOf takes the facts out of a part of the feed that is not empty, with the cursor behind them.
func factsOf(list []ledger.Recorded) ([]*fact.Fact, string) {
	facts := make([]*fact.Fact, len(list))
	for i, r := range list {
		facts[i] = r.Fact
	}
	return facts, strconv.FormatInt(list[len(list)-1].Pos, 10)
}

// errFilled: another node fills the same read tables, and goes on by itself.
var errFilled = errors.New("the read tables are filled by somebody else")

// astray is Corrupt where the read tables hold facts behind the newest that was recorded: they were filled from another
// history, and would pass over whatever is recorded until there are as many facts again.
func (m *Merchant) astray(ctx context.Context) error {
	at, err := m.filled(ctx, m.Views) // before the newest is asked for: facts may be recorded meanwhile
	if err != nil {
		return err
	}
	s, _, err := record.StandingOf(ctx, m.place.ledgerDB.Read, m.ID)
	if err != nil || at <= s.Newest {
		return nil //nolint:nilerr // a row that says nothing is told by the audit
	}
	return &shipping.Error{Code: shipping.Corrupt, Field: string(m.ID) + "/view_cursor", Hint: "crosslane rebuild --views, which has every carrier tell again what it told",
		Message: fmt.Sprintf("the read tables are of another history: they hold the facts up to %d, and the newest that was recorded is %d", at, s.Newest)}
}

// RefillViews fills the merchant's read tables from the first fact. Where they are of another history, so is what carriers
// had told by then: all of it is asked for again.
func (m *Merchant) RefillViews(ctx context.Context) error {
	if shipping.CodeOf(m.astray(ctx)) == shipping.Corrupt {
		if err := m.listenAnew(ctx); err != nil {
			return err
		}
	}
	if err := m.Views.Clear(ctx, m.ID); err != nil {
		return err
	}
	after := ""
	err := m.Ledger.Replay(ctx, m.ID, 0, func(list []ledger.Recorded) error {
		facts, next := factsOf(list)
		first, err := m.Views.ApplyAfter(ctx, m.ID, after, facts, next)
		after = next
		if err == nil && !first {
			err = errFilled
		}
		return err
	})
	if err != nil && !errors.Is(err, errFilled) {
		return err
	}
	return m.fillViews(ctx)
}

// listenAnew has every carrier asked from the beginning. What it told before is known, and recorded once. Whoever asks one
// now, on another node too, keeps nothing more of what it has heard, and begins anew as well.
func (m *Merchant) listenAnew(ctx context.Context) error {
	told, err := m.Views.Bookmarks(ctx, m.ID, listened)
	if err != nil {
		return err
	}
	anew := map[string]string{erased: rand.Text()}
	for _, feed := range told {
		anew[listened+feed] = ""
	}
	return m.Views.KeepBookmarks(ctx, m.ID, anew)
}

// Behind reports whether the ledger has facts that the read tables do not hold.
func (m *Merchant) Behind(ctx context.Context) (bool, error) {
	at, err := m.Views.Cursor(ctx, m.ID)
	if err != nil {
		return false, err
	}
	facts, _, err := m.Feed(ctx, at, 1)
	return len(facts) > 0, err
}
