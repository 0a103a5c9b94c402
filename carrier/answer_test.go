package carrier_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// flow is an answer that goes on and on; it counts what was read of it.
type flow struct {
	begin, more string
	read        int
}

func (f *flow) Read(p []byte) (int, error) {
	n := copy(p, f.begin)
	f.begin = f.begin[n:]
	for n < len(p) {
		n += copy(p[n:], f.more)
	}
	f.read += n
	return n, nil
}

// readAll reads an answer whole, alone.
func readAll(r io.Reader, b carrier.Bounds) (text []byte, err error) {
	var a carrier.Answers
	err = a.Read(context.Background(), r, b, func(whole []byte) error {
		text = whole
		return nil
	})
	return text, err
}

func unusable(t *testing.T, what string, err error, why string) {
	t.Helper()
	var u *carrier.UnusableError
	var e *shipping.Error
	if !errors.As(err, &u) || !errors.As(err, &e) || e.Code != shipping.Unavailable || e.Message != "the carrier's answer cannot be used" || !strings.Contains(u.Why, why) || strings.Count(err.Error(), u.Why) != 1 {
		t.Errorf("%s: want %q, got %v", what, why, err)
	}
}

func TestAnAnswerIsRefusedWhileItIsRead(t *testing.T) {
	for _, c := range []struct {
		name        string
		begin, more string
		bounds      carrier.Bounds
		most        int
		why         string
	}{
		{"a text without end", `{"waybill":"`, "x", carrier.ShortAnswer, 100 << 10, "longer than 64 KB"},
		{"a text without end, where documents come", `{"label":"`, "x", carrier.BookingAnswer, 6 << 20, "document in it is longer than 4 MB"},
		{"many texts", `{"label":["`, `x","`, carrier.BookingAnswer, 2 << 20, "longer than 1024 KB"},
		{"quotes that are no end", `{"label":"`, `\"`, carrier.Bounds{Bytes: 1 << 20}, 2 << 20, "longer than 1024 KB"},
		{"blanks", ``, " ", carrier.BookingAnswer, 2 << 20, "longer than 1024 KB"},
		{"lists in lists", `{"waybill":`, "[", carrier.BookingAnswer, 100 << 10, "deeper than 32"},
		{"objects in objects", ``, `{"a":`, carrier.BookingAnswer, 100 << 10, "deeper than 32"},
	} {
		f := &flow{begin: c.begin, more: c.more}
		_, err := readAll(f, c.bounds)
		unusable(t, c.name, err, c.why)
		if f.read > c.most {
			t.Errorf("%s: %d bytes were read", c.name, f.read)
		}
	}
}

func TestAnAnswerWithinItsBoundsIsReadWhole(t *testing.T) {
	small := carrier.Bounds{Bytes: 100, Document: 1000}
	deep := strings.Repeat("[", 32) + strings.Repeat("]", 32)
	for name, c := range map[string]struct {
		text   string
		bounds carrier.Bounds
		good   bool
	}{
		"empty":             {"", small, true},
		"as long as it may": {strings.Repeat(" ", 100), small, true},
		"longer":            {strings.Repeat(" ", 101), small, false},
		"with a document":   {`{"label":"` + strings.Repeat("x", 900) + `","a":"` + strings.Repeat("y", 80) + `"}`, small, true},
		"with two":          {`{"label":"` + strings.Repeat("x", 900) + `","a":"` + strings.Repeat("y", 120) + `"}`, small, false},
		"its longest text":  {`"` + strings.Repeat("x", 999) + `"`, small, true},
		"a longer text":     {`"` + strings.Repeat("x", 1000) + `"`, small, false},
		"no documents":      {`"` + strings.Repeat("x", 99) + `"`, carrier.Bounds{Bytes: 100}, false},
		"as deep as it may": {deep, carrier.ShortAnswer, true},
		"deeper":            {"[" + deep + "]", carrier.ShortAnswer, false},
		"wide":              {strings.Repeat("[]{}", 100), carrier.ShortAnswer, true},
		"brackets in text":  {`"` + strings.Repeat("[", 100) + `\"` + strings.Repeat("{", 100) + `"`, carrier.ShortAnswer, true},
		"behind a text":     {`"\\"` + strings.Repeat("[", 33), carrier.ShortAnswer, false},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text))} {
			got, err := readAll(r, c.bounds)
			if (err == nil) != c.good || c.good && string(got) != c.text {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
		}
		if deep := strings.Contains(name, "deeper") || name == "behind a text"; carrier.TooDeep([]byte(c.text)) != deep {
			t.Errorf("%s: too deep: %t", name, !deep)
		}
	}
	broken := errors.New("broken off")
	if _, err := readAll(iotest.ErrReader(broken), small); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestAYesThatCannotBeUsed(t *testing.T) {
	eur := shipping.Money{Amount: 450, Currency: "EUR"}
	pdf := []byte("%PDF-1.4 ...")
	good := carrier.Confirmation{Waybill: "SX-1 2_3.A", Reference: "the carrier's own", Cost: eur, Label: pdf, Media: "application/pdf"}
	for _, c := range []struct {
		name   string
		change func(*carrier.Confirmation)
		why    string // empty: it can be used
	}{
		{"as it should be", func(*carrier.Confirmation) {}, ""},
		{"no number", func(c *carrier.Confirmation) { c.Waybill = "" }, "no waybill"},
		{"a number of 64 signs", func(c *carrier.Confirmation) { c.Waybill = strings.Repeat("9", 64) }, ""},
		{"a number of 65 signs", func(c *carrier.Confirmation) { c.Waybill = strings.Repeat("9", 65) }, "longer than 64"},
		{"one sign", func(c *carrier.Confirmation) { c.Waybill = "7" }, ""},
		{"a path", func(c *carrier.Confirmation) { c.Waybill = "A../../etc/passwd" }, "none that a number has"},
		{"a path of Windows", func(c *carrier.Confirmation) { c.Waybill = `A\B` }, "none that a number has"},
		{"a mark-up", func(c *carrier.Confirmation) { c.Waybill = "A<script" }, "none that a number has"},
		{"its end", func(c *carrier.Confirmation) { c.Waybill = "A>B" }, "none that a number has"},
		{"a line feed", func(c *carrier.Confirmation) { c.Waybill = "A\nB" }, "none that a number has"},
		{"a delete", func(c *carrier.Confirmation) { c.Waybill = "A\x7fB" }, "none that a number has"},
		{"a tilde", func(c *carrier.Confirmation) { c.Waybill = "A~B" }, "none that a number has"},
		{"blanks, a hyphen, a point and a low line", func(c *carrier.Confirmation) { c.Waybill = "RR 123 456-7.8_CN" }, ""},
		{"two blanks at once", func(c *carrier.Confirmation) { c.Waybill = "A  B" }, "none that a number has"},
		{"a command behind a sign", func(c *carrier.Confirmation) { c.Waybill = "1+cmd|calc!A0" }, "none that a number has"},
		{"a statement", func(c *carrier.Confirmation) { c.Waybill = "A';DROP--1" }, "none that a number has"},
		{"no ASCII", func(c *carrier.Confirmation) { c.Waybill = "A\u200b1" }, "none that a number has"},
		{"a formula", func(c *carrier.Confirmation) { c.Waybill = "=1+1" }, "none that a number has"},
		{"dots", func(c *carrier.Confirmation) { c.Waybill = ".." }, "none that a number has"},
		{"a blank at its end", func(c *carrier.Confirmation) { c.Waybill = "A1 " }, "does not end"},
		{"a reference of 200 signs", func(c *carrier.Confirmation) { c.Reference = strings.Repeat("é", 200) }, ""},
		{"a reference of 201 signs", func(c *carrier.Confirmation) { c.Reference = strings.Repeat("é", 201) }, "reference"},
		{"a reference that cannot be shown", func(c *carrier.Confirmation) { c.Reference = "a\x1b[2J" }, "reference"},
		{"no label", func(c *carrier.Confirmation) { c.Label, c.Media = nil, "" }, ""},
		{"a page for a label", func(c *carrier.Confirmation) { c.Label = []byte("<html>") }, "no file of the kind"},
		{"a page that says so", func(c *carrier.Confirmation) { c.Label, c.Media = []byte("<html>"), "text/html" }, "no file of the kind"},
		{"for a label printer", func(c *carrier.Confirmation) { c.Label, c.Media = []byte("^XA^XZ"), "application/zpl" }, ""},
		{"a picture", func(c *carrier.Confirmation) { c.Label, c.Media = []byte("\x89PNG\r\n\x1a\n..."), "image/png" }, ""},
		{"a label of 3 MB", func(c *carrier.Confirmation) { c.Label = slices.Concat(pdf, make([]byte, 3<<20-len(pdf))) }, ""},
		{"a longer label", func(c *carrier.Confirmation) { c.Label = slices.Concat(pdf, make([]byte, 3<<20)) }, "label is longer than 3 MB"},
	} {
		yes := good
		c.change(&yes)
		if err := yes.Check(); c.why != "" {
			unusable(t, c.name, err, c.why)
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPricesThatNoParcelHas(t *testing.T) {
	for _, c := range []struct {
		amount   int64
		currency shipping.Currency
		why      string
	}{
		{0, "EUR", ""}, {1, "EUR", ""}, {-1, "EUR", "below zero"}, {math.MinInt64, "EUR", "below zero"},
		{100_000_000, "EUR", ""}, {100_000_001, "EUR", "beyond"}, {math.MaxInt64, "EUR", "beyond"},
		{1_000_000_000, "KWD", ""}, {1_000_000_001, "KWD", "beyond"},
		{1_000_000_000, "JPY", ""}, {1_000_000_001, "JPY", "beyond"},
		{100_000_000_000, "IDR", ""}, {100_000_000_001, "IDR", "beyond"},
		{1, "XXX", "not known"}, {1, "EURO", "not known"}, {1, "eur", "not known"}, {0, "", "not known"},
	} {
		err := carrier.CheckPrice(shipping.Money{Amount: c.amount, Currency: c.currency})
		if c.why != "" {
			unusable(t, string(c.currency), err, c.why)
		} else if err != nil {
			t.Errorf("%d %s: %v", c.amount, c.currency, err)
		}
	}
	for _, id := range shipping.Countries() { // whatever a country pays with is a price
		info, _ := id.Info()
		if err := carrier.CheckPrice(shipping.Money{Amount: 1, Currency: info.Currency}); err != nil && info.Currency != "" {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// Of long answers few are read at a time; the others, and those who gave up, wait without taking memory, and short ones
// pass them by.
func TestLongAnswersAreReadFewAtATime(t *testing.T) {
	var a carrier.Answers
	text := `{"label":"` + strings.Repeat("x", 1<<20) + `"}`
	var reading, most atomic.Int64
	var all sync.WaitGroup
	hold := make(chan struct{})
	decode := func(text []byte) error {
		for n := reading.Add(1); ; {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		<-hold
		reading.Add(-1)
		return json.Unmarshal(text, &struct{}{})
	}
	for range 20 {
		all.Go(func() {
			if err := a.Read(t.Context(), strings.NewReader(text), carrier.BookingAnswer, decode); err != nil {
				t.Error(err)
			}
		})
	}
	for reading.Load() < 4 {
		time.Sleep(time.Millisecond)
	}
	if err := a.Read(t.Context(), strings.NewReader(`{}`), carrier.BookingAnswer, func([]byte) error { return nil }); err != nil {
		t.Errorf("a short answer: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := a.Read(ctx, strings.NewReader(text), carrier.BookingAnswer, decode); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who cannot wait: %v", err)
	}
	close(hold)
	all.Wait()
	if most.Load() != 4 {
		t.Errorf("%d long answers were read at a time", most.Load())
	}
	hold = make(chan struct{})
	close(hold)
	for range 10 { // what was refused or broke off gives its room back
		_ = a.Read(t.Context(), &flow{begin: `{"label":"`, more: "x"}, carrier.BookingAnswer, decode)
		_ = a.Read(t.Context(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("broken off"))), carrier.BookingAnswer, decode)
	}
	if err := a.Read(t.Context(), strings.NewReader(text), carrier.BookingAnswer, decode); err != nil {
		t.Error(err)
	}
}
