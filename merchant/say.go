package merchant

import (
	"context"
	"maps"
	"strings"
	"unicode"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// Say records durably what somebody says about a case, with the documents that it names; the read tables hold
// it afterwards. An error's field is one of by, owner, text, due, why.
func (m *Merchant) Say(ctx context.Context, id shipping.CaseID, by string, body fact.Body, documents ...shipping.Document) error {
	if err := sayable(by, body, documents); err != nil {
		return err
	}
	f := &fact.Fact{Stream: id.Stream(), At: m.now(), By: "clerk:" + by, Body: body}
	if _, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{f}, Documents: documents}); err != nil {
		return err
	}
	return m.Fill(ctx)
}

// mostLine is how many bytes a name or a reason may have.
const mostLine = 500

// sayable checks what the decisions do not: that somebody says something, and that names and reasons are short.
func sayable(by string, body fact.Body, documents []shipping.Document) error {
	if by == "" {
		return shipping.BadField("by", "nobody says so", "write your name")
	}
	texts := map[string]string{}
	for _, p := range documents {
		if len(p.Body) == 0 {
			return shipping.BadField("text", "is empty", "write the comment")
		}
		texts["text"] = string(p.Body)
	}
	lines := map[string]string{"by": by}
	switch b := body.(type) {
	case *fact.CaseAssigned:
		lines["owner"] = b.Owner
	case *fact.CaseClosed:
		lines["why"] = b.Why
	}
	maps.Copy(texts, lines)
	for field, text := range texts {
		if text != shipping.Text(text) {
			return shipping.BadField(field, "has a sign that no text has", "write UTF-8, without the sign NUL")
		}
	}
	for field, text := range lines {
		if len(text) > mostLine || strings.ContainsFunc(text, unicode.IsControl) {
			return shipping.BadField(field, "is longer than one line", "write more in a note")
		}
	}
	return nil
}
