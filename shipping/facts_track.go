package shipping

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

func (b *ScanReceived) code(c *Coder) { b.Scan.code(c) }
func (b *MilestoneReached) code(c *Coder) {
	Text(c, &b.Milestone)
	Text(c, &b.Status)
	Num(c, &b.Leg)
	List(c, &b.Await, codeTimer)
}
func (b *TimerElapsed) code(c *Coder) { codeTimer(c, &b.Timer) }
func (b *Deviated) code(c *Coder) {
	Text(c, &b.What)
	Text(c, &b.Case)
	List(c, &b.Why, codeReason)
	List(c, &b.Await, codeTimer)
}
func (b *CaseOpened) code(c *Coder) {
	Text(c, &b.What)
	Text(c, &b.Order)
	Text(c, &b.Parcel)
	List(c, &b.Why, codeReason)
}
func (b *CaseNoted) code(c *Coder)     { Text(c, &b.Note) }
func (b *CaseClosed) code(c *Coder)    { Text(c, &b.Why) }
func (b *BookPublished) code(c *Coder) { Text(c, &b.Version); Text(c, &b.Name); Text(c, &b.File) }
func (b *LineRejected) code(c *Coder)  { codeProblem(c, &b.Problem) }

func (s *Scan) code(c *Coder) {
	Text(c, &s.Carrier)
	Text(c, &s.Waybill)
	Text(c, &s.Code)
	Text(c, &s.Text)
	Text(c, &s.Place.Country)
	Text(c, &s.Place.City)
	Text(c, &s.Place.Facility)
	Num(c, &s.Seq)
	Text(c, &s.Milestone)
	Text(c, &s.Classifier)
	Num(c, &s.Mapping)
	c.Hash(&s.Print)
	Text(c, &s.Raw)
}
