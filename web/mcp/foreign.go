package mcp

import (
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"crosslane/account"
	"crosslane/db"
	"crosslane/fact"
	"crosslane/fact/evidence"
	"crosslane/merchant"
	"crosslane/shipping"
)

// What others wrote stands between these two signs, which are taken out of what they wrote.
const (
	opens  = "\u27e6" // ⟦
	closes = "\u27e7" // ⟧
)

// mostForeign is how many signs of a text of others are told.
const mostForeign = 600

// clean is a text on one line without signs that nobody sees, or that turn a line round, and without the marks.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u27e6':
			return '['
		case r == '\u27e7':
			return ']'
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar, unicode.In(r, unicode.C, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		}
		return r
	}, shipping.Text(s))
	s = strings.Join(strings.Fields(s), " ")
	if n := len([]rune(s)); n > mostForeign {
		return string([]rune(s)[:mostForeign]) + "... (" + strconv.Itoa(n-mostForeign) + " more signs)"
	}
	return s
}

// foreign is a text that others wrote, or in which their words stand, between the marks.
func foreign(s string) string {
	if s == "" {
		return ""
	}
	return opens + clean(s) + closes
}

// plainName is what identifiers, numbers of orders and waybills look like.
var plainName = regexp.MustCompile(`^[\p{L}\p{N}#@._:/+*-]{1,64}$`)

// name is an identifier or a number as it is; what does not look like one stands between the marks.
func name[T ~string](s T) string {
	if plainName.MatchString(string(s)) {
		return string(s)
	}
	return foreign(string(s))
}

// unmarked is a name as an agent says it again, without the marks that it was told in.
func unmarked(s string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s), opens), closes))
}

// teller tells somebody of one merchant's business.
type teller struct {
	// buyers says that addresses, e-mail addresses and phone numbers of buyers may be told.
	buyers bool
	// places are where an order goes, which is told by its country alone where buyers may not be told of.
	places []shipping.Place
}

// tellerFor tells of buyers whoever hands orders in.
func tellerFor(who account.Actor, m shipping.MerchantID) *teller {
	return &teller{buyers: who.May(m, account.Orders) == nil}
}

// withheld stands for what is not told.
const withheld = "(withheld: it may name a buyer, and needs the right orders)"

// mail is an e-mail address.
var mail = regexp.MustCompile(`[^\s@:;,()<>]+@[^\s@:;,()<>]+`)

// words are those of a line in which the words of others may stand.
func (t *teller) words(s string) string {
	if t.buyers {
		return foreign(s)
	}
	for _, p := range t.places {
		s = strings.ReplaceAll(s, p.String(), string(p.Country))
	}
	return foreign(mail.ReplaceAllString(s, withheld))
}

// written is what somebody wrote, who may have written of a buyer.
func (t *teller) written(s string) string {
	if s == "" || t.buyers {
		return foreign(s)
	}
	return withheld
}

// ownWords are the facts that are told in words of the program, of the Book and of goods alone.
var ownWords = map[fact.Kind]bool{}

func init() { //nolint:gochecknoinits // the kinds are those of values
	for _, b := range []fact.Body{&fact.OrderReceived{}, &fact.OrderAccepted{}, &fact.Allocated{}, &fact.Backordered{}, &fact.GoodsMissing{}, &fact.PartTakenBack{},
		&fact.StockArrivedFor{}, &fact.ParcelClosed{}, &fact.OrderCompleted{}, &fact.ParcelPlanned{}, &fact.ChannelChosen{}, &fact.BookingRequested{}, &fact.Booked{},
		&fact.HandedOver{}, &fact.NotBooked{}, &fact.LabelPrinted{}, &fact.ManifestAsked{}, &evidence.Kept{}, &fact.Awaited{}, &fact.MilestoneReached{}, &fact.TimerElapsed{}, &fact.DiversionAsked{}, &fact.BookingWithdrawn{}, &fact.TourScheduled{},
		&fact.SlotChanged{}, &fact.LockerChosen{}, &fact.MessageRequested{}, &fact.MessageSent{}} {
		ownWords[fact.KindOf(b)] = true
	}
}

// remark tells what happened, or was decided, and why.
func (t *teller) remark(r *merchant.Remark) Reason {
	out := Reason{At: r.At.UTC(), By: name(r.By), Fact: string(r.Kind), About: name(r.Stream)}
	if !t.buyers && !ownWords[r.Kind] {
		out.Text, out.Said = withheld, t.written(r.Said)
		if own, _, cut := strings.Cut(r.Text, ":"); cut {
			out.Text = foreign(own+": ") + " " + withheld
		}
		return out
	}
	out.Text, out.Said = t.words(r.Text), t.written(r.Said)
	for _, w := range r.Why {
		out.Why = append(out.Why, t.words(w))
	}
	return out
}

// Fault is what went wrong, as an agent is told of it.
type Fault struct { //nolint:errname // programs that call /v1 know it by this name
	Code    shipping.Code `json:"code"`
	Field   string        `json:"field,omitempty"`
	Message string        `json:"message"`
	Hint    string        `json:"hint,omitempty"`
}

// Error is the fault in JSON.
func (f *Fault) Error() string {
	text, err := json.Marshal(f)
	if err != nil {
		return f.Message
	}
	return string(text)
}

// fault is an error as an agent is told of it, without what lies underneath; nil for nil.
func fault(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	e := db.Fault(err)
	return &Fault{e.Code, clean(e.Field), clean(e.Message), clean(e.Hint)}
}
