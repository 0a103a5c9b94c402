package collecting

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"
	"unicode"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// Call is one question to a carrier about a pick-up.
type Call struct {
	Carrier book.Carrier
	Pickup  *Pickup
	// Again tells that the same was asked before, and nobody knows what came of that.
	Again bool
}

// Can tells whether a carrier can be asked a question; if not, it is Unsupported, and the hint says what to do.
func Can(by carrier.Connector, who book.Carrier, to pickup.Question) error {
	_, comes := by.(Collector)
	_, changes := by.(Changer)
	switch {
	case !comes:
		return &shipping.Error{Code: shipping.Unsupported, Field: "carrier", Message: who.Name + " takes no pick-ups by the connector " + who.Connector,
			Hint: "ask for it as you do without this program: by telephone, in the carrier's portal, or by a round that is agreed on"}
	case to == pickup.ToChange && !changes:
		return &shipping.Error{Code: shipping.Unsupported, Field: "carrier", Message: who.Name + " changes no pick-up that it has taken",
			Hint: "cancel it and ask for another: crosslane pickup cancel, then crosslane pickup ask"}
	}
	return nil
}

// Ask asks the carrier to come, otherwise, or not to, and answers with what is to be recorded: nil where nobody knows what came of it. The error is why it does not do what it was asked.
func (c *Call) Ask(ctx context.Context, by carrier.Connector, to pickup.Question) (*pickup.Answer, error) {
	if err := Can(by, c.Carrier, to); err != nil {
		return nil, err
	}
	a, err := c.ask(ctx, by, to)
	if err == nil {
		a, err = believed(to, a)
	}
	if err == nil {
		return a, nil
	}
	_, finds := by.(Finder)
	return refused(to, err), c.fault(to, err, finds)
}

func (c *Call) ask(ctx context.Context, by carrier.Connector, to pickup.Question) (*pickup.Answer, error) {
	switch to {
	case pickup.ToChange:
		return by.(Changer).ChangePickup(ctx, c.Pickup) //nolint:forcetypeassert // it can
	case pickup.ToCancel:
		err := by.(Collector).CancelPickup(ctx, c.Pickup) //nolint:forcetypeassert // it can
		if c.Again && shipping.CodeOf(err) == shipping.NotFound {
			err = nil // it was cancelled, and the answer lost
		}
		return &pickup.Answer{}, err
	}
	return by.(Collector).Collect(ctx, c.Pickup) //nolint:forcetypeassert // it can
}

// Find looks for what came of asking a carrier to come. It answers with what is to be recorded, and nil where nobody knows.
func (c *Call) Find(ctx context.Context, by carrier.Connector, asked, now time.Time) (*pickup.Answer, error) {
	finds, can := by.(Finder)
	if !can {
		return nil, c.unknown("the carrier does not tell which pick-ups it has", nil, false)
	}
	a, err := finds.FindPickup(ctx, c.Pickup)
	if err == nil && a != nil {
		a, err = believed(pickup.ToCome, a)
	}
	switch {
	case err != nil:
		return nil, c.unknown(words(err), err, true)
	case a != nil:
		return a, nil
	case now.Sub(asked) < flight:
		return nil, c.unknown("the carrier has no such pick-up yet, and the call may still be under way", nil, true)
	}
	return &pickup.Answer{To: pickup.ToCome, Code: NotThere, Message: "the carrier has no such pick-up"}, nil
}

// NotThere is the code of a pick-up whose answer was lost, and that the carrier does not have.
const NotThere = "not_there"

// flight is how long a call may be under way that had no answer.
const flight = 5 * time.Minute

// unknown is the error of a pick-up of which nobody knows whether the carrier comes; finds: the carrier tells what it has, when it is asked again.
func (c *Call) unknown(why string, cause error, finds bool) error {
	again := ""
	if finds {
		again = "type the same again in a while: what came of it is looked for; or "
	}
	return &shipping.Error{Code: shipping.Unavailable, Message: c.Carrier.Name + " was asked for the pick-up " + string(c.Pickup.ID) + ", the answer did not come: " + why,
		Hint: again + "look there, and say what you see: crosslane pickup settle " + string(c.Pickup.ID) + " --confirmed NUMBER, or --none; it is not asked for twice", Cause: beneath(cause)}
}

// believed takes no more of an answer than it goes: a pick-up has a number, a price is one, a window is no longer than a day.
func believed(to pickup.Question, a *pickup.Answer) (*pickup.Answer, error) {
	a.To, a.Done, a.Code, a.Message = to, true, "", ""
	if to == pickup.ToCancel {
		return a, nil
	}
	if a.Number != short(a.Number) || a.Office != short(a.Office) || strings.ContainsAny(a.Number, " \t") && len(a.Number) > mostNumber || len(a.Number) > mostNumber || len(a.Office) > mostNumber {
		return nil, carrier.CannotUse("its number of the pick-up is none")
	}
	if to == pickup.ToCome && a.Number == "" {
		return nil, carrier.CannotUse("its pick-up has no number")
	}
	if a.Cost.Currency != "" || a.Cost.Amount != 0 {
		if err := carrier.CheckPrice(a.Cost); err != nil {
			a.Cost = shipping.Money{} // the pick-up is made, and its price is not known
		}
	}
	if w := a.Promised; w != (shipping.Window{}) && (w.To.Before(w.From) || w.To.Sub(w.From) > 24*time.Hour) {
		a.Promised = shipping.Window{}
	}
	return a, nil
}

// mostNumber is how long a carrier's number of a pick-up may be.
const mostNumber = 64

// refused is what is recorded of an error: the carrier's own no, what it was never asked, or what could not be asked for. Of anything else nobody knows what came of it.
func refused(to pickup.Question, err error) *pickup.Answer {
	busy, isBusy := errors.AsType[*carrier.BusyError](err)
	dial, isNet := errors.AsType[*net.OpError](err)
	switch code := shipping.CodeOf(err); {
	case code == shipping.Refused, code == shipping.NotFound, code == shipping.Invalid, code == shipping.Unauthorized, code == shipping.Forbidden, code == shipping.Unsupported:
		return &pickup.Answer{To: to, Code: short(carrier.RefusalCode(err)), Message: short(words(err))}
	case isBusy && busy.Many, isNet && dial.Op == "dial":
		return &pickup.Answer{To: to, Code: NotAsked, Message: short(words(err))}
	}
	return nil
}

// NotAsked is the code of what a carrier was never asked: it could not be reached, or was called too often.
const NotAsked = "not_asked"

var does = map[pickup.Question]string{pickup.ToCome: "does not come", pickup.ToChange: "does not change the pick-up", pickup.ToCancel: "does not cancel the pick-up"}

// fault is why a carrier does not do what it was asked, and what is to be done next.
func (c *Call) fault(to pickup.Question, err error, finds bool) error {
	a := refused(to, err)
	if a == nil {
		if to == pickup.ToCome {
			return c.unknown(words(err), err, finds)
		}
		return &shipping.Error{Code: shipping.Unavailable, Message: "it is not known whether " + c.Carrier.Name + " has heard it: " + words(err),
			Hint: "type the same again: what is done is not done twice; or look there, and say what you see: crosslane pickup settle " + string(c.Pickup.ID) + " --confirmed NUMBER, or --none", Cause: beneath(err)}
	}
	e := &shipping.Error{Code: shipping.CodeOf(err), Message: c.Carrier.Name + " " + does[to] + ": " + a.Message, Hint: "mend what it says, then type it again", Cause: beneath(err)}
	if own, ok := errors.AsType[*shipping.Error](err); ok {
		e.Field = own.Field
		if own.Hint != "" && a.Code != NotAsked {
			e.Hint = own.Hint
		}
	}
	if a.Code == NotAsked {
		e.Hint = "it was not asked: type it again in a while"
	}
	return e
}

// mostShort is how many signs of what a carrier said stand in a fact.
const mostShort = 300

// short is what a carrier said, in one line of signs that can be shown, and no longer than a fact takes.
func short(text string) string {
	line := strings.Join(strings.FieldsFunc(shipping.Text(text), func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }), " ")
	if signs := []rune(line); len(signs) > mostShort {
		return string(signs[:mostShort-1]) + "…"
	}
	return line
}

// beneath is what lies under an error of which the words are told already: they are not told twice.
func beneath(err error) error {
	e, ok := errors.AsType[*shipping.Error](err)
	if _, unusable := errors.AsType[*carrier.UnusableError](err); !ok || unusable {
		return nil
	}
	return e.Cause
}

// words are those of an error, without the advice.
func words(err error) string {
	e, ok := errors.AsType[*shipping.Error](err)
	if !ok {
		return err.Error()
	}
	if unusable, is := errors.AsType[*carrier.UnusableError](err); is {
		return e.Message + ": " + unusable.Why
	}
	return e.Message
}
