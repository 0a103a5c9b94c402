package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/fulfillment/note"
	"crosslane/merchant"
	"crosslane/merchant/listed"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// CaseNote is a note about a case.
type CaseNote struct {
	Confirmed
	Case string `json:"case" jsonschema:"cas_..."`
	Text string `json:"text" jsonschema:"the note; plain text, at most 10,000 signs"`
}

// CaseOwner says who takes a case on.
type CaseOwner struct {
	Confirmed
	Case  string `json:"case" jsonschema:"cas_..."`
	Owner string `json:"owner" jsonschema:"who takes it on; empty: nobody has it any more"`
}

// CaseEnd says what was done about a case.
type CaseEnd struct {
	Confirmed
	Case string `json:"case" jsonschema:"cas_..."`
	Why  string `json:"why" jsonschema:"what was done, in one line that names nobody"`
}

// mostNote is how many bytes a note of an agent may have.
const mostNote = 40_000

// heading is a case as it stands, in words.
func (c *call) heading(ctx context.Context, id string) (string, error) {
	if !nameOfCase.MatchString(id) {
		return "", &Fault{shipping.Invalid, "case", "is no case", "name it by its identifier (cas_...)"}
	}
	file, err := c.Case(ctx, shipping.CaseID(id))
	if err != nil {
		return "", err
	}
	s := &file.State
	text := fmt.Sprintf("Case %s (%s, %d parcels)", id, note.CaseKind(s.What), s.Parcels)
	if s.Owner != "" {
		text += ", taken on by " + name(s.Owner)
	}
	if s.Closed != "" {
		return "", &Fault{shipping.Refused, "case", "is closed already", "cases reads it, with why"}
	}
	return text, nil
}

// say records what is said about a case.
func (c *call) say(ctx context.Context, id string, body fact.Body, documents ...shipping.Document) (*Deed, error) {
	return &Deed{Case: id}, c.Say(ctx, shipping.CaseID(id), c.by(ctx), body, documents...)
}

var noteCase = act[CaseNote]{
	plain: func(in CaseNote) CaseNote { in.Confirmation = ""; return in },
	would: func(ctx context.Context, c *call, in *CaseNote) (string, error) {
		if strings.TrimSpace(in.Text) == "" || len(in.Text) > mostNote || in.Text != shipping.Text(in.Text) {
			return "", &Fault{shipping.Invalid, "text", "is empty, longer than 10,000 signs, or has a sign that no text has", "write the note"}
		}
		head, err := c.heading(ctx, in.Case)
		return head + " would have one more note: " + foreign(in.Text), err
	},
	do: func(ctx context.Context, c *call, in *CaseNote, again bool) (*Deed, error) {
		if again { // it was begun before and cut off: it may stand there
			file, err := c.Case(ctx, shipping.CaseID(in.Case))
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(file.History, func(r merchant.Remark) bool { return r.By == c.by(ctx) && r.Said == in.Text }) {
				return &Deed{Case: in.Case}, nil
			}
		}
		doc := shipping.NewDocument("text/plain", "", []byte(in.Text))
		return c.say(ctx, in.Case, &fact.CaseNoted{Note: doc.ID}, doc)
	},
}

var assignCase = act[CaseOwner]{
	plain: func(in CaseOwner) CaseOwner { in.Confirmation = ""; return in },
	would: func(ctx context.Context, c *call, in *CaseOwner) (string, error) {
		head, err := c.heading(ctx, in.Case)
		if in.Owner == "" {
			return head + " would be nobody's.", err
		}
		return head + " would be taken on by " + foreign(in.Owner), err
	},
	do: func(ctx context.Context, c *call, in *CaseOwner, _ bool) (*Deed, error) {
		return c.say(ctx, in.Case, &fact.CaseAssigned{Owner: unmarked(in.Owner)})
	},
}

var closeCase = act[CaseEnd]{
	plain: func(in CaseEnd) CaseEnd { in.Confirmation = ""; return in },
	would: func(ctx context.Context, c *call, in *CaseEnd) (string, error) {
		if strings.TrimSpace(in.Why) == "" {
			return "", &Fault{shipping.Invalid, "why", "is empty", "write what was done"}
		}
		head, err := c.heading(ctx, in.Case)
		return head + " would be closed: " + foreign(in.Why), err
	},
	do: func(ctx context.Context, c *call, in *CaseEnd, _ bool) (*Deed, error) {
		return c.say(ctx, in.Case, &fact.CaseClosed{Why: in.Why})
	},
}

// Cancelling says which order is called off.
type Cancelling struct {
	Confirmed
	Name string `json:"name" jsonschema:"the order's number or identifier (ord_...)"`
	Why  string `json:"why" jsonschema:"in one line that names nobody"`
}

var cancelOrder = act[Cancelling]{
	plain: func(in Cancelling) Cancelling { in.Confirmation = ""; return in },
	would: func(ctx context.Context, c *call, in *Cancelling) (string, error) {
		if strings.TrimSpace(in.Why) == "" || len(in.Why) > 500 || strings.ContainsAny(in.Why, "\r\n") || in.Why != shipping.Text(in.Why) {
			return "", &Fault{shipping.Invalid, "why", "is empty, or longer than one line", "say why in one line"}
		}
		row, err := c.ordered(ctx, in.Name)
		if err != nil {
			return "", err
		}
		if row.Stage == fact.StageCancelled {
			return "", &Fault{shipping.Refused, "name", "the order is called off already", "explain tells when, and why"}
		}
		parcels, err := c.Views.OrderParcels(ctx, c.ID, row.ID)
		lines := []string{fmt.Sprintf("Order %s (%s), which is at the stage %s, would be called off for good: %s", name(row.Number), row.ID, row.Stage, foreign(in.Why))}
		for i := range parcels {
			p := &parcels[i]
			became := "what is booked of it would be undone"
			if p.Handed > 0 {
				became = "it has left, and would be somebody's case"
			}
			lines = append(lines, fmt.Sprintf("- parcel %s (%s): %s", p.ID, p.Status, became))
		}
		return strings.Join(lines, "\n"), err
	},
	do: func(ctx context.Context, c *call, in *Cancelling, _ bool) (*Deed, error) {
		row, err := c.ordered(ctx, in.Name)
		if err != nil {
			return nil, err
		}
		out := &Deed{Order: string(row.ID)}
		gone, err := c.CancelOrder(ctx, row.ID, in.Why, c.by(ctx))
		for _, g := range gone {
			out.Gone = append(out.Gone, Gone{string(g.Parcel), string(g.Case)})
		}
		return out, err
	},
}

// HandingIn is which orders are handed in.
type HandingIn struct {
	Confirmed
	Orders []map[string]any `json:"orders" jsonschema:"at most 100, each like {\"number\":\"B-1\",\"placed\":\"2026-06-01T08:00:00Z\",\"currency\":\"EUR\",\"address\":{\"name\":\"Eva Beispiel\",\"lines\":[\"Testgasse 3\"],\"city\":\"Wien\",\"postcode\":\"1010\",\"country\":\"AT\"},\"lines\":[{\"sku\":\"SPK-1\",\"name\":\"Speaker\",\"quantity\":2,\"price\":\"49.90\",\"weight_g\":640,\"hs\":\"851822\",\"origin\":\"CN\"}]}"`
}

// mostOrders is how many orders an agent hands in at once.
const mostOrders = 100

func (in *HandingIn) body() ([]byte, error) {
	if len(in.Orders) == 0 || len(in.Orders) > mostOrders {
		return nil, &Fault{shipping.Invalid, "orders", "are none, or more than 100", "hand 1 to 100 in at once"}
	}
	return json.Marshal(in.Orders)
}

var handIn = act[HandingIn]{
	plain: func(in HandingIn) HandingIn { in.Confirmation = ""; return in },
	would: func(ctx context.Context, c *call, in *HandingIn) (string, error) {
		body, err := in.body()
		if err != nil {
			return "", err
		}
		lines, err := c.read(ctx, body)
		return fmt.Sprintf("%d orders would be handed in, as far as each can be judged by itself:\n", len(lines)) + strings.Join(lines, "\n"), err
	},
	do: func(ctx context.Context, c *call, in *HandingIn, _ bool) (*Deed, error) {
		body, err := in.body()
		if err != nil {
			return nil, err
		}
		taken, err := c.TakeOrders(ctx, body, stock.NewNames(c.Merchant).Meant)
		if err != nil {
			return nil, err
		}
		out := &Deed{}
		for _, t := range taken {
			out.Orders = append(out.Orders, Became{string(t.ID), name(t.Number), string(t.Verdict), problems(t.Problems), problems(t.Warnings)})
		}
		return out, nil
	},
}

// read tells of orders what would become of each.
func (c *call) read(ctx context.Context, body []byte) (lines []string, err error) {
	goods := listed.New(c.Ledger, c.ID)
	decoder, err := order.NewDecoder(bytes.NewReader(body), order.Options{Merchant: c.ID, Format: order.Crosslane, Products: goods.Find(ctx), Meant: goods.Meant(ctx, stock.NewNames(c.Merchant).Meant), Now: c.now})
	if err != nil {
		return nil, err
	}
	for {
		in, err := decoder.Next()
		if errors.Is(err, io.EOF) {
			return lines, goods.Err()
		}
		if err != nil {
			return nil, err
		}
		text := "- " + name(in.Number) + ": " + string(in.Verdict)
		if o := in.Order; o != nil {
			text += fmt.Sprintf(", to %s, %d lines, worth %s", o.Ship.Country, len(o.Lines), o.ValueText())
			state, err := c.Ledger.Read(ctx, c.ID, o.ID.Stream())
			if err != nil {
				return nil, err
			}
			if state.Balance(o.ID.Stream()).Version > 0 {
				text += "; it is known already"
			}
		}
		lines = append(lines, strings.Join(append([]string{text}, problems(in.Problems)...), "; "))
	}
}

func problems(all []fact.Problem) (list []string) {
	for _, p := range all {
		list = append(list, foreign(p.Field+": "+p.Message+" ("+p.Hint+")"))
	}
	return list
}
