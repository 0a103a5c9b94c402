package account

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"crosslane/shipping"
)

// Sign-ins that fail: some are free, then each makes the next wait, twice as long as the one before. They are counted where they come
// from, so that nobody keeps somebody else out by failing on purpose.
const (
	freeHere     = 5  // of an account, by one browser or network
	freeAnywhere = 20 // of an account, by browsers and networks in which it never signed in
	freeFromOne  = 50 // of all accounts, by one network

	shortestWait = 30 * time.Second
	longestWait  = 15 * time.Minute
	forgotten    = 24 * time.Hour // since the last one
	mostFailing  = 30_000         // counts that are kept
)

// failures are the sign-ins that failed of late, by what they are counted for. It is safe for concurrent use.
type failures struct {
	now func() time.Time

	mu sync.Mutex
	by map[string]*attempts
}

// attempts are those that failed in turn.
type attempts struct {
	failed int
	last   time.Time
	until  time.Time // none is looked at before
}

// allowance is for what a sign-in is counted, and how many that fail are free.
type allowance struct {
	of   string
	free int
}

// allowances are for what a sign-in of an account is counted from a place. Where it is known there, nobody elsewhere counts.
func allowances(account string, p Place, device string, known bool) []allowance {
	if device != "" {
		return []allowance{{"device " + device + " " + account, freeHere}}
	}
	list := []allowance{{"here " + p.Network() + " " + account, freeHere}}
	if !known {
		list = append(list, allowance{"anywhere " + account, freeAnywhere})
	}
	if p.Address.IsValid() {
		list = append(list, allowance{"from " + p.Network(), freeFromOne})
	}
	return list
}

// withCode is for what sign-ins are counted that are looked at though it is too early, as all is shown at once.
func withCode(list []allowance) []allowance {
	own := make([]allowance, len(list))
	for i, a := range list {
		own[i] = allowance{"code " + a.of, a.free}
	}
	return own
}

// Network is what one party is likely to have all of: an address, of IPv6 a /64.
func (p Place) Network() string {
	if a := p.Address.Unmap(); a.Is6() {
		net, _ := a.WithZone("").Prefix(64) // always: an address has 128 bits
		return net.String()
	}
	return p.Address.Unmap().String()
}

// begin counts a look at what somebody proves himself by as failed until it is known to be right: of many at once no more are looked at
// than of many in a row. TooMany, with the wait: it is too early. Whoever was right says so by the function.
func (f *failures) begin(list []allowance) (right func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	wait := time.Duration(0)
	for _, a := range list {
		if one := f.by[a.of]; one != nil {
			wait = max(wait, one.until.Sub(now))
		}
	}
	if wait > 0 {
		return nil, tooEarly(now, wait)
	}
	until := make([]time.Time, len(list))
	for i, a := range list {
		one := f.by[a.of]
		if one == nil || now.Sub(one.last) > forgotten {
			one = &attempts{}
			f.makeRoom()
			f.by[a.of] = one
		}
		if one.last, one.failed = now, one.failed+1; one.failed >= a.free {
			one.until = now.Add(min(longestWait, shortestWait<<min(one.failed-a.free, 10)))
		}
		until[i] = one.until
	}
	return func() { f.right(list, until) }, nil
}

// right takes a look back: what was right here is no failure, and here all begins anew.
func (f *failures) right(list []allowance, until []time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, a := range list {
		one := f.by[a.of]
		switch {
		case one == nil:
		case i == 0:
			delete(f.by, a.of)
		default:
			if one.failed--; one.until.Equal(until[i]) {
				one.until = time.Time{}
			}
		}
	}
}

// makeRoom forgets one that need not wait, where there are too many; else any.
func (f *failures) makeRoom() {
	if len(f.by) < mostFailing {
		return
	}
	for of, a := range f.by {
		if !a.until.After(f.now()) {
			delete(f.by, of)
			return
		}
	}
	for of := range f.by {
		delete(f.by, of)
		return
	}
}

func tooEarly(now time.Time, wait time.Duration) error {
	wait = wait.Round(time.Second)
	return &shipping.Error{Code: shipping.TooMany, Field: "email", Message: "too many sign-ins failed", Wait: wait,
		Hint: fmt.Sprintf("try again in %s, at %s UTC", inWords(wait), now.Add(wait).UTC().Format("15:04:05"))}
}

// inWords is a length of time as people say it.
func inWords(d time.Duration) string {
	of := func(n time.Duration, word string) string {
		if n == 1 {
			return "1 " + word
		}
		return fmt.Sprintf("%d %ss", n, word)
	}
	var words []string
	if m := d / time.Minute; m > 0 {
		words = append(words, of(m, "minute"))
	}
	if s := d % time.Minute / time.Second; s > 0 || len(words) == 0 {
		words = append(words, of(s, "second"))
	}
	return strings.Join(words, " ")
}

// placeOf reads an address as it is kept.
func placeOf(text string) netip.Addr {
	a, _ := netip.ParseAddr(text) // none where none was known
	return a
}
