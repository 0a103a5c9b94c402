package merchant

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/fulfillment/laws"
	"crosslane/fulfillment/review"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/merchant/compiled"
	"crosslane/shipping"
	"crosslane/view"
)

// AuditOptions sets what an audit does besides.
type AuditOptions struct {
	// Merchants are those who are looked at. Empty: all of the place.
	Merchants []shipping.MerchantID
	// Views has the read tables compared with what the facts give.
	Views bool
	// Progress is told now and then how many facts of a merchant were looked at. Nil: nobody asks.
	Progress func(facts int64)
}

// Audited is what an audit of one merchant found.
type Audited struct {
	Merchant shipping.MerchantID `json:"merchant"`
	upkeep.Found
	// Violated is 1 where something is not in order: Violation, the first that was found. Else 0.
	Violated  int             `json:"violated"`
	Violation *shipping.Error `json:"violation,omitempty"`
	// Views tells that the read tables were compared, too: they are where nothing else is violated.
	Views bool `json:"views"`
}

// Text says what was found, line by line.
func (m *Audited) Text() string {
	if v := m.Violation; v != nil {
		what := map[bool]string{true: "is NOT in order", false: "was NOT audited to the end"}[v.Code == shipping.Corrupt]
		return fmt.Sprintf("%s %s: %v\n", cmp.Or(m.Merchant, "The place"), what, v)
	}
	text := m.Found.Text(m.Merchant)
	if m.Views {
		text += "The read tables are what the facts give.\n"
	}
	return text
}

// AuditText is what an audit found, for people.
func AuditText(list []Audited) (text string) {
	for i := range list {
		text += list[i].Text()
	}
	return text
}

// AuditAnswer is what an audit found, for programs.
func AuditAnswer(list []Audited) map[string]any {
	violated := 0
	for _, m := range list {
		violated += m.Violated
	}
	return map[string]any{"merchants": list, "violated": violated}
}

// Audit checks a place, one merchant after the other: see upkeep.Audit. What is decided again is decided by the Books that
// were recorded. What is wrong first with each merchant stands in the answer, and keeps no other from being looked at; an
// error tells that nobody could be.
func (p *Place) Audit(ctx context.Context, o AuditOptions) (list []Audited, err error) {
	known, err := upkeep.Merchants(ctx, p.ledgerDB)
	if err != nil {
		return nil, err
	}
	all := o.Merchants
	for _, l := range known {
		if len(o.Merchants) == 0 {
			all = append(all, l.Merchant)
		}
	}
	for _, id := range all {
		i := slices.IndexFunc(known, func(l upkeep.Listed) bool { return l.Merchant == id })
		if i < 0 {
			return list, p.unknown(ctx, id)
		}
		a := Audited{Merchant: id}
		if err = known[i].Wrong; err == nil {
			err = p.auditOne(ctx, &a, o)
		}
		if ctx.Err() != nil {
			return list, ctx.Err()
		}
		if err != nil {
			a.Violated, a.Violation = 1, db.Fault(err)
		}
		list = append(list, a)
	}
	return list, nil
}

func (p *Place) auditOne(ctx context.Context, a *Audited, o AuditOptions) (err error) {
	a.Found, err = upkeep.Audit(ctx, p.ledgerDB, upkeep.Options{
		Merchants: []shipping.MerchantID{a.Merchant}, Law: laws.Hold, Names: laws.Names, Awaits: laws.Awaits, Progress: o.Progress,
		Review: func(m shipping.MerchantID, state fact.State) upkeep.Review { return p.review(ctx, m, state) },
	})
	if a.Views = err == nil && o.Views; a.Views {
		err = p.merchant(a.Merchant).auditViews(ctx)
	}
	return err
}

// Violation is the first violation in a list; nil when everything is in order.
func Violation(list []Audited) error {
	for _, a := range list {
		if a.Violation != nil {
			return a.Violation
		}
	}
	return nil
}

// reviewed decides a merchant's facts again. Each Book is taken from its document when the facts say that it was published.
type reviewed struct {
	*review.Review
	books func(*fact.BookPublished) error
}

func (p *Place) review(ctx context.Context, m shipping.MerchantID, state fact.State) upkeep.Review {
	shelf := fulfillment.NewShelf()
	return &reviewed{review.New(shelf, state), func(b *fact.BookPublished) error { return p.shelve(ctx, m, b, shelf) }}
}

// Take decides the next fact again.
func (r *reviewed) Take(f *fact.Fact) error {
	if b, ok := f.Body.(*fact.BookPublished); ok {
		if err := r.books(b); err != nil {
			return err
		}
	}
	return r.Review.Take(f)
}

// shelve puts a published Book on a shelf.
func (p *Place) shelve(ctx context.Context, m shipping.MerchantID, v *fact.BookPublished, shelf *fulfillment.Shelf) error {
	file, err := p.merchant(m).bookFile(ctx, fact.BookVersion{Version: v.Version, Name: v.Name, File: v.File})
	if shipping.CodeOf(err) == shipping.NotFound {
		return &shipping.Error{Code: shipping.Corrupt, Field: "Book " + v.Version, Message: "its text is not there, so what was decided by it cannot be decided again",
			Hint: "publish the same file again (crosslane book publish FILE), or restore a backup", Cause: err}
	}
	if err != nil {
		return err
	}
	rules, err := compiled.Open(file)
	if err != nil {
		return unread(v, err)
	}
	shelf.Put(rules)
	return nil
}

func unread(v *fact.BookPublished, cause error) error {
	return &shipping.Error{Code: shipping.Corrupt, Field: "Book " + v.Version, Message: "this version of the program cannot read it, so what was decided by it cannot be decided again",
		Hint: "audit with the version that published it", Cause: cause}
}

// auditViews holds the merchant's read tables against what the facts give.
func (m *Merchant) auditViews(ctx context.Context) error {
	if err := m.astray(ctx); err != nil {
		return err
	}
	found, err := view.Against(ctx, m.Views, m.ID, m.fillUpTo)
	if err != nil || found == nil {
		return err
	}
	return &shipping.Error{Code: shipping.Corrupt, Field: string(m.ID) + "/" + found.Table + " " + found.Key,
		Message: fmt.Sprintf("the read tables are not what the facts give: %s is %q, and would be %q", cmp.Or(found.Column, "the row"), found.A, found.B), Hint: "crosslane rebuild --views"}
}

// fillUpTo fills other read tables up to the fact that the merchant's hold as their newest.
func (m *Merchant) fillUpTo(ctx context.Context, fresh *view.Store) error {
	to, err := m.filled(ctx, m.Views)
	if err != nil {
		return err
	}
	from, err := m.filled(ctx, fresh)
	if err != nil {
		return err
	}
	return m.Ledger.Replay(ctx, m.ID, from, func(list []ledger.Recorded) error {
		for len(list) > 0 && list[len(list)-1].Pos > to {
			list = list[:len(list)-1]
		}
		if len(list) == 0 {
			return nil
		}
		facts, next := factsOf(list)
		return fresh.Apply(ctx, m.ID, facts, next)
	})
}

// filled is the position of the newest fact that some read tables hold.
func (m *Merchant) filled(ctx context.Context, s *view.Store) (int64, error) {
	cursor, err := s.Cursor(ctx, m.ID)
	if err != nil {
		return 0, err
	}
	return positionOf(cursor)
}
