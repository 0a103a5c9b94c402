package carrier

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/system"
)

// codeError is a carrier's own code of a refusal. It travels as the cause of the error.
type codeError string

func (c codeError) Error() string { return "the carrier's code is " + string(c) }

// Refuse makes a carrier's no, with its own code and words.
func Refuse(code, message string) *shipping.Error {
	return &shipping.Error{Code: shipping.Refused, Message: message, Cause: codeError(code)}
}

// RefusalCode is the carrier's own code in an error; where it gave none, the kind of the error.
func RefusalCode(err error) string {
	if own, ok := errors.AsType[codeError](err); ok {
		return string(own)
	}
	return string(shipping.CodeOf(err))
}

// refusalMessage is what the carrier said, without what the program adds for itself.
func refusalMessage(err error) string {
	var e *shipping.Error
	if errors.As(err, &e) && e.Field == "" {
		return e.Message
	}
	return err.Error()
}

// Unavailable makes the error of a carrier that did not answer in its own words: nothing is known.
func Unavailable(message string, cause error) *shipping.Error {
	message, _ = cut(message, mostMessage) // it may quote the carrier
	return &shipping.Error{Code: shipping.Unavailable, Message: message, Hint: "it is asked again with the same key", Cause: system.Told(cause)}
}

// BusyError says for how long a carrier asks to be left in peace. It is the cause of an Unavailable error; errors.As finds it.
type BusyError struct {
	For time.Duration
	// Many: it was called too often. That is no failure of the carrier.
	Many bool
}

func (b *BusyError) Error() string { return "it asks to be left in peace for " + b.For.String() }

// RetryAfter makes the error of a carrier that did not answer in its own words, with what its header Retry-After says:
// seconds or a date, up to MostPause from now. Anything else there is passed over.
func RetryAfter(message, header string, now time.Time) *shipping.Error {
	pause := pauseOf(header, now)
	if pause <= 0 {
		return Unavailable(message, nil)
	}
	return Unavailable(message, &BusyError{For: pause})
}

// TooManyCalls is RetryAfter of a carrier that was called too often: it is left in peace for so long as it says, half a minute
// where it does not say, and is not taken for one that fails.
func TooManyCalls(message, header string, now time.Time) *shipping.Error {
	return Unavailable(message, &BusyError{For: cmp.Or(max(0, pauseOf(header, now)), 30*time.Second), Many: true})
}

func pauseOf(header string, now time.Time) (pause time.Duration) {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		pause = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(header); err == nil {
		pause = date.Sub(now)
	}
	return min(pause, MostPause)
}

// busy is for how long a carrier asks to be left in peace, and whether it was called too often; zero when it does not.
func busy(err error) BusyError {
	by, _ := errors.AsType[*BusyError](err)
	return *cmp.Or(by, &BusyError{})
}

// final reports whether asking the carrier again cannot help, so that the next channel must be tried.
func final(err error) bool {
	switch shipping.CodeOf(err) {
	case shipping.Refused, shipping.Invalid, shipping.Unsupported, shipping.NotFound, shipping.Forbidden:
		return true
	}
	return false
}

// NoWayError says that this program cannot reach a carrier: its own fault, and no answer of the carrier. It
// is the cause of an Unavailable error, so that the job is tried again; errors.As finds it.
type NoWayError struct{ Carrier shipping.CarrierID }

func (n *NoWayError) Error() string { return "no connector is open for " + string(n.Carrier) }

// NoWayTo makes the error of a carrier that this program has no way to; cause may be nil.
func NoWayTo(id shipping.CarrierID, cause error) *shipping.Error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "carrier", Message: "there is no way to the carrier " + string(id),
		Hint: "name a connector for it in the Book; the booking stays asked until then", Cause: errors.Join(&NoWayError{id}, cause)}
}

// UnusableError says that a carrier answered, and that its answer cannot be used. It is the cause of an
// Unavailable error: nothing is taken for booked, and somebody should look. errors.As finds it.
type UnusableError struct {
	Why string
	// Unread tells that it is not even in the carrier's form. What was booked is found again under the same key, and one
	// such answer may be a mishap on the way: somebody should look when it stays so.
	Unread bool
}

func (u *UnusableError) Error() string { return u.Why }

// CannotUse makes the error of an answer that cannot be used.
func CannotUse(why string) *shipping.Error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "answer", Message: "the carrier's answer cannot be used",
		Hint: "ask the carrier", Cause: &UnusableError{Why: why}}
}

// Unsure makes the error of a booking that may have been made, as its answer was lost, and is not found at the carrier: it says nothing
// of the carrier, somebody should look, and it is looked for again.
func Unsure(why, hint string) *shipping.Error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "booking", Message: why, Hint: hint, Cause: ownError{&UnusableError{Why: "it is not known whether it was booked"}}}
}

// CannotRead makes the error of an answer that came whole and is not in the carrier's form.
func CannotRead(cause error) *shipping.Error {
	why, _ := cut("it is not in the carrier's form: "+cause.Error(), mostMessage)
	return &shipping.Error{Code: shipping.Unavailable, Field: "answer", Message: "the carrier answered, and the answer cannot be read",
		Hint: "it is asked again with the same key, under which it finds what it booked", Cause: &UnusableError{why, true}}
}

// NumberTakenError says that a carrier gave a parcel the number of another live parcel. It is the cause of a
// Conflict error: nothing is taken for booked, and somebody must look. errors.As finds it.
type NumberTakenError struct {
	Carrier shipping.CarrierID
	Waybill string
	// Parcel bears the number already.
	Parcel shipping.ParcelID
}

func (n *NumberTakenError) Error() string { return "it is the number of " + string(n.Parcel) }

func numberTaken(by shipping.CarrierID, waybill string, holder shipping.ParcelID) *shipping.Error {
	return &shipping.Error{Code: shipping.Conflict, Field: "waybill", Cause: &NumberTakenError{by, waybill, holder},
		Message: "the carrier " + string(by) + " gave the number " + waybill + " twice",
		Hint:    "ask the carrier which parcel it is for; do not cancel the number, the other parcel travels with it"}
}

// Ours makes the error of what this program could not do while it stood in for a carrier, such as read a rate sheet: it says
// nothing of the carrier, and is tried again.
func Ours(doing string, cause error) *shipping.Error {
	return &shipping.Error{Code: shipping.Unavailable, Message: "cannot " + doing, Hint: "it is tried again", Cause: ownError{cause}}
}

// ownError marks what the program itself is to blame for.
type ownError struct{ error }

func (o ownError) Unwrap() error { return o.error }

// strikes counts for each job how often the answer to it could not be read. What another process has counted, or this one
// before it was started, is not known.
type strikes struct {
	mu    sync.Mutex
	times map[shipping.FactID]int
}

// repeated is a fault with how often it befell the same job.
type repeated struct {
	error
	times int
}

func (r repeated) Unwrap() error { return r.error }

// mostCounted is how many jobs are counted for; beyond that all are counted anew.
const mostCounted = 10_000

// count takes in what came of a job: an answer that cannot be read is given back with how often that was so, any other as it
// is. A job that is settled is forgotten.
func (s *strikes) count(job shipping.FactID, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	unusable, ok := errors.AsType[*UnusableError](err)
	switch {
	case ok && unusable.Unread:
		if s.times == nil || len(s.times) >= mostCounted {
			s.times = map[shipping.FactID]int{}
		}
		s.times[job]++
		return repeated{err, s.times[job]}
	case err == nil || final(err):
		delete(s.times, job)
	}
	return err
}

// Hindrance names what somebody must look at in the error of a booking, and what it is about; empty: nothing.
func Hindrance(err error) (what, about string) {
	var noWay *NoWayError
	var unusable *UnusableError
	var taken *NumberTakenError
	var often repeated
	switch {
	case errors.As(err, &noWay):
		return fact.CaseNoWay, string(noWay.Carrier)
	case errors.As(err, &taken):
		return fact.CaseNumberTaken, taken.Waybill
	case errors.As(err, &unusable) && unusable.Unread && (!errors.As(err, &often) || often.times < lasting):
		return "", ""
	case errors.As(err, &unusable):
		return fact.CaseUnusableAnswer, ""
	case shipping.CodeOf(err) == shipping.Unauthorized:
		return fact.CaseNoWay, ""
	}
	return "", ""
}

// cut shortens what a carrier said to a count of signs, the mark of the cut included, and puts a blank
// in the place of every sign that cannot be shown. It is whole when the text stays as it was.
func cut(text string, most int) (short string, whole bool) {
	const mark = '…'
	signs := make([]rune, 0, min(len(text), most))
	whole = true
	for _, r := range text {
		if len(signs) == most {
			signs[most-1] = mark
			return string(signs), false
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			r, whole = ' ', false
		}
		signs = append(signs, r)
	}
	return string(signs), whole
}
