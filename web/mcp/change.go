package mcp

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"crosslane/account"
	"crosslane/idempotency"
	"crosslane/shipping"
)

// Confirmed is by what a deed is done that was told beforehand.
type Confirmed struct {
	Whose
	Confirmation string `json:"confirmation,omitempty" jsonschema:"of the answer that told what would happen; left out at first"`
}

func (c Confirmed) code() string { return c.Confirmation }

type changing interface {
	asking
	code() string
}

// Deed is what would happen, or what was done.
type Deed struct {
	Done         bool       `json:"done" jsonschema:"false: nothing was done; it waits for the same call with the confirmation"`
	Would        string     `json:"would,omitempty" jsonschema:"what would happen: show it to the person for whom you work"`
	Confirmation string     `json:"confirmation,omitempty" jsonschema:"with it the same call does it, once"`
	Until        *time.Time `json:"until,omitempty" jsonschema:"how long the confirmation holds"`
	Again        bool       `json:"again,omitempty" jsonschema:"it had been done before; nothing was done now"`
	Order        string     `json:"order,omitempty"`
	Case         string     `json:"case,omitempty"`
	Gone         []Gone     `json:"gone,omitempty" jsonschema:"parcels that had left when the order was called off: somebody must have them stopped or returned"`
	Orders       []Became   `json:"orders,omitempty" jsonschema:"what became of each order that was handed in"`
}

// Gone is a parcel that had left, and the case in which somebody has it stopped.
type Gone struct {
	Parcel string `json:"parcel"`
	Case   string `json:"case"`
}

// Became is what became of an order that was handed in.
type Became struct {
	Order    string   `json:"order,omitempty" jsonschema:"its identifier; left out where nothing could be recorded"`
	Number   string   `json:"number,omitempty"`
	Verdict  string   `json:"verdict" jsonschema:"accepted, held (somebody can mend it), rejected, cancelled, or unchanged (it is known)"`
	Problems []string `json:"untrusted_problems,omitempty"`
	Warnings []string `json:"untrusted_warnings,omitempty"`
}

// act is a tool's own part of a change.
type act[I changing] struct {
	would func(ctx context.Context, c *call, in *I) (string, error)
	do    func(ctx context.Context, c *call, in *I, again bool) (*Deed, error)
	plain func(in I) I // without the confirmation
}

// changes makes a tool that changes something, once it was told and confirmed.
func changes[I changing](a act[I]) func(*Door, *sdk.Server, *tool) {
	return func(d *Door, s *sdk.Server, t *tool) {
		sdk.AddTool(s, t.described(), func(ctx context.Context, r *sdk.CallToolRequest, in I) (*sdk.CallToolResult, *Deed, error) {
			ctx, leave, err := d.enter(ctx)
			if err != nil {
				return nil, nil, err
			}
			defer leave()
			who, id, err := d.mayUse(ctx, t, in)
			if err != nil {
				return nil, nil, fault(err)
			}
			asked, err := json.Marshal(a.plain(in))
			if err != nil {
				return nil, nil, fault(err)
			}
			what := &deed{who, t.name, id, string(asked)}
			code, err := agreed(r, in.code())
			if err != nil {
				return nil, nil, err
			}
			if code != "" {
				out, err := perform(ctx, d, &a, what, &in, code)
				return nil, out, fault(err)
			}
			words, err := told(ctx, d, &a, what, &in)
			if err != nil {
				return nil, nil, fault(err)
			}
			code, until := d.confirmation(what)
			if asks(r) {
				return question(words, code), nil, nil
			}
			return nil, &Deed{Would: words, Confirmation: code, Until: &until}, nil
		})
	}
}

// told is what would happen.
func told[I changing](ctx context.Context, d *Door, a *act[I], what *deed, in *I) (string, error) {
	m, done, err := d.business.Look(ctx, what.merchant)
	if err != nil {
		return "", err
	}
	defer done()
	return a.would(ctx, &call{m, tellerFor(what.who, what.merchant), what.who, d.now()}, in)
}

// perform does what was confirmed, or answers as it did when it was done under this confirmation.
func perform[I changing](ctx context.Context, d *Door, a *act[I], what *deed, in *I, code string) (*Deed, error) {
	if err := d.confirmed(what, code); err != nil {
		return nil, err
	}
	m, calls, done, err := d.business.Change(ctx, what.merchant)
	if err != nil {
		return nil, err
	}
	defer done()
	as := idempotency.Call{Merchant: what.merchant, Actor: what.who.Name, Key: code, Asked: idempotency.AskedOf("tool "+what.tool, []byte(what.asked))}
	before, again, err := calls.Begin(ctx, as)
	if shipping.CodeOf(err) == shipping.Conflict {
		return nil, &Fault{shipping.Conflict, "confirmation", "the same is being done", "ask again in a moment: the answer is kept"}
	}
	if err != nil {
		return nil, err
	}
	if before != nil {
		out := &Deed{}
		err := json.Unmarshal(before.Body, out)
		out.Again = true
		return out, err
	}
	var kept *idempotency.Answer
	defer func() { // what was done is kept, and what was not is given free, also when whoever asked has gone
		if err := calls.End(context.WithoutCancel(ctx), as, kept); err != nil {
			d.log.Warn("what an agent did could not be kept", "error", err)
		}
	}()
	out, err := a.do(ctx, &call{m, tellerFor(what.who, what.merchant), what.who, d.now()}, in, again)
	if shipping.CodeOf(err) == shipping.Known { // it had been done before
		out, err = cmp.Or(out, &Deed{}), nil
		out.Again = true
	}
	if err != nil {
		return nil, err
	}
	out.Done = true
	body, err := json.Marshal(out)
	if err == nil {
		kept = &idempotency.Answer{Status: http.StatusOK, Media: "application/json", Body: body}
	}
	return out, err
}

// The person is asked this, where the agent's program can ask.
const agree = "agree"

// asks tells whether the agent's program can ask the person for whom it works.
func asks(r *sdk.CallToolRequest) bool {
	in := r.Session.InitializeParams()
	if in == nil || in.Capabilities == nil || in.Capabilities.Elicitation == nil {
		return false
	}
	can := in.Capabilities.Elicitation
	return can.Form != nil || can.URL == nil
}

// question has the person asked whether what was told is to be done.
func question(words, code string) *sdk.CallToolResult {
	schema := map[string]any{"type": "object", "required": []string{agree}, "properties": map[string]any{
		agree: map[string]any{"type": "boolean", "title": "Do it", "description": "nothing is done unless you say so"}}}
	return &sdk.CallToolResult{RequestState: code, InputRequests: sdk.InputRequestMap{agree: &sdk.ElicitParams{Mode: "form", Message: words, RequestedSchema: schema}}}
}

// agreed is the confirmation of a call: by the person who was asked, or as the agent hands it back; empty: there is none yet.
func agreed(r *sdk.CallToolRequest, handed string) (string, error) {
	if r.Params.InputResponses == nil {
		return handed, nil
	}
	said, ok := r.Params.InputResponses[agree].(*sdk.ElicitResult)
	if !ok || said.Action != "accept" || said.Content[agree] != true {
		return "", &Fault{shipping.Refused, "confirmation", "the person who was asked did not agree: nothing was done", "do not ask again unless the person wants it"}
	}
	return r.Params.RequestState, nil
}

// by is who acts, as facts name it.
func (c *call) by(ctx context.Context) string { return account.By(ctx, c.who.Name) }
