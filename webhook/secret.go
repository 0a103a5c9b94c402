package webhook

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"crosslane/account"
	"crosslane/shipping"
	"crosslane/webhook/signature"
)

// overlap is how long the secret of before signs, too, when a new one was made.
const overlap = 24 * time.Hour

// live is a secret by which is signed.
type live struct {
	Secret string    `json:"secret"`
	Until  time.Time `json:"until,omitzero"` // zero: until another is made
}

// newSecret gives a subscription a secret. Those in earlier, newest first, are one at most that still signs.
func (s *Store) newSecret(id shipping.MerchantID, w *Subscription, earlier ...live) (signature.Secret, error) {
	secret := signature.New()
	text, err := json.Marshal(append([]live{{Secret: secret.Text()}}, earlier...)) //nolint:gosec // to be sealed
	if err == nil {
		w.sealed, err = s.Keys.Seal(text, row(id, w.ID))
	}
	return secret, err
}

// row names the row of a subscription, to which its secrets are bound.
func row(id shipping.MerchantID, name string) string { return "webhook " + string(id) + " " + name }

// Rotate gives a subscription a new secret, and answers with it. The one of before signs beside it for a day. Where that one cannot be
// opened any more, the new one stands alone.
func (s *Store) Rotate(ctx context.Context, id shipping.MerchantID, name string) (*Subscription, string, error) {
	if err := account.Allowed(ctx, id, account.Accounts); err != nil {
		return nil, "", err
	}
	var w *Subscription
	var secret signature.Secret
	err := s.db.Change(ctx, "make a new secret", func(tx *sql.Tx) (err error) {
		if err := s.hold(ctx, tx, id, name); err != nil {
			return err
		}
		if w, err = s.one(ctx, tx, id, name); err != nil {
			return err
		}
		var earlier []live
		if list, err := s.live(id, w); err == nil && len(list) > 0 {
			earlier = []live{{list[0].Secret, s.Now().Add(overlap)}}
		} else if err != nil {
			s.Log.Warn("the secret of a webhook could not be opened, and was replaced", "merchant", string(id), "webhook", name, "error", err)
		}
		if secret, err = s.newSecret(id, w, earlier...); err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, "UPDATE webhook_subscription SET secrets = $3 WHERE merchant = $1 AND id = $2", string(id), name, w.sealed); err != nil {
			return err
		}
		return s.Note(ctx, tx, "webhook given a new secret", name+" of "+string(id))
	})
	return w, secret.Text(), err
}

// live are the secrets by which is signed now.
func (s *Store) live(id shipping.MerchantID, w *Subscription) (list []live, err error) {
	text, err := s.Keys.Open(w.sealed, row(id, w.ID))
	if err != nil {
		return nil, err
	}
	var all []live
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, &shipping.Error{Code: shipping.Corrupt, Field: w.ID, Message: "the secrets of the webhook cannot be read", Hint: "make a new one: crosslane webhooks rotate " + w.ID}
	}
	for _, one := range all {
		if one.Until.IsZero() || one.Until.After(s.Now()) {
			list = append(list, one)
		}
	}
	return list, nil
}

// secrets are those by which is signed now, ready to sign.
func (s *Store) secrets(id shipping.MerchantID, w *Subscription) ([]signature.Secret, error) {
	list, err := s.live(id, w)
	if err != nil {
		return nil, err
	}
	by := make([]signature.Secret, len(list))
	for i, one := range list {
		if by[i], err = signature.Parse(one.Secret); err != nil {
			return nil, err
		}
	}
	return by, nil
}
