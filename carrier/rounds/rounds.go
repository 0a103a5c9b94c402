// Package rounds asks carriers that answer for single numbers alone: the numbers that are wanted most, as many at a time as the carrier takes, and no more than
// the account has calls for. What it tells of each becomes messages as of any other carrier.
package rounds

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/awaited"
)

// Numbers are a merchant's open numbers with a carrier, and what is kept of when each was asked for.
type Numbers interface {
	// Now is the merchant's clock.
	Now() time.Time
	// Changed lists numbers booked since an instant that are new, or of whose parcels something was recorded since they were kept, by when they were
	// booked: as many as most, and the others once these are kept.
	Changed(ctx context.Context, since time.Time, most int) ([]awaited.Number, error)
	// Wanted lists, of each pace, the numbers that have waited longest to be asked for by an instant, as many of each as most.
	Wanted(ctx context.Context, by time.Time, most int) ([]awaited.Number, error)
	// Keep keeps what was asked of numbers, and when they are wanted again.
	Keep(ctx context.Context, list []awaited.Number) error
}

// Rounds is a Tracker. Its cursor is how many numbers were asked for, and when the calls for them are earned; what was asked when is kept by Open.
type Rounds struct {
	// Who is the carrier in the Book, which says how many calls a day there are.
	Who book.Carrier
	// Ask answers with all that is told of some numbers; those that the carrier does not know are left out.
	Ask func(ctx context.Context, waybills []string) ([]carrier.Message, error)
	// Open are the numbers that are not at their end.
	Open Numbers
	// Each is how many numbers are asked for at a time.
	Each int
	// Calls is how many calls each number takes, where the carrier answers for one alone. Zero: one call takes Each.
	Calls int

	mu   sync.Mutex // held while the carrier is asked: one asks at a time
	poll course

	shown sync.Mutex
	waits time.Time
}

// course is how far the polls have come.
type course struct {
	ahead  []awaited.Number // those that are asked for next
	under  bool             // a poll is under way
	began  time.Time        // when new numbers were looked for
	mute   int              // batches of it, in a row, of which nothing was told
	asked  *batch
	even   time.Time // when all calls are earned
	looked time.Time // when all open numbers were looked at
}

// batch is what was asked behind a cursor, until the next question shows that it was recorded.
type batch struct {
	from, next string
	at         time.Time
	numbers    []awaited.Number
	told       map[string]int64
}

const (
	// looksAtNew is how often numbers are looked for that were booked lately, in a poll that goes on and on.
	looksAtNew = time.Minute
	// looks is how often all open numbers are looked at for what was recorded of them otherwise, by a push or a hand-over; slack is for how long a booking may
	// take to be seen besides.
	looks = 30 * time.Minute
	slack = time.Hour
	// most is how many numbers are read at a time.
	most = 1000
	// stepsBack is for how long numbers wait that the carrier did not answer for, so that they hold up no others.
	stepsBack = 10 * time.Minute
	// mostMute is after how many batches of which nothing is told a poll ends: a carrier that does not know its numbers yet is not in trouble.
	mostMute = carrier.PagesPerPoll / 2
)

var _ carrier.Tracker = (*Rounds)(nil)

// Track asks for some numbers.
func (r *Rounds) Track(ctx context.Context, waybills []string) ([]carrier.Message, error) {
	var all []carrier.Message
	for len(waybills) > 0 {
		n := min(r.Each, len(waybills))
		part, err := r.Ask(ctx, waybills[:n])
		if err != nil {
			return nil, err
		}
		all, waybills = append(all, part...), waybills[n:]
	}
	return all, nil
}

// Waits is since when the question waits that waits longest to be asked, as it was seen at the end of the last poll; the zero time: none did.
func (r *Rounds) Waits() time.Time {
	r.shown.Lock()
	defer r.shown.Unlock()
	return r.waits
}

// Changes asks for the numbers that are wanted most, behind those whose answers are recorded. The poll ends when none is wanted, or no call is left.
func (r *Rounds) Changes(ctx context.Context, cursor string) (*carrier.Batch, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.readPlace(cursor)
	if err := r.recorded(ctx, cursor); err != nil {
		return nil, err
	}
	numbers := r.again(cursor)
	if numbers == nil {
		var err error
		if numbers, err = r.next(ctx, at.places); err != nil {
			return nil, err
		}
	}
	if len(numbers) == 0 || r.poll.mute >= mostMute {
		return r.end(ctx, at)
	}
	return r.ask(ctx, cursor, at, numbers)
}

// recorded keeps what was asked behind the last cursor, if this one shows that it was recorded.
func (r *Rounds) recorded(ctx context.Context, cursor string) error {
	if r.poll.asked == nil || r.poll.asked.next != cursor {
		return nil
	}
	list := make([]awaited.Number, len(r.poll.asked.numbers))
	for i, n := range r.poll.asked.numbers {
		list[i] = n.Answered(r.poll.asked.at, r.poll.asked.told[n.Waybill], r.budget().Limited())
	}
	if err := r.Open.Keep(ctx, list); err != nil {
		return err
	}
	r.poll.asked = nil
	return nil
}

// again are the numbers that were asked for behind a cursor, if their answers were not recorded; nil: none were.
func (r *Rounds) again(cursor string) []awaited.Number {
	if r.poll.asked == nil || r.poll.asked.from != cursor {
		return nil
	}
	return r.poll.asked.numbers
}

// next are the numbers to ask for, as many at a time as the carrier takes and calls are left for.
func (r *Rounds) next(ctx context.Context, places uint64) ([]awaited.Number, error) {
	now, free := r.Open.Now(), most
	if b := r.budget(); b.Limited() {
		free = r.numbersFor(b.Free(now, r.poll.even))
	}
	if !r.poll.under || now.Sub(r.poll.began) >= looksAtNew { // a poll may have no end
		if err := r.look(ctx, now); err != nil {
			return nil, err
		}
		r.poll.ahead, r.poll.began = nil, now
	}
	if free == 0 {
		return nil, nil
	}
	if len(r.poll.ahead) == 0 {
		if err := r.refill(ctx, now, places, min(free, most)); err != nil {
			return nil, err
		}
	}
	n := min(r.Each, free, len(r.poll.ahead))
	list := r.poll.ahead[:n:n]
	r.poll.ahead = r.poll.ahead[n:]
	return list, nil
}

// look takes in what is new: what was booked lately, and now and then whatever was recorded of open numbers.
func (r *Rounds) look(ctx context.Context, now time.Time) error {
	since := r.poll.began.Add(-slack)
	if whole := r.poll.looked.IsZero() || now.Sub(r.poll.looked) >= looks || now.Before(r.poll.looked); whole {
		since, r.poll.looked = time.Time{}, now
	}
	for {
		list, err := r.Open.Changed(ctx, since, most)
		if err != nil {
			r.poll.looked = time.Time{}
			return err
		}
		for i := range list {
			n := &list[i]
			n.Wanted, n.Pace = n.Next(r.budget().Limited())
			since = n.Booked
		}
		if err := r.Open.Keep(ctx, list); err != nil {
			r.poll.looked = time.Time{}
			return err
		}
		if len(list) < most {
			return nil
		}
	}
}

// refill chooses the numbers of which the next are taken. What is known of some says by now that they are wanted later: that is kept, and others are read.
func (r *Rounds) refill(ctx context.Context, now time.Time, places uint64, free int) error {
	for {
		list, err := r.Open.Wanted(ctx, now, free)
		if err != nil {
			return err
		}
		var ready, put []awaited.Number
		for _, n := range list {
			if at, pace := n.Next(r.budget().Limited()); at.After(now.Add(time.Second)) { // what is kept is no more exact
				n.Wanted, n.Pace = at, pace
				put = append(put, n)
			} else {
				ready = append(ready, n)
			}
		}
		if err := r.Open.Keep(ctx, put); err != nil {
			return err
		}
		if len(ready) >= free || len(put) == 0 {
			if len(ready) == 0 {
				ready, err = r.early(ctx, now)
			}
			r.poll.ahead = awaited.Choose(ready, now, places, free)
			return err
		}
	}
}

// early are numbers to ask for before they are wanted, as many as one call takes: none, where calls are short or cost nothing.
func (r *Rounds) early(ctx context.Context, now time.Time) (list []awaited.Number, err error) {
	if !r.budget().Spare(now, r.poll.even) {
		return nil, nil
	}
	all, err := r.Open.Wanted(ctx, now.Add(awaited.Ahead), r.Each)
	for i := range all {
		if all[i].Early(now) {
			list = append(list, all[i])
		}
	}
	return awaited.Choose(list, now, 0, r.Each), err
}

// ask asks for some numbers, behind a cursor.
func (r *Rounds) ask(ctx context.Context, cursor string, at place, numbers []awaited.Number) (*carrier.Batch, error) {
	waybills := make([]string, len(numbers))
	for i := range numbers {
		waybills[i] = numbers[i].Waybill
	}
	now := r.Open.Now()
	if b := r.budget(); b.Limited() {
		r.poll.even = b.Spend(now, r.poll.even, max(1, int64(r.Calls*len(numbers))))
	}
	messages, err := r.Ask(ctx, waybills)
	if err != nil {
		r.poll.under, r.poll.asked = false, nil
		if fault := r.stepBack(ctx, now, numbers, err); fault != nil {
			return nil, errors.Join(err, fault)
		}
		return nil, err
	}
	told := map[string]int64{}
	for i := range messages {
		told[messages[i].Waybill]++
	}
	r.poll.mute++
	if len(messages) > 0 {
		r.poll.mute = 0
	}
	r.poll.under = true
	next := place{at.places + uint64(len(numbers)), r.poll.even}.text()
	r.poll.asked = &batch{cursor, next, now, numbers, told}
	return &carrier.Batch{Messages: messages, Next: next, More: true}, nil
}

// stepBack has numbers wait for which the carrier has no answer; not where it only asks to be left in peace, or was not asked to the end.
func (r *Rounds) stepBack(ctx context.Context, now time.Time, numbers []awaited.Number, why error) error {
	if _, busy := errors.AsType[*carrier.BusyError](why); busy || ctx.Err() != nil {
		return nil //nolint:nilerr // the numbers are left as they are
	}
	for i := range numbers {
		numbers[i].Wanted = now.Add(stepsBack)
	}
	return r.Open.Keep(ctx, numbers)
}

// end ends a poll, and sees what is left.
func (r *Rounds) end(ctx context.Context, at place) (*carrier.Batch, error) {
	r.poll.under, r.poll.mute = false, 0
	left, err := r.Open.Wanted(ctx, r.Open.Now(), 1)
	if err != nil {
		return nil, err
	}
	r.shown.Lock()
	defer r.shown.Unlock()
	r.waits = time.Time{}
	for i := range left {
		if w := left[i].Wanted; r.waits.IsZero() || w.Before(r.waits) {
			r.waits = w
		}
	}
	return &carrier.Batch{Next: at.text()}, nil
}

func (r *Rounds) budget() awaited.Budget {
	return awaited.Budget{Day: r.Who.CallsPerDay, Saved: r.Who.Polls(0), Once: int64(r.Calls)}
}

// numbersFor is for how many numbers so many calls are enough.
func (r *Rounds) numbersFor(calls int64) int {
	if r.Calls > 0 {
		return int(calls) / r.Calls
	}
	return int(calls) * r.Each
}

// place is what a cursor says.
type place struct {
	places uint64    // how many numbers were asked for
	even   time.Time // when the calls for them are earned
}

func (p place) text() string {
	text := strconv.FormatUint(p.places, 10)
	if !p.even.IsZero() {
		text += " " + strconv.FormatInt(p.even.UnixMilli(), 10)
	}
	return text
}

// readPlace reads a cursor. One of an earlier program, which named a round and a number, is one behind which no call was made. Calls whose answers were not
// recorded are made all the same.
func (r *Rounds) readPlace(cursor string) place {
	n, even, _ := strings.Cut(cursor, " ")
	places, _ := strconv.ParseUint(n, 10, 63)
	if ms, err := strconv.ParseInt(even, 10, 64); err == nil && ms > 0 {
		if at := time.UnixMilli(ms); at.After(r.poll.even) {
			r.poll.even = at
		}
	}
	return place{places, r.poll.even}
}
