package sim

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// TestHugeAnswersStaySmall: 32 bookings at once, each answered with a label of 64 MB or with one as long as it may be. What is
// too long is refused early, and what is read at a time stays small.
func TestHugeAnswersStaySmall(t *testing.T) {
	for name, size := range map[string]int{"too long": 64 << 20, "as long as it may be": 4<<20 - 4} {
		var sent atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			n, err := io.WriteString(w, `{"waybill":"SX1","reference":"r","cost":{"amount":1,"currency":"EUR"},"label":"`)
			part := strings.Repeat("JVBERi0x", 8<<10) // %PDF-1
			for left := size; err == nil && left > 0; left -= len(part) {
				sent.Add(int64(n))
				n, err = io.WriteString(w, part[:min(left, len(part))])
			}
			_, _ = io.WriteString(w, `"}`)
		}))
		defer server.Close()
		client := Connect(server.URL, time.Minute)
		defer client.Close()
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		most, done := make(chan uint64), make(chan struct{})
		go func() {
			peak := uint64(0)
			for {
				var now runtime.MemStats
				runtime.GC() // what is not in use any more does not count
				runtime.ReadMemStats(&now)
				peak = max(peak, now.HeapAlloc)
				select {
				case <-done:
					most <- peak
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		}()
		var all sync.WaitGroup
		for n := range 32 {
			all.Go(func() {
				yes, err := client.Book(t.Context(), &carrier.Request{Key: strconv.Itoa(n)})
				var unusable *carrier.UnusableError
				if size == 64<<20 && !errors.As(err, &unusable) || size < 64<<20 && (err != nil || len(yes.Label) != size/4*3) {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		all.Wait()
		close(done)
		if used := (<-most - before.HeapAlloc) >> 20; used > 120 { // four at a time are 40, and what is not collected yet
			t.Errorf("%s: %d MB were in use", name, used)
		}
		if per := sent.Load() >> 20 / 32; size == 64<<20 && per > 16 {
			t.Errorf("%s: %d MB of each were sent", name, per)
		}
	}
}

// TestHowTimesAreRead: an event whose time is none, or that tells no zone, is a message with a problem, never a guess; one of
// an unknown code is told as such.
func TestHowTimesAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-02T14:30:00+08:00": "2026-03-02T14:30:00+08:00", "2026-03-02T14:30:00Z": "2026-03-02T14:30:00Z",
		"0000-01-01T00:00:00Z": "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z": "9999-12-31T23:59:59Z",
		"2026-03-02T14:30:00": "", "2026-03-02": "", "10000-01-01T00:00:00Z": "", "2026-02-30T00:00:00Z": "", "yesterday": "", "": "", "2026-03-02 14:30:00+08:00": "",
		"2026-03-02T24:00:00Z": "", "2026-03-02T14:30:60Z": "", "2026-03-02T14:30:00+99:00": "", "0001-01-01T00:00:00Z": "",
	} {
		line := `{"waybill":"SX1","code":"XX99","time":"` + text + `"}`
		m := readEvent([]byte(line))
		if m.Waybill != "SX1" || string(m.Raw) != line || (m.Problem == nil) != (want != "") {
			t.Errorf("%q: %+v", text, m)
		}
		if want != "" && (m.At.Format(time.RFC3339) != want || m.Scan.Milestone != shipping.Unmapped || m.Scan.Code != "XX99") {
			t.Errorf("%q: %s, %+v", text, m.At.Format(time.RFC3339), m.Scan)
		}
	}
	for _, line := range []string{`{"waybill":"SX1","code":"LB01","time":1772433000}`, `{"waybill":"SX1","code":"LB01"}`, `{"waybill":"SX1","code":"LB01","time":null}`} {
		if m := readEvent([]byte(line)); m.Waybill != "SX1" || m.Problem == nil || string(m.Raw) != line {
			t.Errorf("%s: %+v", line, m)
		}
	}
}
