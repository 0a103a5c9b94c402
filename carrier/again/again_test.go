package again

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func TestALostBookingIsNotAskedForAnewBeforeItWouldBeFound(t *testing.T) {
	now := noon
	a := Since(time.Hour, func() time.Time { return now })
	fresh := &carrier.Request{Key: "parcel:1#1", At: noon.Add(-72 * time.Hour)}
	if a.Before(fresh) {
		t.Error("nobody has asked for it before")
	}
	now = noon.Add(30 * time.Minute)
	a.Ask(fresh)
	if !a.Before(fresh) {
		t.Error("it was asked for, and no answer is known")
	}
	now = noon.Add(89 * time.Minute)
	err := a.Wait(fresh, "look at the carrier's")
	if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || unusable.Unread || shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{Reference(fresh.Key), "look at the carrier's", "2026-05-04 13:30 UTC"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer {
		t.Errorf("it is nobody's case: %q", what)
	}
	if now = noon.Add(90 * time.Minute); a.Wait(fresh, "") != nil {
		t.Error("the carrier would have found it")
	}
}

func TestWhatAnotherProcessAskedCountsFromTheBeginning(t *testing.T) {
	now := noon
	a := Since(time.Hour, func() time.Time { return now })
	tried := &carrier.Request{Key: "parcel:2#1", At: noon.Add(-72 * time.Hour), Tried: true}
	if !a.Before(tried) || a.Wait(tried, "") == nil {
		t.Error("another process may have asked for it a moment ago")
	}
	later := &carrier.Request{Key: "parcel:3#1", At: noon.Add(30 * time.Minute), Tried: true}
	now = noon.Add(time.Hour)
	if a.Wait(tried, "") != nil || a.Wait(later, "") == nil {
		t.Error("it counts from the beginning, or from when it was first asked for")
	}
}

func TestANoIsNoBooking(t *testing.T) {
	a := Since(time.Hour, func() time.Time { return noon })
	for name, c := range map[string]struct {
		err    error
		before bool
	}{
		"a no":             {carrier.Refuse("x", "no"), false},
		"too many calls":   {carrier.TooManyCalls("slow", "1", noon), false},
		"no account":       {&shipping.Error{Code: shipping.Unauthorized}, false},
		"nobody there":     {carrier.Unavailable("no answer", &net.OpError{Op: "dial"}), false},
		"no answer":        {carrier.Unavailable("no answer", &net.OpError{Op: "read"}), true},
		"out of order":     {carrier.RetryAfter("500", "", noon), true},
		"an unread answer": {carrier.CannotUse("it has no waybill"), true},
	} {
		r := &carrier.Request{Key: "parcel:4#1" + name, At: noon}
		a.Ask(r)
		if a.Heard(r, c.err); a.Before(r) != c.before {
			t.Errorf("%s: may have been booked: %t", name, a.Before(r))
		}
	}
}

// A no tells of what it answers alone: an earlier booking whose answer was lost may be there all the same.
func TestANoDoesNotAnswerWhatWasAskedBefore(t *testing.T) {
	now := noon
	a := Since(time.Hour, func() time.Time { return now })
	lost, begun := &carrier.Request{Key: "parcel:5#1", At: noon}, &carrier.Request{Key: "parcel:6#1", At: noon.Add(-time.Hour), Tried: true}
	a.Ask(lost)
	now = noon.Add(40 * time.Minute)
	for _, no := range []error{carrier.TooManyCalls("slow", "1", now), carrier.Unavailable("no answer", &net.OpError{Op: "dial"}), &shipping.Error{Code: shipping.Unauthorized}, carrier.Refuse("x", "no")} {
		for _, r := range []*carrier.Request{lost, begun} {
			a.Ask(r)
			if a.Heard(r, no); !a.Before(r) || a.Ago(r) != 40*time.Minute || a.Wait(r, "") == nil {
				t.Errorf("%s: %v takes back that it may have been booked: %v ago", r.Key, no, a.Ago(r))
			}
		}
	}
	if now = noon.Add(time.Hour); a.Wait(lost, "") != nil {
		t.Error("a no makes nobody wait longer")
	}
	a.Undone(begun)
	a.Ask(begun)
	if a.Heard(begun, carrier.Refuse("x", "no")); a.Before(begun) {
		t.Error("what was undone is open still")
	}
}

func TestANoToASearchIsNoneToTheBooking(t *testing.T) {
	r := &carrier.Request{Key: "parcel:7#1"}
	for _, err := range []error{carrier.Refuse("x", "no"), shipping.BadField("service", "names none", ""), &shipping.Error{Code: shipping.NotFound}, &shipping.Error{Code: shipping.Unsupported}, &shipping.Error{Code: shipping.Forbidden}} {
		if told := Untold(r, err, "look"); shipping.CodeOf(told) != shipping.Unavailable || !strings.Contains(told.Error(), Reference(r.Key)) {
			t.Errorf("%v: %v", err, told)
		}
	}
	for _, err := range []error{nil, carrier.Unavailable("no answer", nil), &shipping.Error{Code: shipping.Unauthorized}} {
		if told := Untold(r, err, "look"); !errors.Is(told, err) {
			t.Errorf("%v: %v", err, told)
		}
	}
}

func TestAReferenceIsShortAndItsOwn(t *testing.T) {
	if a, b := Reference("parcel:1#1"), Reference("parcel:1#2"); len(a) != 35 || a == b || a != Reference("parcel:1#1") {
		t.Errorf("%q %q", a, b)
	}
}

// TestSomebodyHasLooked: what was asked for before he looked is open no more; what was asked since, or before a program that cannot know, is.
func TestSomebodyHasLooked(t *testing.T) {
	now := noon
	a := Since(Ever, func() time.Time { return now })
	r := &carrier.Request{Key: "parcel:5#1", Parcel: "par_5", At: noon.Add(-time.Hour), Tried: true}
	now = noon.Add(1000 * time.Hour)
	if err := a.Wait(r, "look"); err == nil || !strings.Contains(err.Error(), "crosslane parcels not-booked par_5") || strings.Contains(err.Error(), "UTC") {
		t.Errorf("it is asked for anew by itself: %v", err)
	}
	r.NotBooked = noon.Add(-time.Minute)
	if !a.Before(r) {
		t.Error("he looked before the program began, and it may have been asked for since")
	}
	r.NotBooked = noon.Add(time.Minute)
	if a.Before(r) {
		t.Error("he has looked, and it is waited for")
	}
	a.Ask(r)
	if !a.Before(r) {
		t.Error("it was asked for after he had looked")
	}
	r.NotBooked = now.Add(time.Minute)
	if a.Before(r) {
		t.Error("he has looked again")
	}
	a.Ask(r)
	r.NotBooked = now.Add(time.Second)
	now = now.Add(time.Minute)
	if a.Heard(r, carrier.Unavailable("no answer", nil)); !a.Before(r) {
		t.Error("he looked while the call was under way, and the carrier may have booked it behind him")
	}
	if r.NotBooked = now.Add(time.Second); a.Before(r) {
		t.Error("he has looked once the call was over")
	}
}
