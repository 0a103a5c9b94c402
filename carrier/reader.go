package carrier

import (
	"context"
	"strconv"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Reader turns the messages of one carrier, however they came, into scans of a merchant's parcels. One message
// that cannot be read never blocks the others.
type Reader struct {
	Carrier shipping.CarrierID
	// Owners finds whose parcels these numbers of the carrier are, in the same order; the
	// zero value where there is none.
	Owners func(context.Context, shipping.CarrierID, []string) ([]Owner, error)
	Now    func() time.Time
}

// Owner is whose parcel a number is: raw messages are kept as documents about the person.
type Owner struct {
	Parcel shipping.ParcelID
	Person string // see shipping.Document; empty when it is not known, so that erasing does not find the message
	// Erased: the person was erased, and no raw message about the parcel is kept.
	Erased bool
	// Booked is when the parcel was booked: nothing can have happened to it before. Zero: not known, and
	// every time since 1970 is believed.
	Booked time.Time
	// Onward tells that it is a further number of the parcel, whose way goes to the country To: this carrier has it on a part of it.
	Onward bool
	To     shipping.Country
}

// Report is one scan, ready to be recorded in its parcel's stream, with the raw message that it names.
type Report struct {
	Fact *fact.Fact
	// Raw is nil where the scan says all.
	Raw *shipping.Document
}

// Documents are what the scan names: the raw message, or none.
func (r *Report) Documents() []shipping.Document {
	if r.Raw == nil {
		return nil
	}
	return []shipping.Document{*r.Raw}
}

// Read makes a report of each message about a parcel that is known, in their order. The others are unmatched: the
// booking may not be recorded yet, or the number could not be read.
func (r *Reader) Read(ctx context.Context, messages []Message) (reports []Report, unmatched []Message, err error) {
	owners, err := r.owners(ctx, messages)
	if err != nil {
		return nil, nil, err
	}
	reports = make([]Report, 0, len(messages))
	for i := range messages {
		if owners[i].Parcel == "" {
			unmatched = append(unmatched, messages[i])
			continue
		}
		reports = append(reports, r.Scan(owners[i], &messages[i]))
	}
	return reports, unmatched, nil
}

// owners finds whose the messages are; those without a number are nobody's.
func (r *Reader) owners(ctx context.Context, messages []Message) ([]Owner, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	waybills := make([]string, len(messages))
	for i := range messages {
		waybills[i] = messages[i].Waybill
	}
	owners, err := r.Owners(ctx, r.Carrier, waybills)
	if err != nil {
		return nil, err
	}
	if len(owners) != len(messages) {
		return nil, shipping.Fault(shipping.Internal, strconv.Itoa(len(owners))+" owners were found of "+strconv.Itoa(len(messages))+" numbers", "")
	}
	for i := range messages {
		if messages[i].Waybill == "" {
			owners[i] = Owner{}
		}
	}
	return owners, nil
}

// Scan makes the report of one message about an owner's parcel. A further number of it is known from now on. What was not understood, or cannot have happened when
// it says, is kept raw as a document about the addressee, with the reason as the scan's text, at the time of now.
func (r *Reader) Scan(owner Owner, m *Message) Report {
	s, at, now := m.Scan, m.At, r.Now()
	s.Carrier, s.Waybill = r.Carrier, m.Waybill
	whole := tidy(&s)
	if owner.Onward {
		s.Milestone = tracking.Onward(s.Milestone, s.Place.Country, owner.To)
	}
	why := unread(m, owner.Booked, now)
	if s.NumberAlone() && m.Problem == nil { // no event: it counts from when it is heard
		at, why, s.Noted = now, "", fact.Silent
	}
	if why != "" || s.Milestone == "" {
		s.Milestone = shipping.Unmapped
	}
	if why != "" {
		s.Noted = fact.Unread
	}
	report, bytes := Report{}, ""
	if (s.Milestone == shipping.Unmapped || !whole) && len(m.Raw) > 0 {
		raw := shipping.NewDocument("application/octet-stream", owner.Person, m.Raw)
		if bytes = string(raw.ID.Content()); !owner.Erased {
			report.Raw, s.Raw = &raw, raw.ID
		}
	}
	if why != "" { // known again by its bytes alone, at whatever time it comes
		if bytes == "" {
			bytes = why + "\x00" + s.Code + "\x00" + s.Text
		}
		s.Print = tracking.Fingerprint(&fact.Scan{Carrier: s.Carrier, Waybill: s.Waybill, Text: bytes}, time.Unix(0, 0))
		s.Text, _ = cut(why+"; it says: "+s.Text, mostText)
		at = now
	} else {
		s.Print = tracking.Fingerprint(&s, at)
	}
	report.Fact = &fact.Fact{Stream: owner.Parcel.Stream(), At: at, By: said(r.Carrier), Body: &fact.ScanReceived{Scan: s}}
	return report
}

// apart is how far two zones of the world lie apart (UTC-12 and UTC+14): by so much is a time wrong that was
// written in another zone than it says.
const apart = 26 * time.Hour

// unread tells why a message is no scan; empty when it is one. A time that cannot be would stand above all that
// comes after it, or set off every timer at once.
func unread(m *Message, booked, now time.Time) string {
	switch at := m.At; {
	case m.Problem != nil:
		return "the message could not be read: " + m.Problem.Error()
	case at.IsZero():
		return "the message does not say when it happened"
	case at.Before(time.Unix(0, 0)):
		return "it is dated before 1970: " + at.Format(time.RFC3339)
	case at.Before(booked.Add(-apart)):
		return "it is dated before the parcel was booked: " + at.Format(time.RFC3339)
	case at.After(now.Add(apart)):
		return "it is dated in the future: " + at.Format(time.RFC3339)
	}
	return ""
}

// Of a scan so many signs are kept; what is longer is kept raw.
const mostWord, mostText = 100, 300

// tidy shortens what a carrier said of a parcel, and takes out what cannot be shown. It is whole when nothing was lost.
func tidy(s *fact.Scan) (whole bool) {
	whole = true
	for _, word := range []struct {
		text *string
		most int
	}{{&s.Code, mostWord}, {&s.Text, mostText}, {&s.Place.City, mostWord}, {&s.Place.Facility, mostWord}, {&s.Place.Region, mostWord}, {&s.Place.Postcode, mostWord}, {&s.Place.Locode, mostWord}, {&s.Place.IATA, mostWord}, {&s.Leg.Carrier, mostWord}, {&s.Leg.Number, mostWord}, {&s.Reason, mostWord}} {
		short, all := cut(*word.text, word.most)
		*word.text, whole = short, whole && all
	}
	if s.Place.Country != "" && !s.Place.Country.Known() {
		s.Place.Country, whole = "", false
	}
	return whole
}
