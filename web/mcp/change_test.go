package mcp_test

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// stage is how far an order is.
func (p *place) stage(t *testing.T, id shipping.OrderID) fact.Stage {
	t.Helper()
	m := p.merchants[merchant.First]
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	row, err := m.Views.Find(t.Context(), m.ID, string(id), "")
	if err != nil {
		t.Fatal(err)
	}
	return row.Stage
}

// remarks counts the notes on a case.
func (p *place) remarks(t *testing.T, id shipping.CaseID) (n int) {
	t.Helper()
	file, err := p.merchants[merchant.First].Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range file.History {
		if r.Said != "" {
			n++
		}
	}
	return n
}

// with are arguments and one more.
func with(args map[string]any, key string, value any) map[string]any {
	args = maps.Clone(args)
	args[key] = value
	return args
}

// TestConfirmations: a deed is told first, and done by its own confirmation alone: not for other arguments or another merchant's business, not by
// another tool or somebody else, not late, and once.
func TestConfirmations(t *testing.T) {
	p := serve(t, "other")
	id, about := p.trouble(t, "B-1")
	grants := account.Grants{"main": account.Owner, "other": account.Owner}
	mine := p.token(t, grants, account.Read, account.Cases, account.Orders)
	a, other := p.agent(t, mine, nil), p.agent(t, p.token(t, grants, account.Read, account.Cases, account.Orders), nil)
	for name, s := range map[string]*agent{"http": a, "pipes": p.beside(t, mine, nil)} {
		args := map[string]any{"merchant": "main", "case": string(about), "text": "the carrier calls back, " + name}
		before := p.remarks(t, about)
		d := s.deed("note_case", args)
		if d.Done || d.Confirmation == "" || d.Until == nil || !strings.Contains(d.Would, "calls back") || p.remarks(t, about) != before {
			t.Fatalf("the first call: %+v", d)
		}
		code := d.Confirmation
		for what, try := range map[string]func() (string, bool){
			"another text": func() (string, bool) { return s.ask("note_case", with(with(args, "text", "y"), "confirmation", code)) },
			"another case": func() (string, bool) {
				return s.ask("note_case", with(with(args, "case", "cas_0another"), "confirmation", code))
			},
			"another merchant": func() (string, bool) {
				return s.ask("note_case", with(with(args, "merchant", "other"), "confirmation", code))
			},
			"another tool": func() (string, bool) {
				return s.ask("close_case", map[string]any{"merchant": "main", "case": string(about), "why": "x", "confirmation": code})
			},
			"somebody else":    func() (string, bool) { return other.ask("note_case", with(args, "confirmation", code)) },
			"one sign changed": func() (string, bool) { return s.ask("note_case", with(args, "confirmation", code[:len(code)-3]+"AAA")) },
			"one that is none": func() (string, bool) { return s.ask("note_case", with(args, "confirmation", "yes")) },
			"a longer lifetime": func() (string, bool) {
				return s.ask("note_case", with(args, "confirmation", code[:8]+"AAAAA3"+code[14:]))
			},
		} {
			if text, wrong := try(); !wrong || !strings.Contains(text, "was not given for this") {
				t.Errorf("%s, %s: %s", name, what, text)
			}
		}
		if p.remarks(t, about) != before {
			t.Fatal("a note was written")
		}
		if d := s.deed("note_case", with(args, "confirmation", code)); !d.Done || d.Again || p.remarks(t, about) != before+1 {
			t.Errorf("%s: the second call: %+v", name, d)
		}
		if d := s.deed("note_case", with(args, "confirmation", code)); !d.Done || !d.Again || p.remarks(t, about) != before+1 {
			t.Errorf("%s: the third call: %+v", name, d)
		}
		late := s.deed("note_case", args).Confirmation
		p.later.Add(601)
		if text, wrong := s.ask("note_case", with(args, "confirmation", late)); !wrong || !strings.Contains(text, "ten minutes") || p.remarks(t, about) != before+1 {
			t.Errorf("%s, late: %s", name, text)
		}
	}
	p.everyDeed(t, a, id, about)
}

// everyDeed does each deed, and looks that it was done in the name of the token.
func (p *place) everyDeed(t *testing.T, a *agent, id shipping.OrderID, about shipping.CaseID) {
	t.Helper()
	m := p.merchants[merchant.First]
	for _, c := range []struct {
		tool string
		args map[string]any
		says string
	}{
		{"assign_case", map[string]any{"case": string(about), "owner": "anna"}, "taken on by"},
		{"assign_case", map[string]any{"case": string(about), "owner": ""}, "nobody"},
		{"close_case", map[string]any{"case": string(about), "why": "sent again"}, "closed"},
		{"cancel_order", map[string]any{"name": "B-1", "why": "changed her mind"}, "called off for good"},
		{"hand_orders_in", map[string]any{"orders": []any{map[string]any{"number": "C-1", "placed": "2026-03-19T08:00:00Z", "currency": "EUR",
			"address": map[string]any{"name": "Eva", "lines": []any{"Testgasse 3"}, "city": "Wien", "postcode": "1017", "country": "AT"},
			"lines":   []any{map[string]any{"sku": "SPK-1", "name": "Speaker", "quantity": 1, "price": "49.90", "weight_g": 640, "hs": "851822", "origin": "CN"}}}}}, "C-1: accepted, to AT, 1 lines, worth 49.90 EUR"},
	} {
		args := with(c.args, "merchant", "main")
		d := a.deed(c.tool, args)
		if d.Done || !strings.Contains(d.Would, c.says) {
			t.Errorf("%s: %+v", c.tool, d)
		}
		if d = a.deed(c.tool, with(args, "confirmation", d.Confirmation)); !d.Done || d.Again {
			t.Errorf("%s: %+v", c.tool, d)
		}
		if c.tool == "hand_orders_in" && (len(d.Orders) != 1 || d.Orders[0].Verdict != "accepted") {
			t.Errorf("handed in: %+v", d.Orders)
		}
	}
	if p.stage(t, id) != fact.StageCancelled {
		t.Errorf("the order is %s", p.stage(t, id))
	}
	rows, err := m.Views.Work(t.Context(), m.ID, view.Page{State: "closed"})
	if err != nil || len(rows) == 0 || rows[0].Why != "sent again" {
		t.Errorf("closed cases: %v, %+v", err, rows)
	}
	file, err := m.Case(t.Context(), about)
	if err != nil || !strings.HasPrefix(file.History[len(file.History)-1].By, "token:tok_") {
		t.Errorf("who closed it: %v %+v", err, file)
	}
	if text, wrong := a.ask("close_case", map[string]any{"merchant": "main", "case": string(about), "why": "x"}); !wrong || !strings.Contains(text, "closed already") {
		t.Errorf("closed twice: %s", text)
	}
	if text, wrong := a.ask("cancel_order", map[string]any{"merchant": "main", "name": "B-1", "why": "x"}); !wrong || !strings.Contains(text, "called off already") {
		t.Errorf("called off twice: %s", text)
	}
}

// TestAskedDirectly: where the agent's program can ask the person, that is done, and the person's word counts.
func TestAskedDirectly(t *testing.T) {
	p := serve(t)
	_, about := p.trouble(t, "B-1")
	token := p.token(t, account.Grants{"main": account.Owner}, account.Read, account.Cases)
	for i, by := range []func(*testing.T, string, func(string) string) *agent{p.agent, p.beside} {
		for _, answer := range []string{"accept", "decline", "cancel"} {
			asked := ""
			a := by(t, token, func(s string) string { asked = s; return answer })
			before := p.remarks(t, about)
			text, wrong := a.ask("note_case", map[string]any{"case": string(about), "text": fmt.Sprint("words ", i, answer)})
			if !strings.Contains(asked, "words "+fmt.Sprint(i)) {
				t.Errorf("the person was asked %q; %s", asked, text)
			}
			if done := answer == "accept"; wrong == done || p.remarks(t, about) != before+map[bool]int{true: 1}[done] {
				t.Errorf("%s: %t %s", answer, wrong, text)
			}
		}
	}
}

// TestRatesOfTwoBooks: a parcel's rates by the Book in force, and what another would change.
func TestRatesOfTwoBooks(t *testing.T) {
	p := serve(t)
	a := p.agent(t, p.token(t, account.Grants{"main": account.ReadOnly}), nil)
	text, wrong := a.ask("quote", question())
	if wrong || !strings.Contains(text, `"verdict":"primary"`) || !strings.Contains(text, `"amount":"`) {
		t.Errorf("quote: %s", text)
	}
	m := p.merchants[merchant.First]
	book, err := m.BookFile(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if text, wrong := a.ask("what_if", with(question(), "book", string(book))); wrong || !strings.Contains(text, `"changed":false`) || !strings.Contains(text, `"moved":[]`) {
		t.Errorf("the same Book: %s", text)
	}
	lighter := regexp.MustCompile(`small_weight: \d+`).ReplaceAllString(string(book), "small_weight: 300")
	if text, wrong := a.ask("what_if", with(question(), "book", lighter)); wrong || lighter == string(book) || !strings.Contains(text, `"moved":[{"channel":"szx-post"`) {
		t.Errorf("another Book: %s", text)
	}
	for _, c := range []struct {
		tool string
		args map[string]any
		says string
	}{
		{"quote", with(question(), "from", "nowhere"), "known are"}, {"quote", with(question(), "weight_g", 0), "weight_g"}, {"quote", with(question(), "at", "soon"), "is not a day"},
		{"what_if", with(question(), "book", "name: ["), `"code":"invalid"`}, {"what_if", with(question(), "book", strings.Repeat("#", 1<<20+1)), "1 MB"},
		{"quote", with(question(), "colour", "red"), "colour"}, {"quote", map[string]any{}, "required"}, {"explain", map[string]any{"name": "Z-9"}, "nothing goes by this name"},
		{"cases", map[string]any{"case": "x"}, "is no case"}, {"cases", map[string]any{"cursor": "x"}, "cursor"}, {"cases", map[string]any{"state": "lost"}, "open, closed or all"},
	} {
		if text, wrong := a.ask(c.tool, c.args); !wrong || !strings.Contains(text, c.says) {
			t.Errorf("%s %.80v: %.300s, want %s", c.tool, c.args, text, c.says)
		}
	}
}
