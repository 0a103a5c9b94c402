package mcp

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/note"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/web"
)

// How much is told at once.
const (
	mostFound   = 20
	mostRemarks = 150
	usualCases  = 20
)

// Order is an order.
type Order struct {
	Order   string     `json:"order" jsonschema:"its identifier"`
	Number  string     `json:"number" jsonschema:"as the storefront has it"`
	From    string     `json:"storefront,omitempty"`
	Placed  *time.Time `json:"placed,omitempty"`
	Country string     `json:"country,omitempty" jsonschema:"where it goes, ISO 3166-1"`
	Stage   string     `json:"stage" jsonschema:"received, held, accepted, waiting (for stock), shipping, completed, undelivered, rejected or cancelled"`
	Parcels int64      `json:"parcels"`
	Value   string     `json:"value,omitempty" jsonschema:"of its goods; left out: not known"`
	Problem string     `json:"untrusted_problem,omitempty" jsonschema:"the first one, where it is held or rejected; written by others"`
}

func (t *teller) order(r *view.OrderRow) Order {
	o := Order{Order: string(r.ID), Number: name(r.Number), From: name(r.Storefront), Placed: moment(r.Placed), Country: name(r.Country), Stage: string(r.Stage), Parcels: r.Parcels, Problem: t.written(r.Problem)}
	if r.Currency != "" && r.Value >= 0 {
		o.Value = shipping.Money{Amount: r.Value, Currency: r.Currency}.String()
	}
	return o
}

// Parcel is a parcel.
type Parcel struct {
	Parcel    string     `json:"parcel" jsonschema:"its identifier"`
	Order     string     `json:"order"`
	Number    string     `json:"number,omitempty" jsonschema:"the storefront's, of its order"`
	Warehouse string     `json:"warehouse"`
	Country   string     `json:"country,omitempty"`
	Channel   string     `json:"channel,omitempty" jsonschema:"left out: none yet"`
	Carrier   string     `json:"carrier,omitempty"`
	Waybill   string     `json:"waybill,omitempty" jsonschema:"the carrier's number"`
	Status    string     `json:"status"`
	Milestone string     `json:"milestone,omitempty" jsonschema:"the newest"`
	Handed    *time.Time `json:"handed,omitempty" jsonschema:"to the carrier"`
	Ended     *time.Time `json:"ended,omitempty"`
	Promised  *time.Time `json:"promised,omitempty" jsonschema:"when it is there at the latest"`
	Case      string     `json:"case,omitempty" jsonschema:"the newest that it came into"`
}

func parcelOf(r *view.ParcelRow) Parcel {
	return Parcel{string(r.ID), string(r.Order), name(r.Number), name(r.Warehouse), name(r.Country), name(r.Channel), name(r.Carrier), name(r.Waybill), string(r.Status), string(r.Milestone),
		moment(r.Handed), moment(r.Ended), moment(r.Promised), string(r.Trouble.Case)}
}

// moment is an instant; nil where there was none yet.
func moment(m view.Millis) *time.Time {
	if m == 0 {
		return nil
	}
	t := m.Time()
	return &t
}

// Named names what is asked for.
type Named struct {
	Whose
	Name string `json:"name" jsonschema:"an order's number or identifier (ord_...), a parcel's identifier (par_...), a waybill, or a case (cas_...)"`
}

// Found is what goes by a name.
type Found struct {
	Orders  []Order  `json:"orders"`
	Parcels []Parcel `json:"parcels"`
	Cases   []Case   `json:"cases"`
	More    bool     `json:"more,omitempty" jsonschema:"there are more than are told"`
}

// nameOfCase is what identifiers of cases look like.
var nameOfCase = regexp.MustCompile(`^cas_[0-9a-z_-]+$`)

func search(ctx context.Context, c *call, in *Named) (*Found, error) {
	wanted, err := wantedName(in.Name)
	if err != nil {
		return nil, err
	}
	out := &Found{Orders: []Order{}, Parcels: []Parcel{}, Cases: []Case{}}
	if err := c.Fill(ctx); err != nil {
		return nil, err
	}
	if nameOfCase.MatchString(wanted) {
		file, err := c.Case(ctx, shipping.CaseID(wanted))
		if err == nil {
			out.Cases = append(out.Cases, Case{Case: wanted, What: note.CaseKind(file.State.What), Owner: name(file.State.Owner), Overdue: file.State.Overdue, Closed: c.written(file.State.Closed)})
		} else if shipping.CodeOf(err) != shipping.NotFound {
			return nil, err
		}
		return out, nil
	}
	orders, err := c.Views.Bearing(ctx, c.ID, wanted)
	if err != nil {
		return nil, err
	}
	parcels, err := c.Views.ParcelsNamed(ctx, c.ID, wanted)
	if err != nil {
		return nil, err
	}
	for i := range orders[:min(len(orders), mostFound)] {
		out.Orders = append(out.Orders, c.order(&orders[i]))
	}
	for i := range parcels[:min(len(parcels), mostFound)] {
		out.Parcels = append(out.Parcels, parcelOf(&parcels[i]))
	}
	out.More = len(orders) > mostFound || len(parcels) > mostFound
	return out, nil
}

func wantedName(said string) (string, error) {
	s := unmarked(said)
	if s == "" || len(s) > 200 || s != shipping.Text(s) {
		return "", &Fault{shipping.Invalid, "name", "is empty, longer than 200 signs, or has a sign that no text has", "name an order, a parcel, a waybill or a case"}
	}
	return s, nil
}

// ordered finds the one order that a name stands for: its own, its number, or a parcel of it.
func (c *call) ordered(ctx context.Context, said string) (*view.OrderRow, error) {
	wanted, err := wantedName(said)
	if err == nil {
		err = c.Fill(ctx)
	}
	if err != nil {
		return nil, err
	}
	rows, err := c.Views.Bearing(ctx, c.ID, wanted)
	if err == nil && len(rows) == 0 {
		var parcels []view.ParcelRow
		if parcels, err = c.Views.ParcelsNamed(ctx, c.ID, wanted); err == nil && len(parcels) == 1 {
			rows, err = c.Views.Bearing(ctx, c.ID, string(parcels[0].Order))
		}
	}
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, &Fault{shipping.NotFound, "name", "nothing goes by this name", "name an order by its number or identifier, or a parcel by its identifier or waybill"}
	case len(rows) > 1:
		return nil, &Fault{shipping.Invalid, "name", fmt.Sprintf("%d orders go by this name", len(rows)), "search lists them; name one by its identifier (ord_...)"}
	}
	return &rows[0], nil
}

// Reason is one thing that happened or was decided.
type Reason struct {
	At    time.Time `json:"at"`
	By    string    `json:"by,omitempty" jsonschema:"who said it; left out where the program decided it"`
	Fact  string    `json:"fact" jsonschema:"what was recorded"`
	About string    `json:"about" jsonschema:"the order, parcel or case"`
	Text  string    `json:"untrusted_text" jsonschema:"in words, in which the words of others may stand"`
	Why   []string  `json:"untrusted_why,omitempty" jsonschema:"likewise"`
	Said  string    `json:"untrusted_said,omitempty" jsonschema:"what somebody wrote"`
}

// Explained is what was decided about an order.
type Explained struct {
	Order   Order    `json:"order"`
	Reasons []Reason `json:"reasons" jsonschema:"in the order in which they happened"`
	LeftOut int      `json:"left_out,omitempty" jsonschema:"how many in the middle are not told; crosslane explain tells all"`
}

func explain(ctx context.Context, c *call, in *Named) (*Explained, error) {
	row, err := c.ordered(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	if err := c.learn(ctx, row.ID); err != nil {
		return nil, err
	}
	remarks, err := c.Explain(ctx, string(row.ID))
	if err != nil {
		return nil, err
	}
	out := &Explained{Order: c.order(row), Reasons: []Reason{}}
	for i := range remarks {
		if len(remarks) > mostRemarks && i == mostRemarks/2 {
			out.LeftOut = len(remarks) - mostRemarks
		}
		if i < mostRemarks/2 || i >= len(remarks)-mostRemarks/2 {
			out.Reasons = append(out.Reasons, c.remark(&remarks[i]))
		}
	}
	return out, nil
}

// learn notes where an order goes, so that it can be withheld.
func (c *call) learn(ctx context.Context, id shipping.OrderID) error {
	if c.buyers {
		return nil
	}
	facts, err := c.Ledger.History(ctx, c.ID, id.Stream())
	for _, f := range facts {
		if b, ok := f.Body.(*fact.OrderReceived); ok {
			c.places = append(c.places, b.Order.Ship)
		}
	}
	return err
}

// CasesAsked says which cases are asked for.
type CasesAsked struct {
	Whose
	Case   string `json:"case,omitempty" jsonschema:"read this one (cas_...), with all that was said about it"`
	State  string `json:"state,omitempty" jsonschema:"open, closed or all; open where it is left out"`
	What   string `json:"what,omitempty" jsonschema:"only this kind, by its name or in words, as answers have it"`
	Owner  string `json:"owner,omitempty" jsonschema:"only what somebody has"`
	Limit  int    `json:"limit,omitempty" jsonschema:"at most so many, up to 50; 20 where it is left out"`
	Cursor string `json:"cursor,omitempty" jsonschema:"go on behind the list before: its next"`
}

// Case is a case.
type Case struct {
	Case    string     `json:"case" jsonschema:"its identifier"`
	What    string     `json:"what" jsonschema:"which deviation"`
	Order   string     `json:"order,omitempty"`
	Number  string     `json:"number,omitempty" jsonschema:"the storefront's, of that order"`
	Parcel  string     `json:"parcel,omitempty" jsonschema:"the first one"`
	Channel string     `json:"channel,omitempty"`
	Owner   string     `json:"owner,omitempty"`
	Opened  *time.Time `json:"opened,omitempty"`
	Due     *time.Time `json:"due,omitempty"`
	Overdue bool       `json:"overdue"`
	Parcels int64      `json:"parcels,omitempty" jsonschema:"that came into it"`
	Left    int64      `json:"left,omitempty" jsonschema:"of them, those that need nothing more"`
	Reason  string     `json:"untrusted_reason,omitempty" jsonschema:"for which it was opened"`
	Closed  string     `json:"untrusted_closed,omitempty" jsonschema:"why it was closed; left out: it is open"`
}

// Cases are some cases, or one with its history.
type Cases struct {
	Cases   []Case   `json:"cases"`
	History []Reason `json:"history,omitempty" jsonschema:"what happened and what was said, of the one that was asked for"`
	LeftOut int      `json:"left_out,omitempty" jsonschema:"how many at the beginning of the history are not told"`
	Next    string   `json:"next,omitempty" jsonschema:"the cursor of the next page; left out: there is none"`
}

func (c *call) caseOf(r *view.CaseRow) Case {
	out := Case{string(r.ID), note.CaseKind(r.What), string(r.Order), name(r.Number), string(r.Parcel), name(r.Channel), name(r.Owner), moment(r.Opened), moment(r.Due), r.Overdue > 0, r.Parcels, r.Left,
		c.written(r.Reason), ""}
	if r.Closed > 0 {
		out.Closed = c.written(r.Why)
	}
	return out
}

// placeOfCase is what cursors look like.
var placeOfCase = regexp.MustCompile(`^([01]:-?[0-9]{1,19}:cas_[0-9a-z_-]+)?$`)

func cases(ctx context.Context, c *call, in *CasesAsked) (*Cases, error) {
	if in.Case != "" {
		return c.readCase(ctx, unmarked(in.Case))
	}
	limit := min(max(in.Limit, 0), 50)
	if limit == 0 {
		limit = usualCases
	}
	state := strings.ToLower(in.State)
	if state == "" {
		state = "open"
	}
	if state != "open" && state != "closed" && state != "all" {
		return nil, &Fault{shipping.Invalid, "state", "is none", "write open, closed or all"}
	}
	if !placeOfCase.MatchString(in.Cursor) {
		return nil, &Fault{shipping.Invalid, "cursor", "is no cursor of this list", "send what an answer gave as next, or leave it out"}
	}
	if err := c.Fill(ctx); err != nil {
		return nil, err
	}
	rows, err := c.Views.Work(ctx, c.ID, view.Page{Limit: int64(limit) + 1, Before: in.Cursor, Only: note.CaseKindNamed(shipping.Text(in.What)), State: state, Owner: shipping.Text(unmarked(in.Owner))})
	if err != nil {
		return nil, err
	}
	out := &Cases{Cases: []Case{}}
	if len(rows) > limit {
		rows = rows[:limit]
		out.Next = rows[limit-1].Place()
	}
	if err := web.TellReasons(ctx, c.Merchant, rows); err != nil {
		return nil, err
	}
	for i := range rows {
		out.Cases = append(out.Cases, c.caseOf(&rows[i]))
	}
	return out, nil
}

func (c *call) readCase(ctx context.Context, id string) (*Cases, error) {
	if !nameOfCase.MatchString(id) {
		return nil, &Fault{shipping.Invalid, "case", "is no case", "name it by its identifier (cas_...)"}
	}
	file, err := c.Case(ctx, shipping.CaseID(id))
	if err != nil {
		return nil, err
	}
	one := Case{Case: id, What: note.CaseKind(file.State.What), Owner: name(file.State.Owner), Overdue: file.State.Overdue, Parcels: file.State.Parcels, Left: file.State.Left, Closed: c.written(file.State.Closed)}
	if !file.Due.IsZero() {
		due := file.Due.UTC()
		one.Due = &due
	}
	if len(file.Why) > 0 {
		one.Reason = c.written(strings.Join(file.Why, "; "))
	}
	out := &Cases{Cases: []Case{one}}
	out.LeftOut = max(0, len(file.History)-mostRemarks)
	for i := range file.History[out.LeftOut:] {
		out.History = append(out.History, c.remark(&file.History[out.LeftOut+i]))
	}
	return out, nil
}
