package shipping

import "time"

// Facts of a parcel on its way, of cases, Books and imports.
type (
	// ScanReceived: a carrier or a worker reported something, kept as it was said.
	// The fact's At is when it happened, in the zone of the report.
	ScanReceived struct {
		Scan Scan `json:"scan"`
	}
	// MilestoneReached: a scan moved the parcel a step. Await replaces what was awaited.
	MilestoneReached struct {
		Milestone Milestone `json:"milestone"`
		Status    Status    `json:"status"`
		Leg       int64     `json:"leg"` // counted from 0
		Await     []Timer   `json:"await"`
		// Estimate is when the parcel comes to the door, by what the lane's parcels took before it;
		// the zero value when nothing is known.
		Estimate Estimate `json:"estimate,omitzero"`
	}
	// TimerElapsed: what was awaited did not happen in time. The ledger says so.
	TimerElapsed struct {
		Timer Timer `json:"timer"`
	}
	// Deviated: a parcel is not where it should be. Await replaces what was awaited.
	Deviated struct {
		What  string   `json:"what"` // name of the alert: "depart", "arrive", "silence"
		Case  CaseID   `json:"case"`
		Why   []Reason `json:"why"`
		Await []Timer  `json:"await"`
	}
	// CaseOpened: a deviation that somebody must work on.
	CaseOpened struct {
		What   string   `json:"what"`
		Order  OrderID  `json:"order"`
		Parcel ParcelID `json:"parcel"`
		Why    []Reason `json:"why"`
		// Channel and Lane are what the parcels of the case share; empty when it is about one alone.
		Channel ChannelID `json:"channel,omitempty"`
		Lane    Lane      `json:"lane,omitempty"`
		// Due is when it is to be done. The zero time: whenever.
		Due time.Time `json:"due,omitzero"`
	}
	// CaseNoted: somebody wrote a comment, by the hash of the paper that holds it.
	CaseNoted struct {
		Note PaperID `json:"note"`
	}
	// CaseClosed: nothing more is to be done.
	CaseClosed struct {
		Why string `json:"why"`
	}
	// BookPublished: a Book is in force from a moment on.
	BookPublished struct {
		Version string  `json:"version"`
		Name    string  `json:"name"`
		File    PaperID `json:"file"`
	}
	// LineRejected: a line of an imported file that says nothing usable.
	LineRejected struct {
		Problem Problem `json:"problem"`
	}
)

// Estimate is when a parcel comes, as two windows: it comes within Half in 50 of 100 cases, within
// Most in 90. Sample is how many parcels it was made from.
type Estimate struct {
	Half   Window `json:"half"`
	Most   Window `json:"most"`
	Sample int64  `json:"sample"`
}

// Scan is one report about a parcel.
type Scan struct {
	Carrier CarrierID `json:"carrier"`
	Waybill string    `json:"waybill"`
	Code    string    `json:"code"` // the carrier's own
	Text    string    `json:"text,omitempty"`
	Place   ScanPlace `json:"place,omitzero"`
	Seq     int64     `json:"seq,omitempty"` // the carrier's own count, 0 when it has none
	// Milestone is what the connector's mapping makes of the code; Unmapped when it has none.
	Milestone  Milestone  `json:"milestone"`
	Classifier Classifier `json:"classifier,omitempty"`
	Mapping    int64      `json:"mapping,omitempty"` // version of the connector's mapping
	Print      uint64     `json:"fingerprint"`
	Raw        PaperID    `json:"raw,omitempty"`
}

// ScanPlace is where a scan says that the parcel was.
type ScanPlace struct {
	Country  Country `json:"country,omitempty"`
	City     string  `json:"city,omitempty"`
	Facility string  `json:"facility,omitempty"`
}

// Classifier tells what happened from what is foreseen (DCSA event classifier).
type Classifier string

// The classifiers. Empty: actual.
const (
	Actual    Classifier = ""
	Estimated Classifier = "estimated"
	Planned   Classifier = "planned"
)
