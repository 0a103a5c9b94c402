package order

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Intake is what some lines of a file came to: an order with its verdict, or lines that belong to
// no order and are rejected.
type Intake struct {
	// Order is nil when the lines could not be made an order.
	Order   *shipping.Order
	Verdict Verdict
	// Problems are why the order is held or rejected, in the words of the file.
	Problems []fact.Problem
	// Warnings are what is wrong with the order and holds nothing: an e-mail address that nobody can have.
	Warnings []fact.Problem
	// Number is the order's number as far as it could be read.
	Number string
	// Cancels is the number of the order that this one calls off, where the file says so:
	// invoice C1234 calls off 1234. Empty when the order itself is called off.
	Cancels string
	// Credited tells that a credit note of it stands in the file.
	Credited bool
	// Address is where the order goes, complete or not; Raw are the lines as they came.
	Address shipping.Address
	Raw     []byte
	// Documents are the address, when it is complete enough to send to, and the raw lines, as
	// the order names them.
	Papers []shipping.Document
	// First and Last are lines of the file, counted from 1; Lines is how many rows, or items of a
	// JSON order, they hold: len(Order.Lines) goods (two
	// of them are one row where its pieces do not share a total evenly), len(Charges), and Bare.
	First, Last, Lines int
	doubts             []fact.Problem // those of Problems that are nothing once somebody said that all is real
	// Charges are lines that hold no goods to send.
	Charges []Charge
	// Bare counts lines that name no item and only say something of the order.
	Bare int
	// StoodIn are the fields for which the mapping spoke, and not the file: its currency, and its defaults of goods.
	StoodIn []string
	// Undated is why the order has no date, in the words of the file; nil: it has one.
	Undated *fact.Problem
	// Whole tells that lines without an Order were one order all the same, to be counted as such.
	Whole bool
}

// Charge is a line of an order that holds no goods to send: postage, a discount, a fee, a download,
// something that was sent already.
type Charge struct {
	Line     int
	Code     string
	Name     string
	Quantity int64
	Price    shipping.Money // one unit; -1 when it cannot be read
	Why      string         // "charge", "not shipped", "fulfilled", "called off", "part of another line", "none"
}

// Sent lists the goods that the file leaves out because they were sent already.
func (in *Intake) Sent() (list []shipping.SKU) {
	for _, c := range in.Charges {
		if c.Why == "fulfilled" {
			list = append(list, shipping.SKU(c.Code))
		}
	}
	return list
}

// LeftOut reports whether the file leaves nothing of the order to send: all of it was sent, called off, or is none.
func (in *Intake) LeftOut() bool {
	return in.Order != nil && len(in.Order.Lines) == 0 && in.Verdict != Cancelled && slices.ContainsFunc(in.Charges, func(c Charge) bool { return c.Why != "charge" })
}

// waits reports whether nothing keeps the order but a storefront's word by which it is not to be sent yet.
func (in *Intake) waits() bool {
	return in.Order != nil && len(in.Problems) == in.Order.Waiting()
}

// Decided is what the record made of the order since it came in last, with why it is held; it is what counts. The facts stand in the order
// in which they were recorded.
func (in *Intake) Decided(facts []*fact.Fact) Verdict {
	verdict, held := in.Verdict, (*fact.Fact)(nil)
	for _, f := range facts {
		if in.Order == nil || f.Stream != in.Order.ID.Stream() {
			continue
		}
		switch f.Body.(type) {
		case *fact.OrderReceived:
			verdict, held = in.Verdict, nil
		case *fact.OrderAccepted:
			verdict, held = Accepted, nil // and may be held in one go, where no channel takes its goods
		case *fact.OrderHeld:
			verdict, held = Held, f
		case *fact.OrderCancelled:
			verdict, held = Cancelled, nil
		case *fact.OrderRejected:
			verdict, held = Rejected, nil
		}
	}
	switch {
	case held != nil:
		_, file := Check(in.Order, held.Recorded)
		in.add(held.Body.(*fact.OrderHeld).Problems, append(file, in.Problems...)) // those that the file alone says nothing of
	case verdict == Accepted:
		in.Sure()
	}
	return verdict
}

// Keep holds the order by what the file does not say: that no label can show its address, or that a part of it was credited. A
// word of the storefront goes before; the zero value holds nothing.
func (in *Intake) Keep(h shipping.Hold) {
	if in.Order.Hold.Why != "" || h.Why == "" {
		return
	}
	_, before := Check(in.Order, time.Time{})
	in.Order.Hold = h
	_, now := Check(in.Order, time.Time{})
	in.add(now, before)
}

// add tells problems of the order as a whole, but those that are known.
func (in *Intake) add(list, known []fact.Problem) {
	for _, p := range list {
		if !slices.ContainsFunc(known, func(q fact.Problem) bool { return q.Message == p.Message }) {
			p.Line = in.First
			in.Problems = append(in.Problems, p)
		}
	}
}

// standIn notes that the mapping spoke for a field.
func (in *Intake) standIn(name string) {
	if !slices.Contains(in.StoodIn, name) {
		in.StoodIn = append(in.StoodIn, name)
	}
}

// Refuse makes the order lines of none, which is rejected for a reason and not recorded as an order.
func (in *Intake) Refuse(p *fact.Problem) {
	p.Line = in.First
	in.Order, in.Verdict, in.Whole, in.Cancels, in.Credited = nil, Rejected, true, "", false
	in.Charges, in.Papers, in.Problems = nil, nil, []fact.Problem{*p}
}

// Rejection is what is recorded of lines that belong to no order.
func (in *Intake) Rejection() *fact.LineRejected {
	problem := fact.Problem{Field: "line", Message: "cannot be read"}
	if len(in.Problems) > 0 {
		problem = in.Problems[0]
	}
	problem.Line = in.First
	return &fact.LineRejected{Problem: problem}
}

// Stands has the order come in as it is recorded, since its file says nothing new.
func (in *Intake) Stands(recorded *shipping.Order) {
	o := *recorded
	in.Order, in.Problems, in.Papers = &o, nil, nil
}

// Remark puts what there is to say of the order as a whole into the form of its own problems.
func (in *Intake) Remark(err error) fact.Problem {
	p := fact.Problem{Line: in.First, Field: "order", Message: err.Error()}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		p.Message, p.Hint = e.Message, e.Hint
	}
	return p
}

// addPapers names address and raw lines by their content, in the order too.
func (in *Intake) addPapers(media string, reachable bool) {
	person := ""
	if a := &in.Address; a.Name != "" || a.Email != "" || a.Phone != "" {
		person = a.Person()
	}
	if body, err := json.Marshal(in.Address); reachable && err == nil { // an Address is strings alone
		p := shipping.NewDocument("application/json", person, body)
		in.Order.To = p.ID
		in.Papers = append(in.Papers, p)
	}
	p := shipping.NewDocument(media, person, in.Raw)
	in.Order.Raw = p.ID
	in.Papers = append(in.Papers, p)
}
