package closing

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"crosslane/shipping"
)

// Outcome is what came of one list: each of its numbers is closed, unknown to the carrier, or still open.
type Outcome struct {
	Carrier   shipping.CarrierID   `json:"carrier"`
	Name      string               `json:"name"` // of the carrier
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Manifest  string               `json:"manifest,omitempty"` // the carrier's own number; empty: it made none
	Closed    []string             `json:"closed"`
	Unknown   []string             `json:"unknown"` // the carrier has no such booking to close
	Open      []string             `json:"open"`
	// Fault is why they are open, and what is to be done; nil: none is.
	Fault *shipping.Error `json:"fault,omitempty"`
}

// Words tell it as it is printed below the seller's own manifest.
func (o *Outcome) Words() string {
	var lines []string
	if o.Manifest != "" {
		lines = append(lines, fmt.Sprintf("Closed by %s, from %s: its manifest %s, %s", o.Name, o.Warehouse, o.Manifest, counted(len(o.Closed))))
	}
	if len(o.Unknown) > 0 {
		lines = append(lines, fmt.Sprintf("Not on %s's manifest, from %s: %s", o.Name, o.Warehouse, strings.Join(o.Unknown, ", ")))
	}
	if o.Fault != nil {
		lines = append(lines, "NOT CLOSED: "+o.Fault.Message)
	}
	return strings.Join(lines, "\n")
}

// Err is how a hand-over ends of which not all is closed; nil: all is.
func (o *Outcome) Err() error {
	switch {
	case o.Fault != nil:
		return o.Fault
	case len(o.Unknown) > 0:
		again := "crosslane handed " + string(o.Carrier) + " WAYBILL..."
		return shipping.Fault(shipping.Refused, fmt.Sprintf("%s has no booking to close of %s from %s: %s", o.Name, counted(len(o.Unknown)), o.Warehouse, strings.Join(o.Unknown, ", ")),
			"look there what they are: one that is void must not travel; one that was closed elsewhere is recorded with "+again+" --closed NUMBER; and "+again+" asks for them again")
	}
	return nil
}

// counted is a number of parcels in words.
func counted(n int) string {
	if n == 1 {
		return "1 parcel"
	}
	return fmt.Sprintf("%d parcels", n)
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

// words are those of an error, without the advice.
func words(err error) string {
	e, ok := errors.AsType[*shipping.Error](err)
	if !ok {
		return err.Error()
	}
	said := e.Message
	if e.Field != "" {
		said = e.Field + ": " + said
	}
	if e.Cause != nil && e.Code == shipping.Unavailable {
		said += ", " + e.Cause.Error()
	}
	return said
}

func hintOf(err error) string {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e.Hint
	}
	return ""
}
