package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

type casesCommand struct {
	List   casesList   `cmd:"" default:"withargs" help:"The cases that are open, newest first."`
	Show   casesShow   `cmd:"" help:"One case: what happened, its comments and parcels."`
	Assign casesAssign `cmd:"" help:"Somebody takes a case on."`
	Note   casesNote   `cmd:"" help:"Write a comment."`
	Due    casesDue    `cmd:"" help:"Say when a case is to be done."`
	Close  casesClose  `cmd:"" help:"Nothing more is to be done."`
}

type casesList struct {
	State string `enum:"open,closed,all" default:"open" help:"open, closed or all."`
	Owner string `help:"Only those of this person."`
	What  string `help:"Only of this kind: depart, arrive, silence, switch, stuck and the like."`
	Limit int64  `default:"50" help:"At most so many."`
}

// Help gives an example.
func (casesList) Help() string { return "Example: crosslane cases list --owner anna --json" }

// Run lists cases.
func (k *casesList) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.lookNow(ctx, p)
	if err != nil {
		return err
	}
	defer s.close()
	list, err := s.views.Cases(ctx, s.tenant, view.Page{Limit: k.Limit, Only: k.What, State: k.State, Owner: k.Owner})
	if err != nil {
		return err
	}
	if c.JSON {
		return p.answer(append([]view.CaseRow{}, list...))
	}
	if len(list) == 0 {
		fmt.Fprintln(p.stdout, "No such cases.")
		return nil
	}
	return p.columns("case\twhat\tabout\tparcels\topened\tdue\towner\tclosed", func(w io.Writer) {
		for i := range list {
			r := &list[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n", r.ID, r.What, caseAbout(r), r.Parcels-r.Left, minute(r.Opened), dueWord(r), r.Owner, r.Why)
		}
	})
}

// caseAbout is what a case is about: what its parcels share, or its one parcel.
func caseAbout(r *view.CaseRow) string {
	if r.Channel != "" {
		return string(r.Channel) + " on " + string(r.Lane)
	}
	if r.Parcel != "" {
		return string(r.Parcel)
	}
	return string(r.Order)
}

func dueWord(r *view.CaseRow) string {
	if r.Overdue > 0 {
		return minute(r.Due) + " (overdue)"
	}
	return minute(r.Due)
}

func minute(m view.Millis) string {
	if m == 0 {
		return ""
	}
	return m.Time().Format("2006-01-02 15:04Z")
}

type casesShow struct {
	Case string `arg:"" help:"Its identifier (cas_...)."`
}

// Help gives an example.
func (casesShow) Help() string { return "Example: crosslane cases show cas_06eanstf80r3nsvnfv0jo0sc" }

// caseFile is all there is about a case.
type caseFile struct {
	Case    shipping.CaseID     `json:"case"`
	State   *shipping.CaseState `json:"state"`
	Note    []fulfillment.Entry `json:"note"`
	Written []caseComment       `json:"comments"`
	Parcels []view.ParcelRow    `json:"parcels"` // the newest 100
}

// caseComment is what somebody wrote. The text is empty once it was erased.
type caseComment struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

// Run prints a case.
func (k *casesShow) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.lookNow(ctx, p)
	if err != nil {
		return err
	}
	defer s.close()
	file, err := s.caseFile(ctx, shipping.CaseID(k.Case))
	if err != nil {
		return err
	}
	if c.JSON {
		return p.answer(file)
	}
	st := file.State
	fmt.Fprintf(p.stdout, "%s: %s, %d parcels, %d of them need nothing more\n", file.Case, st.What, st.Parcels, st.Left)
	for _, line := range file.Note {
		fmt.Fprintf(p.stdout, "%s  %s\n", line.At.UTC().Format("2006-01-02 15:04Z"), line.Text)
		for _, why := range line.Why {
			fmt.Fprintf(p.stdout, "%19s- %s\n", "", why)
		}
	}
	for _, w := range file.Written {
		fmt.Fprintf(p.stdout, "%s  %s wrote: %s\n", w.At.UTC().Format("2006-01-02 15:04Z"), w.By, w.Text)
	}
	return p.columns("parcel\tchannel\twaybill\tstatus\tpromised", func(w io.Writer) {
		for i := range file.Parcels {
			r := &file.Parcels[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Channel, r.Waybill, r.Status, minute(r.Promised))
		}
	})
}

// caseFile gathers all there is about a case.
func (s *shop) caseFile(ctx context.Context, id shipping.CaseID) (*caseFile, error) {
	facts, err := s.ledger.History(ctx, s.tenant, id.Stream())
	if err != nil {
		return nil, err
	}
	if len(facts) == 0 {
		return nil, shipping.Fault(shipping.NotFound, "no case "+string(id), "crosslane cases list names them")
	}
	file := &caseFile{Case: id, State: &shipping.CaseState{}, Note: fulfillment.Note(facts), Written: []caseComment{}}
	for _, f := range facts {
		file.State.Apply(f)
		b, ok := f.Body.(*shipping.CaseNoted)
		if !ok {
			continue
		}
		paper, err := s.ledger.Paper(ctx, s.tenant, b.Note)
		if err != nil && shipping.CodeOf(err) != shipping.NotFound {
			return nil, err
		}
		file.Written = append(file.Written, caseComment{f.At, f.By, string(paper.Body)})
	}
	file.Parcels, err = s.views.CaseParcels(ctx, s.tenant, id, view.Page{})
	return file, err
}

// clerk is who says something about a case.
type clerk struct {
	Case string `arg:"" help:"Its identifier (cas_...)."`
	By   string `env:"USER" default:"clerk" help:"Who says so."`
}

// say records a fact about the case, with the papers that it names.
func (k *clerk) say(ctx context.Context, p *program, c *commands, body shipping.Body, papers ...shipping.Paper) error {
	s, err := c.open(ctx, p.now)
	if shipping.CodeOf(err) == shipping.Unavailable && c.DB == "" {
		return &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "the data in " + c.Data + " cannot be written to now",
			Hint: "a running server holds them: stop it first, or keep the data on PostgreSQL (--db), where commands work beside it", Cause: err}
	}
	if err != nil {
		return err
	}
	defer s.close()
	f := &shipping.Fact{Stream: shipping.CaseID(k.Case).Stream(), At: p.now(), By: "clerk:" + k.By, Body: body}
	if _, err := s.ledger.Record(ctx, s.tenant, ledger.Entry{Facts: []*shipping.Fact{f}, Papers: papers}); err != nil {
		return err
	}
	if err := s.fillViews(ctx); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "Recorded.")
	return nil
}

type casesAssign struct {
	clerk
	Who string `arg:"" optional:"" help:"Who takes it on; left out: nobody has it any more."`
}

// Help gives an example.
func (casesAssign) Help() string {
	return "Example: crosslane cases assign cas_06eanstf80r3nsvnfv0jo0sc anna"
}

// Run records who takes the case on.
func (k *casesAssign) Run(ctx context.Context, p *program, c *commands) error {
	return k.say(ctx, p, c, &shipping.CaseAssigned{Owner: k.Who})
}

type casesNote struct {
	clerk
	Text string `arg:"" help:"The comment."`
}

// Help gives an example.
func (casesNote) Help() string {
	return "Example: crosslane cases note cas_06eanstf80r3nsvnfv0jo0sc 'the carrier calls back at noon'"
}

// Run records the comment: its text is a paper, because it may name people.
func (k *casesNote) Run(ctx context.Context, p *program, c *commands) error {
	if k.Text == "" {
		return shipping.BadField("text", "is empty", "write the comment")
	}
	paper := shipping.NewPaper("text/plain", "", []byte(k.Text))
	return k.say(ctx, p, c, &shipping.CaseNoted{Note: paper.ID}, paper)
}

type casesDue struct {
	clerk
	When time.Time `arg:"" help:"The instant, 2026-12-01T12:00:00Z."`
}

// Help gives an example.
func (casesDue) Help() string {
	return "Example: crosslane cases due cas_06eanstf80r3nsvnfv0jo0sc 2026-12-01T12:00:00+01:00"
}

// Run records when the case is to be done.
func (k *casesDue) Run(ctx context.Context, p *program, c *commands) error {
	return k.say(ctx, p, c, &shipping.CaseScheduled{Due: shipping.Timer{Name: shipping.CaseDue, Due: k.When}})
}

type casesClose struct {
	clerk
	Why string `arg:"" help:"What was done."`
}

// Help gives an example.
func (casesClose) Help() string {
	return "Example: crosslane cases close cas_06eanstf80r3nsvnfv0jo0sc 'found at the hub, scanned again'"
}

// Run closes the case.
func (k *casesClose) Run(ctx context.Context, p *program, c *commands) error {
	return k.say(ctx, p, c, &shipping.CaseClosed{Why: k.Why})
}
