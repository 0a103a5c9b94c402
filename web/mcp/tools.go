package mcp

import (
	"context"
	"slices"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/shipping"
)

// tool is something that an agent may ask.
type tool struct {
	name, title, about string
	right              account.Right // that it needs; one that is not Read changes something
	idempotent         bool          // of one that changes something: the same again changes nothing more
	add                func(d *Door, s *sdk.Server, t *tool)
}

// tools are all of them, in the order in which they are told.
var tools []tool

func init() { //nolint:gochecknoinits // each names functions that name tools
	tools = []tool{
		{name: "search", title: "Find orders, parcels and cases", right: account.Read, add: looks(search),
			about: "Finds orders, parcels and cases by one name: an order's number or identifier (ord_...), a parcel's identifier (par_...), a waybill, or a case (cas_...)."},
		{name: "explain", title: "Why an order stands as it does", right: account.Read, add: looks(explain),
			about: "Tells what happened to an order and its parcels and what was decided, with the reasons, in the order in which it happened."},
		{name: "quote", title: "What it costs to send a parcel", right: account.Read, add: looks(rates),
			about: "Tells for a parcel every channel with price and days, which one would be chosen and which stand by, or why a channel does not take it, by the Book in force. Nothing is recorded."},
		{name: "what_if", title: "The same parcel by another Book", right: account.Read, add: looks(whatIf),
			about: "Asks the question of quote twice, by the Book in force and by another that is handed in as text (YAML), and tells which channel and which prices would change. Nothing is recorded. Whole histories: crosslane whatif."},
		{name: "cases", title: "What somebody has to look at", right: account.Read, add: looks(cases),
			about: "Lists cases (open ones by when they are due), or reads one with all that happened and was said about it."},
		{name: "note_case", title: "Write a note about a case", right: account.Cases, add: changes(noteCase),
			about: "Writes a note about a case, for whoever works on it." + twice},
		{name: "assign_case", title: "Say who takes a case on", right: account.Cases, idempotent: true, add: changes(assignCase),
			about: "Says who takes a case on; with an empty owner nobody has it any more." + twice},
		{name: "close_case", title: "Close a case", right: account.Cases, idempotent: true, add: changes(closeCase),
			about: "Closes a case, with what was done." + twice},
		{name: "cancel_order", title: "Call an order off", right: account.Orders, idempotent: true, add: changes(cancelOrder),
			about: "Calls an order off for good: bookings, labels and stock that was set aside are undone. What has left already is named, each with its case." + twice},
		{name: "hand_orders_in", title: "Hand orders in", right: account.Orders, idempotent: true, add: changes(handIn),
			about: "Hands orders in, to be sent to their buyers. One that is known by its storefront and number is not recorded twice." + twice},
	}
}

// twice is what every tool that changes something says of itself.
const twice = " The first call changes nothing: it tells what would happen and answers with a confirmation; the same call with it does it."

// listed tells whether somebody may use a tool for any merchant. What changes something is for those alone to whom the right was given
// by name: a token that is not narrowed was not made for an agent.
func (t *tool) listed(who account.Actor) bool {
	for id := range who.Grants {
		if t.allowed(who, id) == nil {
			return true
		}
	}
	return false
}

// allowed refuses a tool to whoever may not use it for a merchant.
func (t *tool) allowed(who account.Actor, id shipping.MerchantID) error {
	if t.right != account.Read && !slices.Contains(who.Scopes, t.right) {
		return &Fault{shipping.Forbidden, string(t.right), "nobody gave this right by name, and an agent changes nothing without", "make a token with it: crosslane tokens add NAME --only read," + string(t.right)}
	}
	return fault(who.May(id, t.right))
}

// described is the tool as agents are told of it.
func (t *tool) described() *sdk.Tool {
	closed, destructive := false, t.name == "cancel_order" || t.name == "close_case"
	a := &sdk.ToolAnnotations{Title: t.title, ReadOnlyHint: t.right == account.Read, IdempotentHint: t.right == account.Read || t.idempotent, OpenWorldHint: &closed, DestructiveHint: &destructive}
	return &sdk.Tool{Name: t.name, Title: t.title, Description: t.about, Annotations: a}
}

// Whose says whose business is asked about.
type Whose struct {
	Merchant string `json:"merchant,omitempty" jsonschema:"whose business is meant; left out where it is one alone"`
}

// whose is the merchant that is named.
func (w Whose) whose() string { return w.Merchant }

type asking interface{ whose() string }

// call is one call of a tool.
type call struct {
	*merchant.Merchant
	*teller
	who account.Actor
	now time.Time
}

// looks makes a tool that looks.
func looks[I asking, O any](do func(ctx context.Context, c *call, in *I) (O, error)) func(*Door, *sdk.Server, *tool) {
	return func(d *Door, s *sdk.Server, t *tool) {
		sdk.AddTool(s, t.described(), func(ctx context.Context, _ *sdk.CallToolRequest, in I) (_ *sdk.CallToolResult, out O, _ error) {
			ctx, leave, err := d.enter(ctx)
			if err != nil {
				return nil, out, err
			}
			defer leave()
			who, id, err := d.mayUse(ctx, t, in)
			if err != nil {
				return nil, out, fault(err)
			}
			m, done, err := d.business.Look(ctx, id)
			if err != nil {
				return nil, out, fault(err)
			}
			defer done()
			out, err = do(ctx, &call{m, tellerFor(who, id), who, d.now()}, &in)
			return nil, out, fault(err)
		})
	}
}

// mayUse tells who asks, and about whose business; it refuses who may not.
func (d *Door) mayUse(ctx context.Context, t *tool, in asking) (account.Actor, shipping.MerchantID, error) {
	who, known := account.Acting(ctx)
	if !known {
		return who, "", &Fault{shipping.Unauthorized, "Authorization", "nobody says who asks", "send a token"}
	}
	id, err := d.meant(ctx, who, in.whose())
	if err != nil {
		return who, id, err
	}
	return who, id, t.allowed(who, id)
}
