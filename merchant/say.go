package merchant

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// Say records durably what somebody says about a case, with the documents that it names; the read tables hold
// it afterwards. An error's field is one of by, owner, text, due, why.
func (m *Merchant) Say(ctx context.Context, id shipping.CaseID, by string, body fact.Body, documents ...shipping.Document) error {
	if err := cmp.Or(account.Allowed(ctx, m.ID, account.Cases), sayable(m.now(), by, body, documents)); err != nil {
		return err
	}
	f := &fact.Fact{Stream: id.Stream(), At: m.now(), By: account.By(ctx, "clerk:"+by), Body: body}
	if _, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{f}, Documents: documents}); err != nil {
		return err
	}
	return m.Fill(ctx)
}

// mostLine is how many bytes a name or a reason may have.
const mostLine = 500

// said is what stands in a field.
type said struct{ field, text string }

// sayable checks what the decisions do not: that somebody says something, that what is due lies ahead, and that names and reasons are short.
func sayable(now time.Time, by string, body fact.Body, documents []shipping.Document) error {
	if by == "" {
		return shipping.BadField("by", "nobody says so", "write your name")
	}
	lines := []said{{"by", by}} // in the order in which they are asked for
	switch b := body.(type) {
	case *fact.CaseAssigned:
		lines = append(lines, said{"owner", b.Owner})
	case *fact.CaseScheduled:
		if b.Due.Due = shipping.Instant(b.Due.Due); !b.Due.Due.After(now) {
			return shipping.BadField("due", b.Due.Due.Format(time.RFC3339)+" is over", "write an instant that lies ahead")
		}
	case *fact.CaseClosed:
		lines = append(lines, said{"why", b.Why})
	}
	texts := lines
	for _, p := range documents {
		if len(p.Body) == 0 {
			return shipping.BadField("text", "is empty", "write the comment")
		}
		texts = append(texts, said{"text", string(p.Body)})
	}
	for _, t := range texts {
		if t.text != shipping.Text(t.text) {
			return shipping.BadField(t.field, "has a sign that no text has", "write UTF-8, without the sign NUL")
		}
	}
	for _, l := range lines {
		if len(l.text) > mostLine || strings.ContainsFunc(l.text, unicode.IsControl) {
			return shipping.BadField(l.field, "is longer than one line", "write more in a note")
		}
	}
	return nil
}
