package account

import (
	"context"
	"database/sql"

	"crosslane/db"
	"crosslane/shipping"
)

// asksForFactor is the rule of a merchant whose people must have a second factor.
const asksForFactor = "second factor"

// RequireFactor says whether who serves a merchant must have a second factor; Everyone: any of the place. Forbidden: whoever acts does not look after its accounts. Known: it is so already.
func (s *Store) RequireFactor(ctx context.Context, m shipping.MerchantID, on bool) error {
	if err := Allowed(ctx, m, Accounts); err != nil {
		return err
	}
	if err := s.there(ctx, Grants{m: Owner}); err != nil {
		return err
	}
	now, err := s.requiring(ctx)
	if err != nil {
		return err
	}
	if now[m] == on {
		return known("second factor", "it is so already")
	}
	if !on {
		return s.change(ctx, "second factor not required", string(m), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "DELETE FROM account_rule WHERE merchant = $1 AND rule = $2", string(m), asksForFactor)
			return err
		})
	}
	return s.change(ctx, "second factor required", string(m), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO account_rule (merchant, rule, made) VALUES ($1, $2, $3)", string(m), asksForFactor, db.Instant(s.now()))
		return err
	})
}

// requiring are the merchants whose people must have a second factor.
func (s *Store) requiring(ctx context.Context) (map[shipping.MerchantID]bool, error) {
	list := map[shipping.MerchantID]bool{}
	rows, err := s.db.Read.QueryContext(ctx, "SELECT merchant FROM account_rule WHERE rule = $1", asksForFactor)
	if err != nil {
		return nil, db.Failure("look who asks for a second factor", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var m shipping.MerchantID
		if err := rows.Scan(&m); err != nil {
			return nil, done(err)
		}
		list[m] = true
	}
	return list, done(rows.Err())
}

// lacking are the merchants that ask for a second factor of a session without one.
func (s *Store) lacking(ctx context.Context, by Proof) (map[shipping.MerchantID]bool, error) {
	if by != "" {
		return nil, nil //nolint:nilnil // it lacks none
	}
	if s.RequireAll {
		return map[shipping.MerchantID]bool{Everyone: true}, nil
	}
	return s.requiring(ctx)
}

// lacks tells whether a second factor is asked for that the actor did not show. For all merchants it is where any asks for it.
func (a Actor) lacks(m shipping.MerchantID) bool {
	return len(a.Lacking) > 0 && (a.Lacking[m] || a.Lacking[Everyone] || m == Everyone)
}
