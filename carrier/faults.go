package carrier

import (
	"errors"
	"unicode"
	"unicode/utf8"

	"crosslane/shipping"
)

// ownCode is a carrier's own code of a refusal. It travels as the cause of the error.
type ownCode string

func (c ownCode) Error() string { return "the carrier's code is " + string(c) }

// Refuse makes a carrier's no, with its own code and words.
func Refuse(code, message string) *shipping.Error {
	return &shipping.Error{Code: shipping.Refused, Message: message, Cause: ownCode(code)}
}

// RefusalCode is the carrier's own code in an error; where it gave none, the kind of the error.
func RefusalCode(err error) string {
	var own ownCode
	if errors.As(err, &own) {
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
	return &shipping.Error{Code: shipping.Unavailable, Message: message, Hint: "it is asked again with the same key", Cause: cause}
}

// final reports whether asking the carrier again cannot help, so that the next channel must be tried.
func final(err error) bool {
	switch shipping.CodeOf(err) {
	case shipping.Refused, shipping.Invalid, shipping.Unsupported, shipping.NotFound, shipping.Forbidden:
		return true
	}
	return false
}

// NoWay says that this program cannot reach a carrier: its own fault, and no answer of the carrier. It
// is the cause of an Unavailable error, so that the job is tried again; errors.As finds it.
type NoWay struct{ Carrier shipping.CarrierID }

func (n *NoWay) Error() string { return "no connector is open for " + string(n.Carrier) }

// NoWayTo makes the error of a carrier that this program has no way to; cause may be nil.
func NoWayTo(id shipping.CarrierID, cause error) *shipping.Error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "carrier", Message: "there is no way to the carrier " + string(id),
		Hint: "name a connector for it in the Book; the booking stays asked until then", Cause: errors.Join(&NoWay{id}, cause)}
}

// Unusable says that a carrier answered, and that its answer cannot be used. It is the cause of an
// Unavailable error: nothing is taken for booked, and somebody should look. errors.As finds it.
type Unusable struct{ Why string }

func (u *Unusable) Error() string { return u.Why }

// CannotUse makes the error of an answer that cannot be used.
func CannotUse(why string) *shipping.Error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "answer", Message: "the carrier's answer cannot be used",
		Hint: "ask the carrier", Cause: &Unusable{why}}
}

// NumberTaken says that a carrier gave a parcel the number of another live parcel. It is the cause of a
// Conflict error: nothing is taken for booked, and somebody must look. errors.As finds it.
type NumberTaken struct {
	Carrier shipping.CarrierID
	Waybill string
	// Parcel bears the number already.
	Parcel shipping.ParcelID
}

func (n *NumberTaken) Error() string { return "it is the number of " + string(n.Parcel) }

func numberTaken(by shipping.CarrierID, waybill string, holder shipping.ParcelID) *shipping.Error {
	return &shipping.Error{Code: shipping.Conflict, Field: "waybill", Cause: &NumberTaken{by, waybill, holder},
		Message: "the carrier " + string(by) + " gave the number " + waybill + " twice",
		Hint:    "ask the carrier which parcel it is for; do not cancel the number, the other parcel travels with it"}
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
