package fact

import (
	"crosslane/fact/coder"
	"crosslane/fact/onward"
	"crosslane/shipping"
)

// Facts of a parcel on its way, of cases, Books and imports.
type (
	// ScanReceived: a carrier or a worker reported something, kept as it was said.
	// The fact's At is when it happened, in the zone of the report.
	ScanReceived struct {
		Scan Scan `json:"scan"`
	}
	// MilestoneReached: a scan moved the parcel a step. Await replaces what was awaited.
	MilestoneReached struct {
		Milestone shipping.Milestone `json:"milestone"`
		Status    shipping.Status    `json:"status"`
		Leg       int64              `json:"leg"` // counted from 0
		Await     []Timer            `json:"await"`
		// Estimate is when the parcel comes to the door, by what the lane's parcels took before it;
		// the zero value when nothing is known.
		Estimate Estimate `json:"estimate,omitzero"`
		// By is who told it, where that is the carrier of a further number.
		By shipping.CarrierID `json:"by,omitempty"`
	}
	// ParcelNumbered: other carriers have the parcel too, under numbers of their own. It replaces those that were known.
	ParcelNumbered struct {
		Onward onward.Numbers `json:"onward"`
	}
	// TimerElapsed: what was awaited did not happen in time. The ledger says so.
	TimerElapsed struct {
		Timer Timer `json:"timer"`
	}
	// Deviated: a parcel is not where it should be. Await replaces what was awaited.
	Deviated struct {
		What  string          `json:"what"` // name of the alert: "depart", "arrive", "silence"
		Case  shipping.CaseID `json:"case"`
		Why   []Reason        `json:"why"`
		Await []Timer         `json:"await"`
	}
)

// Estimate is when a parcel comes, as two windows: it comes within Half in 50 of 100 cases, within
// Most in 90. Sample is how many parcels it was made from.
type Estimate struct {
	Half   shipping.Window `json:"half"`
	Most   shipping.Window `json:"most"`
	Sample int64           `json:"sample"`
}

// Scan is one report about a parcel.
type Scan struct {
	Carrier shipping.CarrierID `json:"carrier"`
	Waybill string             `json:"waybill"`
	Code    string             `json:"code"` // the carrier's own
	Text    string             `json:"text,omitempty"`
	Place   ScanPlace          `json:"place,omitzero"`
	Seq     int64              `json:"seq,omitempty"` // the carrier's own count, 0 when it has none
	// Milestone is what the connector's mapping makes of the code; Unmapped when it has none.
	Milestone  shipping.Milestone  `json:"milestone"`
	Classifier Classifier          `json:"classifier,omitempty"`
	Mapping    int64               `json:"mapping,omitempty"` // version of the connector's mapping
	Print      uint64              `json:"fingerprint"`
	Raw        shipping.DocumentID `json:"raw,omitempty"`
	// Said is when it happened by the clocks of the place (2026-05-01T10:00:00) or on which day (2026-05-01), as it was said.
	// The fact's At is then made of it. Empty: an instant was said.
	Said string `json:"said,omitempty"`
	// Reason is why, in a word of tracking/history. Empty: it was not said.
	Reason string `json:"reason,omitempty"`
	// Back tells that it happened on the way back to the sender.
	Back bool `json:"back,omitempty"`
	// Leg is whose the report is where it is another carrier's, under a number of its own.
	Leg ScanLeg `json:"leg,omitzero"`
	// Noted is why a scan is unmapped whose code is no new one. Empty: the code is not known, or the scan has a milestone.
	Noted Noted `json:"noted,omitempty"`
}

// Noted is why a scan has no milestone, where that is not for want of knowing its code.
type Noted string

// Why a scan is noted and no more.
const (
	Silent Noted = "silent" // the code is known, and no step of the way: a photograph, a payment, a forecast
	Unread Noted = "unread" // the message could not be read, or cannot have happened when it says
)

// Unknown reports whether it is not known what the carrier's code means.
func (s *Scan) Unknown() bool { return s.Milestone == shipping.Unmapped && s.Noted == "" }

// ScanLeg is a part of a parcel's way that another carrier has, under a number of its own. The zero value: none is told.
type ScanLeg struct {
	Carrier string `json:"carrier,omitempty"` // by the name that was said
	Number  string `json:"number,omitempty"`
}

// NumberAlone reports whether a scan tells a further number of the parcel, and nothing that happened.
func (s *Scan) NumberAlone() bool {
	return s.Leg.Number != "" && s.Code == "" && (s.Milestone == "" || s.Milestone == shipping.Unmapped)
}

// ScanPlace is where a scan says that the parcel was.
type ScanPlace struct {
	Country  shipping.Country `json:"country,omitempty"`
	City     string           `json:"city,omitempty"`
	Facility string           `json:"facility,omitempty"`
	Region   string           `json:"region,omitempty"`
	Postcode string           `json:"postcode,omitempty"`
	Locode   string           `json:"locode,omitempty"` // UN/LOCODE
	IATA     string           `json:"iata,omitempty"`   // of a city or airport, or the carrier's code in that form
}

// Classifier tells what happened from what is foreseen (DCSA event classifier).
type Classifier string

// The classifiers. Empty: actual.
const (
	Actual    Classifier = ""
	Estimated Classifier = "estimated"
	Planned   Classifier = "planned"
)

func (b *ScanReceived) Form(c *coder.Coder) { b.Scan.Form(c) }

func (b *MilestoneReached) Form(c *coder.Coder) {
	coder.Pair(c, &b.Milestone, &b.Status)
	coder.Num(c, &b.Leg)
	coder.List(c, &b.Await, codeTimer)
	if c.Since(2) {
		b.Estimate.Form(c)
	}
	if c.Since(3) {
		coder.Text(c, &b.By)
	}
}

func (b *ParcelNumbered) Form(c *coder.Coder) { b.Onward.Form(c) }

func (b *TimerElapsed) Form(c *coder.Coder) { codeTimer(c, &b.Timer) }

func (b *Deviated) Form(c *coder.Coder) {
	coder.Pair(c, &b.What, &b.Case)
	codeReasons(c, &b.Why, 2)
	coder.List(c, &b.Await, codeTimer)
}

func (s *Scan) Form(c *coder.Coder) {
	coder.Pair(c, &s.Carrier, &s.Waybill)
	coder.Pair(c, &s.Code, &s.Text)
	coder.Pair(c, &s.Place.Country, &s.Place.City)
	coder.Text(c, &s.Place.Facility)
	coder.Num(c, &s.Seq)
	coder.Pair(c, &s.Milestone, &s.Classifier)
	coder.Num(c, &s.Mapping)
	c.Hash(&s.Print)
	coder.Text(c, &s.Raw)
	if c.Since(2) {
		coder.Pair(c, &s.Said, &s.Reason)
		c.Bool(&s.Back)
		coder.Pair(c, &s.Leg.Carrier, &s.Leg.Number)
		coder.Pair(c, &s.Place.Region, &s.Place.Postcode)
		coder.Pair(c, &s.Place.Locode, &s.Place.IATA)
	}
	if c.Since(3) {
		coder.Text(c, &s.Noted)
	}
}

func (e *Estimate) Form(c *coder.Coder) {
	coder.Window(c, &e.Half)
	coder.Window(c, &e.Most)
	coder.Num(c, &e.Sample)
}
