package carriertest_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/fact"
	"crosslane/shipping"
)

// office is a connector that does everything a connector may do, in memory, with one fault or none.
type office struct {
	fault  string
	mu     sync.Mutex
	byKey  map[string]*carrier.Confirmation
	calls  map[string]int
	off    map[string]bool
	passed bool
}

func newOffice(fault string) *office {
	return &office{fault: fault, byKey: map[string]*carrier.Confirmation{}, calls: map[string]int{}, off: map[string]bool{}}
}

// count is how often something was asked for, this time included.
func (o *office) count(what string) int {
	o.calls[what]++
	return o.calls[what]
}

func (o *office) Simulated() bool { return o.fault != "says that it is real" }

var priced = shipping.Money{Amount: 200, Currency: "EUR"}

func (o *office) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := ctx.Err(); err != nil {
		switch o.fault {
		case "refuses what is broken off":
			return nil, carrier.Refuse("OFF", "broken off")
		case "loses the cause":
			return nil, carrier.Unavailable("the office does not answer", nil)
		case "books what is broken off":
		default:
			return nil, carrier.Unavailable("the office does not answer", err)
		}
	}
	n := o.count("book " + r.Key)
	if r.Plan.Weight > 75 {
		switch {
		case o.fault == "takes what it refused" && n > 1, o.fault == "takes everything":
		case o.fault == "refuses for want of a field":
			return nil, shipping.BadField("weight", "is too much", "")
		case o.fault == "refuses without a code":
			return nil, carrier.Refuse("", "no")
		default:
			return nil, carrier.Refuse("TOO_HEAVY", "no")
		}
	}
	yes := o.byKey[r.Key]
	if yes == nil || o.fault == "books twice" || o.fault == "fails the second time" {
		if o.fault == "fails the second time" && n > 1 {
			return nil, carrier.Refuse("TWICE", "was booked")
		}
		number := fmt.Sprintf("CL%010d", 7*len(o.byKey)+100*n)
		switch o.fault {
		case "gives every parcel the same number":
			number = "CL1"
		case "gives no number":
			number = ""
		}
		yes = &carrier.Confirmation{Waybill: number, Reference: "R" + number, Cost: priced, Label: label(o.fault), Media: "application/pdf"}
		switch o.fault {
		case "draws a picture":
			yes.Media = "image/png"
		case "draws no label":
			yes.Label, yes.Media = nil, ""
		}
		o.byKey[r.Key] = yes
	}
	if o.fault == "changes its reference" {
		other := *yes
		other.Reference = fmt.Sprint(n)
		return &other, nil
	}
	return yes, nil
}

// label is a PDF of which the second stream draws what it is.
func label(fault string) []byte {
	text := "SIMULATED"
	if fault == "draws a label like a real one" {
		text = "EXPRESS"
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\nstream\nnot packed\nendstream\nstream\n")
	z := zlib.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	b.WriteString("\nendstream\n%%EOF")
	return b.Bytes()
}

func (o *office) Cancel(ctx context.Context, c *carrier.Cancellation) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := ctx.Err(); err != nil && o.fault != "cancels what is broken off" {
		return carrier.Unavailable("the office does not answer", err)
	}
	if !strings.HasPrefix(c.Waybill, "CL") && ctx.Err() == nil {
		switch o.fault {
		case "cancels any number":
			return nil
		case "does not answer about unknown numbers":
			return carrier.Unavailable("what?", nil)
		case "refuses unknown numbers":
			return carrier.Refuse("UNKNOWN", "no such number")
		}
		return shipping.Fault(shipping.NotFound, "no such number", "")
	}
	again := o.off[c.Waybill]
	o.off[c.Waybill] = true
	if o.fault == "never cancels" || o.fault == "cancels once" && again || o.fault == "cancels with one key" && c.Key == "cancel-2" {
		return carrier.Refuse("NO", "not cancelled")
	}
	return nil
}

func (o *office) Rate(context.Context, *carrier.Request) (shipping.Money, error) {
	switch o.fault {
	case "tells another price":
		return shipping.Money{Amount: 199, Currency: "EUR"}, nil
	case "tells the price with an error":
		return priced, errors.New("no price")
	}
	return priced, nil
}

func (o *office) Manifest(_ context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	n := o.count("manifest " + l.Key)
	closing := &carrier.Closing{Reference: "M" + l.Key, Waybills: l.Waybills}
	switch {
	case o.fault == "closes nothing", o.fault == "closes once" && n > 1:
		return closing, carrier.Unavailable("closed", nil)
	case o.fault == "closes without a reference":
		closing.Reference = ""
	case o.fault == "closes half of it":
		closing.Waybills = closing.Waybills[:1]
	case o.fault == "closes another each time":
		closing.Reference = fmt.Sprint(n)
	}
	return closing, nil
}

// news is what there is about the parcels: two messages about each, a part for each parcel.
func (o *office) Changes(_ context.Context, cursor string) (*carrier.Batch, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.count("changes " + cursor)
	all := []string{}
	for _, k := range []string{"1", "2"} {
		if yes := o.byKey[k]; yes != nil && o.passed {
			all = append(all, yes.Waybill)
		}
	}
	at := len(cursor)
	switch {
	case o.fault == "has no news":
		return nil, carrier.Unavailable("no news", nil)
	case o.fault == "forgets the first" && len(all) > 0:
		all[0] = "CL"
	case o.fault == "forgets the second" && len(all) > 1:
		all[1] = "CL"
	case o.fault == "tells each part once" && n > 1:
		return &carrier.Batch{Next: cursor}, nil
	}
	b := &carrier.Batch{Next: cursor}
	if at < len(all) {
		b.Messages, b.Next, b.More = []carrier.Message{{Waybill: all[at]}, {Waybill: all[at]}}, cursor+"x", at+1 < len(all)
	}
	return b, nil
}

func (o *office) Track(_ context.Context, waybills []string) (list []carrier.Message, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, w := range waybills {
		if strings.HasPrefix(w, "CL") || o.fault == "tracks any number" {
			list = append(list, carrier.Message{Waybill: w}, carrier.Message{Waybill: w})
		}
	}
	switch {
	case o.fault == "tracks less than it tells":
		return list[:len(list)/2], nil
	case o.fault == "tracks with an error",
		o.fault == "tracks no unknown number" && len(waybills) == 1:
		return list, carrier.Unavailable("what?", nil)
	}
	return list, nil
}

// caller calls an address as the office's connector, with one fault or none.
type caller struct {
	fault string
	base  string
	http  *http.Client
}

func behind(fault string) func(string, time.Duration) carrier.Connector {
	return func(base string, timeout time.Duration) carrier.Connector {
		c := &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		if fault == "follows redirects" {
			c.CheckRedirect = nil
		}
		return &caller{fault, base, c}
	}
}

func (c *caller) Simulated() bool { return true }

// mostHeard is as much of an answer as anybody needs.
const mostHeard = 1 << 20

func (c *caller) call(ctx context.Context, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base, strings.NewReader("{}"))
	if err != nil {
		return err
	}
	answer, err := c.http.Do(r)
	if err != nil {
		if c.fault == "takes silence for a no" {
			return carrier.Refuse("SILENT", "nobody there")
		}
		return carrier.Unavailable("the office does not answer", err)
	}
	defer answer.Body.Close()
	heard := io.LimitReader(answer.Body, mostHeard)
	if c.fault == "reads on and on" {
		heard = answer.Body
	}
	body, err := io.ReadAll(heard)
	if err != nil {
		return carrier.Unavailable("the office's answer broke off", err)
	}
	switch status := answer.StatusCode; {
	case c.fault == "takes any 422 for a no" && status == http.StatusUnprocessableEntity:
		return carrier.Refuse("422", "no")
	case c.fault == "takes any 404 for a no" && status == http.StatusNotFound:
		return shipping.Fault(shipping.NotFound, "no", "")
	case c.fault == "takes 429 for a no" && status == http.StatusTooManyRequests:
		return carrier.Refuse("SLOW", "no")
	case c.fault == "takes 500 for a no" && status >= 500:
		return carrier.Refuse("500", "no")
	case status != http.StatusOK:
		return carrier.Unavailable("the office failed", nil)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return carrier.Unavailable("the office's answer cannot be read", err)
	}
	return nil
}

func (c *caller) Book(ctx context.Context, _ *carrier.Request) (*carrier.Confirmation, error) {
	var yes carrier.Confirmation
	if err := c.call(ctx, &yes); err != nil {
		return nil, err
	}
	if err := yes.Check(); err != nil && c.fault != "takes any answer for a booking" {
		return nil, err
	}
	return &yes, nil
}

func (c *caller) Cancel(ctx context.Context, _ *carrier.Cancellation) error {
	var said struct{ Status string }
	if err := c.call(ctx, &said); err != nil {
		return err
	}
	if said.Status != "cancelled" && c.fault != "takes any answer for a cancellation" {
		return carrier.Unavailable("the office does not say that it is cancelled", nil)
	}
	return nil
}

func (c *caller) Changes(ctx context.Context, _ string) (*carrier.Batch, error) {
	var said struct{ News []carrier.Message }
	if err := c.call(ctx, &said); err != nil {
		return nil, err
	}
	if said.News == nil && c.fault != "takes any answer for news" {
		return nil, carrier.Unavailable("the office tells no news", nil)
	}
	return &carrier.Batch{}, nil
}

func (c *caller) Track(context.Context, []string) ([]carrier.Message, error) { return nil, nil }

// faultOf names the fault of the connector that the suite is run with in a process of its own.
const faultOf = "CROSSLANE_TEST_FAULT"

// TestOffice runs the suite with a connector that has no fault, or with that of this process.
func TestOffice(t *testing.T) {
	fault := os.Getenv(faultOf)
	carriertest.Run(t, func(*testing.T) *carriertest.Subject {
		o := newOffice(fault)
		letter := func(n int, weight shipping.Grams) *carrier.Request {
			return &carrier.Request{Key: fmt.Sprint(n), Plan: fact.ParcelPlan{Weight: weight}}
		}
		return &carriertest.Subject{
			Connector: o,
			Request:   func(n int) *carrier.Request { return letter(n, 20) },
			Refused:   letter(99, 80),
			Pass:      func() { o.passed = true },
			Simulated: true,
			Behind:    behind(fault),
		}
	})
}

// TestFaultsAreFound: a connector with a fault does not pass the suite, which says what is wrong.
func TestFaultsAreFound(t *testing.T) {
	if os.Getenv(faultOf) != "" {
		t.Skip("this process has a fault to show")
	}
	const (
		key, keys, no, off = "the_same_key_is_the_same_booking", "different_keys_are_different_bookings", "a_refusal_is_a_no_of_the_carrier", "a_booking_can_be_cancelled,_twice_as_well"
		unknown, broken    = "an_unknown_number_is_not_cancelled", "a_request_that_is_broken_off_is_no_refusal"
		price, manifest    = "a_price_is_what_the_booking_costs", "a_manifest_holds_what_was_booked"
		news, simulated    = "news_can_be_asked_for_again", "a_simulated_carrier_says_so,_on_its_labels_too"
		call               = "what_a_broken_carrier_says_is_no_refusal"
	)
	for _, c := range []struct{ fault, part, says, answers string }{
		{"books twice", key, ", then CL", ""},
		{"fails the second time", key, "request 1: was booked", ""},
		{"changes its reference", key, "then CL", ""},
		{"gives no number", key, "got ", ""},
		{"gives every parcel the same number", keys, "requests 0 and 1 both got CL1", ""},
		{"takes everything", no, "want [refused], got <nil>", ""},
		{"takes what it refused", no, "want [refused], got <nil>", ""},
		{"refuses for want of a field", no, "refused request", ""},
		{"refuses without a code", no, "a refusal says why", ""},
		{"never cancels", off, "cancel-1: not cancelled", ""},
		{"cancels once", off, "cancel-2: not cancelled", ""},
		{"cancels with one key", off, "cancel-2: not cancelled", ""},
		{"cancels any number", unknown, "unknown number", ""},
		{"does not answer about unknown numbers", unknown, "unknown number", ""},
		{"books what is broken off", broken, "booking: want", ""},
		{"refuses what is broken off", broken, "booking: want", ""},
		{"loses the cause", broken, "the cause is lost", ""},
		{"cancels what is broken off", broken, "cancellation: want", ""},
		{"tells another price", price, "rated at", ""},
		{"tells the price with an error", price, "no price", ""},
		{"closes nothing", manifest, "got ", ""},
		{"closes once", manifest, "the same key made", ""},
		{"closes without a reference", manifest, "got ", ""},
		{"closes half of it", manifest, "got ", ""},
		{"closes another each time", manifest, "the same key made 1 and then 2", ""},
		{"has no news", news, "no news", ""},
		{"forgets the first", news, "but not of both", ""},
		{"forgets the second", news, "but not of both", ""},
		{"tells each part once", news, "gave 2 messages, then 0", ""},
		{"tracks less than it tells", news, "asking for it gives 1", ""},
		{"tracks with an error", news, "asking for it gives 2", ""},
		{"tracks any number", news, "unknown number", ""},
		{"tracks no unknown number", news, "unknown number", ""},
		{"says that it is real", simulated, "the connector says false", ""},
		{"draws a picture", simulated, "whether image/png says so", ""},
		{"draws a label like a real one", simulated, "the label says SIMULATED: false", ""},
		{"follows redirects", call, "followed to another address", ""},
		{"reads on and on", call, "the connector reads on and on", ""},
		{"takes silence for a no", call, "", "nobody_there a_closed_connection no_answer"},
		{"takes any 422 for a no", call, "", "a_page_with_422 an_endless_refusal"},
		{"takes any 404 for a no", call, "", "a_page_with_404"},
		{"takes 429 for a no", call, "", "too_many_requests too_many,_later"},
		{"takes 500 for a no", call, "", "internal_error a_gateway's_page"},
		{"takes any answer for a booking", call, "", "a_price_below_zero an_absurd_price no_known_currency a_path_for_a_number another_answer null"},
		{"takes any answer for a cancellation", call, "", "another_answer null"},
		{"takes any answer for news", call, "", "another_answer null"},
	} {
		t.Run(c.fault+" "+c.part, func(t *testing.T) {
			t.Parallel()
			out, passed := suite(t, c.fault, c.part)
			if passed || !strings.Contains(out, "--- FAIL: TestOffice/"+c.part) {
				t.Errorf("the suite passes it: %t; it says\n%s", passed, out)
			}
			if !strings.Contains(out, c.says) {
				t.Errorf("the suite says\n%s, want %q", out, c.says)
			}
			for answer := range strings.FieldsSeq(c.answers) {
				if !strings.Contains(out, "--- FAIL: TestOffice/"+call+"/"+answer+" ") {
					t.Errorf("it passes %s; the suite says\n%s", answer, out)
				}
			}
		})
	}
	for _, fault := range []string{"", "draws no label", "refuses unknown numbers"} {
		if out, passed := suite(t, fault, ""); !passed {
			t.Errorf("a connector that %q is no worse for it:\n%s", fault, out)
		}
	}
}

// suite runs a part of the suite with a connector that has a fault.
func suite(t *testing.T, fault, part string) (said string, passed bool) {
	t.Helper()
	run := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOffice$/^"+strings.ReplaceAll(part, "/", "$/^"), "-test.timeout=30s")
	run.Env = append(os.Environ(), faultOf+"="+fault)
	out, err := run.CombinedOutput()
	return string(out), err == nil
}
