package carrier

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"crosslane/shipping"
)

// Poller asks one carrier, for one merchant, what happened. Whatever that carrier answers, no other is held up
// by it, and no more than one page is in memory. Only one poll runs at a time.
type Poller struct {
	Reader
	Tracker Tracker
	// Record records reports, each by itself, and answers with an error for each, in their order: nil or Known when
	// it is durable; Unavailable, Internal, Corrupt or a context's when nothing is known, which ends the poll; any other
	// when the ledger does not take it: then the message is kept unmatched.
	Record func(context.Context, []Report) []error
	// Recall answers with what Keep kept last, two empty texts when it kept nothing. It is asked once, and again after
	// an erasure.
	Recall func(context.Context) (cursor, unmatched string, err error)
	// Erased answers with another text after each erasure of a person, by whatever process. Nil: nobody is erased.
	Erased func(context.Context) (string, error)
	// Keep keeps the place behind what was recorded, and the messages before it that are unmatched, together; while Erased
	// answers as it did, in one step with that: else it is a Conflict, and what is in memory is read again.
	Keep func(ctx context.Context, cursor, unmatched, erased string) error
	// Waits tells since when the question waits that waits longest to be asked. Nil: the carrier is not asked for single numbers.
	Waits func() time.Time
	// Pages is after how many pages a poll ends though the carrier has more; PagesPerPoll when zero.
	Pages int

	polling  sync.Mutex // one poll at a time; the fields below are its own
	records  func(context.Context, []Report) []error
	recalled bool
	erased   string // as Erased said when the place was recalled
	cursor   string
	waiting  unmatchedList

	shown  sync.Mutex // the fields below are told at any time
	state  State
	kept   string
	stands bool
}

// PagesPerPoll is how many pages one poll reads.
const PagesPerPoll = 200

// State answers at any time, also while a poll runs.
func (p *Poller) State() State {
	p.shown.Lock()
	defer p.shown.Unlock()
	s := p.state
	if s.Carrier = p.Carrier; p.Waits != nil {
		s.Waits = p.Waits()
	}
	return s
}

// MostPause is the longest pause before a carrier is asked again that fails again and again.
const MostPause = 15 * time.Minute

// mostBehind is after how many polls in a row without an end a feed is asked as usual: it may have none.
const mostBehind = 10

// Pause tells how long to wait until the next poll: as usual after an answer, twice as long after each failure in a
// row, up to MostPause, and as long as the carrier asks for; a second, or less if that is usual, when it had more to say,
// unless that never ends.
func (p *Poller) Pause(usual time.Duration) time.Duration {
	s := p.State()
	if s.Trouble == nil && s.Behind > 0 && s.Behind < mostBehind {
		return min(usual, time.Second)
	}
	pause := usual
	for range s.Failures {
		if pause *= 2; pause >= MostPause {
			return max(usual, MostPause)
		}
	}
	return max(pause, busy(s.Trouble).For)
}

// Follow polls again and again until ctx ends. A log is told once what keeps the news from coming as they should, for as
// long as it stays the same, and once that they do again.
func (p *Poller) Follow(ctx context.Context, usual time.Duration, log *slog.Logger) {
	told := ""
	for {
		err := p.Poll(ctx)
		if ctx.Err() != nil {
			return
		}
		said := ""
		switch {
		case err != nil:
			if said = err.Error(); said != told {
				log.Warn("could not ask a carrier for news", "error", said)
			}
		case p.State().Behind > 0:
			if said = "behind"; said != told {
				log.Warn("a carrier's news do not end: what it told is recorded, and it is asked on", "carrier", string(p.Carrier))
			}
		case told != "":
			log.Info("a carrier's news come as they should again", "carrier", string(p.Carrier))
		}
		told = said
		select {
		case <-ctx.Done():
			return
		case <-time.After(p.Pause(usual)):
		}
	}
}

// carrierError marks what the carrier is to blame for.
type carrierError struct{ error }

func (f carrierError) Unwrap() error { return f.error }

// Poll asks for what happened since the last page that was recorded, and records it page by page. An error
// names the carrier; what was recorded before it stays, and the next poll goes on behind it.
func (p *Poller) Poll(ctx context.Context) error { return p.pollBy(ctx, p.Record) }

// pollBy is Poll that has reports recorded in another way.
func (p *Poller) pollBy(ctx context.Context, record func(context.Context, []Report) []error) error {
	p.polling.Lock()
	defer p.polling.Unlock()
	p.records = record
	asked := p.Now()
	more, err := p.poll(ctx)
	p.shown.Lock()
	defer p.shown.Unlock()
	s := &p.state
	s.Asked, s.Unmatched, s.LetGo = asked, len(p.waiting.List), p.waiting.LetGo
	s.Trouble = ofCarrier(p.Carrier, err)
	var blame carrierError
	switch {
	case err == nil && more:
		s.Answered, s.Failures, s.Behind = asked, 0, s.Behind+1
	case err == nil:
		s.Answered, s.Failures, s.Behind = asked, 0, 0
	case errors.As(err, &blame) && !busy(err).Many:
		s.Failures++
	}
	return s.Trouble
}

func (p *Poller) poll(ctx context.Context) (more bool, err error) {
	if err := p.recall(ctx); err != nil {
		return false, err
	}
	if err := p.lookAgain(ctx); err != nil {
		return false, err
	}
	most := p.Pages
	if most == 0 {
		most = PagesPerPoll
	}
	seen, heard := map[string]bool{p.cursor: true}, 0
	for range most {
		batch, err := p.Tracker.Changes(ctx, p.cursor)
		if err != nil {
			return false, carrierError{err}
		}
		if err := p.take(ctx, batch.Messages); err != nil {
			return false, err
		}
		if err := badCursor(p.cursor, batch, seen); err != nil {
			return false, errors.Join(carrierError{err}, p.keep(ctx, p.cursor))
		}
		if err := p.keep(ctx, batch.Next); err != nil {
			return false, err
		}
		if !batch.More {
			return false, nil
		}
		seen[batch.Next] = true
		heard += len(batch.Messages)
	}
	if heard == 0 {
		return false, carrierError{CannotUse("it says again and again that there is more, and tells nothing")}
	}
	return true, nil
}

// mostCursor is how long a cursor may be.
const mostCursor = 4096

// badCursor tells why nobody can read on from where a carrier says; nil when one can.
func badCursor(from string, b *Batch, seen map[string]bool) error {
	switch next := b.Next; {
	case len(next) > mostCursor:
		return CannotUse("its cursor is longer than a cursor can be")
	case !utf8.ValidString(next) || strings.ContainsRune(next, 0):
		return CannotUse("its cursor is no text")
	case next == "" && from != "":
		return CannotUse("it forgets its cursor, and would tell everything again")
	case b.More && seen[next]:
		return CannotUse("the carrier repeats its cursor though it says that there is more")
	}
	return nil
}

// erasure tells the last erasure; empty when there was none.
func (p *Poller) erasure(ctx context.Context) (string, error) {
	if p.Erased == nil {
		return "", nil
	}
	return p.Erased(ctx)
}

// recall takes up the place where it was kept.
func (p *Poller) recall(ctx context.Context) error {
	erased, err := p.erasure(ctx)
	if err != nil || p.recalled && erased == p.erased {
		return err
	}
	p.recalled = false
	cursor, text, err := p.Recall(ctx)
	if err != nil {
		return err
	}
	waiting, err := readUnmatched(text)
	if err != nil {
		return err
	}
	p.waiting, p.recalled, p.erased = waiting, true, erased
	p.stand(cursor)
	return nil
}

// keep goes on to a place, and keeps it unless it is kept. Where somebody was erased since the place was recalled, what is
// in memory may speak of that person: the page is read again.
func (p *Poller) keep(ctx context.Context, cursor string) error {
	erased, err := p.erasure(ctx)
	if err != nil {
		return err
	}
	if erased != p.erased {
		return errErased
	}
	p.waiting.bound(p.Now())
	if cursor == p.cursor && !p.waiting.changed {
		return nil
	}
	text, err := p.waiting.text()
	if err != nil {
		return err
	}
	if err := p.Keep(ctx, cursor, text, p.erased); err != nil {
		if shipping.CodeOf(err) == shipping.Conflict {
			p.recalled, err = false, errErased
		}
		return err
	}
	p.waiting.changed = false
	p.stand(cursor)
	return nil
}

// errErased: what is in memory may speak of somebody who was erased.
var errErased error = shipping.Fault(shipping.Conflict, "somebody was erased meanwhile", "it is read again")

// stand goes on to a place.
func (p *Poller) stand(cursor string) {
	p.cursor = cursor
	p.shown.Lock()
	defer p.shown.Unlock()
	p.kept, p.stands = cursor, true
}

// Place is the place that was kept last; false before it was recalled. It answers at any time.
func (p *Poller) Place() (cursor string, recalled bool) {
	p.shown.Lock()
	defer p.shown.Unlock()
	return p.kept, p.stands
}

// lookAgain looks the unmatched messages up once more, and records those whose parcels are known now.
func (p *Poller) lookAgain(ctx context.Context) error {
	var again []Message
	var at []int
	for i := range p.waiting.List {
		if u := &p.waiting.List[i]; u.Refused == "" && u.Waybill != "" {
			again, at = append(again, u.message()), append(at, i)
		}
	}
	owners, err := p.owners(ctx, again)
	if err != nil {
		return err
	}
	var reports []Report
	var from []*Unmatched
	for i, o := range owners {
		if o.Parcel != "" {
			reports, from = append(reports, p.Scan(o, &again[i])), append(from, &p.waiting.List[at[i]])
		}
	}
	verdicts, err := p.record(ctx, reports)
	if err != nil {
		return err
	}
	matched := map[*Unmatched]bool{}
	for i, u := range from {
		if matched[u] = verdicts[i].recorded; verdicts[i].refused != "" {
			u.Refused, p.waiting.changed = verdicts[i].refused, true
		}
	}
	p.waiting.drop(func(u *Unmatched) bool { return matched[u] })
	return p.keep(ctx, p.cursor)
}

// take records a page. What is not matched waits.
func (p *Poller) take(ctx context.Context, page []Message) error {
	owners, err := p.owners(ctx, page)
	if err != nil {
		return err
	}
	reports, from := make([]Report, 0, len(page)), make([]*Message, 0, len(page))
	var unmatched []Unmatched
	for i := range page {
		if owners[i].Parcel == "" {
			unmatched = append(unmatched, unmatchedFrom(&page[i], p.Now()))
			continue
		}
		reports, from = append(reports, p.Scan(owners[i], &page[i])), append(from, &page[i])
	}
	verdicts, err := p.record(ctx, reports)
	if err != nil {
		return err
	}
	for i, v := range verdicts {
		if !v.recorded {
			u := unmatchedFrom(from[i], p.Now())
			u.Refused = v.refused
			unmatched = append(unmatched, u)
		}
	}
	for _, u := range unmatched {
		p.waiting.add(u)
	}
	return nil
}

// verdict is what became of a report: recorded, refused for good, or neither: it is tried again.
type verdict struct {
	recorded bool
	refused  string
}

// record has reports recorded. A fault of the program at some of them, while others are recorded, is about those
// alone: they are tried again, and hold up no other.
func (p *Poller) record(ctx context.Context, reports []Report) ([]verdict, error) {
	if len(reports) == 0 {
		return nil, nil
	}
	answers := p.records(ctx, reports)
	if len(answers) != len(reports) {
		return nil, shipping.Fault(shipping.Internal, "not every report was answered for", "")
	}
	verdicts := make([]verdict, len(reports))
	var fault error
	recorded := false
	for i, err := range answers {
		switch shipping.CodeOf(err) {
		case "", shipping.Known:
			verdicts[i].recorded, recorded = true, true
		case shipping.Unavailable, shipping.Conflict:
			return nil, err
		case shipping.Internal, shipping.Corrupt: // our own, and nothing that was said
			fault = err
		default:
			verdicts[i].refused, _ = cut(err.Error(), mostText)
		}
	}
	if fault != nil && (!recorded || ctx.Err() != nil) {
		return nil, fault
	}
	return verdicts, nil
}

// Unmatched lists the messages that wait for their parcels, oldest first. It waits for a poll that runs.
func (p *Poller) Unmatched(ctx context.Context) ([]Unmatched, error) {
	p.polling.Lock()
	defer p.polling.Unlock()
	if err := p.recall(ctx); err != nil {
		return nil, ofCarrier(p.Carrier, err)
	}
	return append([]Unmatched(nil), p.waiting.List...), nil
}
