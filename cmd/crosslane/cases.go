package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/note"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/view"
	"crosslane/web"
)

// casesCommand shows the cases, and works on one.
type casesCommand struct {
	List   casesList   `cmd:"" default:"withargs" right:"read" help:"The cases that are open, by when they are due; of those that are closed the last one first."`
	Show   casesShow   `cmd:"" right:"read" help:"One case: what happened, its comments and parcels."`
	Assign casesAssign `cmd:"" writes:"" right:"cases" help:"Somebody takes a case on."`
	Note   casesNote   `cmd:"" writes:"" right:"cases" help:"Write a comment."`
	Due    casesDue    `cmd:"" writes:"" right:"cases" help:"Say when a case is to be done."`
	Close  casesClose  `cmd:"" writes:"" right:"cases" help:"Nothing more is to be done."`
}

type casesList struct {
	State string         `enum:"open,closed,all" default:"open" help:"open, closed or all."`
	Owner string         `help:"Only those of this person."`
	What  string         `help:"Only of this kind, by its name (stuck) or its words (no channel left)."`
	Limit terminal.Count `default:"50" least:"1" most:"1000" help:"At most so many, up to 1,000."`
}

// Help gives an example.
func (casesList) Help() string { return "Example: crosslane cases list --owner anna --json" }

// Run lists cases.
func (k *casesList) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	k.What = note.CaseKindNamed(k.What)
	list, err := m.Views.Work(ctx, m.ID, view.Page{Limit: int64(k.Limit), Only: k.What, State: k.State, Owner: k.Owner})
	if err == nil {
		err = web.TellReasons(ctx, m.Merchant, list)
	}
	if err != nil {
		return err
	}
	if len(list) == 0 && k.What != "" {
		if err := k.known(ctx, m); err != nil {
			return err
		}
	}
	if p.JSON {
		return p.Answer(append([]view.CaseRow{}, list...))
	}
	if k.State != "closed" && k.What+k.Owner == "" { // they wait for a person as a case does
		held, err := m.Views.Orders(ctx, m.ID, view.Page{Limit: int64(k.Limit), Only: string(fact.StageHeld)})
		if err == nil && len(held) > 0 {
			err = p.Columns("held order\tnumber\tuntil this is put right", func(w io.Writer) {
				for i := range held {
					fmt.Fprintf(w, "%s\t%s\t%s\n", held[i].ID, held[i].Number, held[i].Problem)
				}
			})
		}
		if err != nil {
			return err
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(p.Stdout, "No such cases.")
		return nil
	}
	return p.Columns("case\twhat\tabout\tparcels\topened\tdue\towner\twhy\tclosed", func(w io.Writer) {
		for i := range list {
			r := &list[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\n", r.ID, note.CaseKind(r.What), r.About(), r.Parcels-r.Left, minute(r.Opened), dueWord(r), r.Owner, r.Reason, r.Why)
		}
	})
}

// known refuses a kind that nothing opens a case of, and of which there never was one; it names those that there are.
func (k *casesList) known(ctx context.Context, m terminal.Looked) error {
	were, err := m.Views.CaseKinds(ctx, m.ID)
	if kinds := note.CaseKinds(); err == nil && !slices.Contains(append(were, kinds...), k.What) {
		return shipping.BadField("--what", strconv.Quote(k.What)+" is not known", "known: "+strings.Join(kinds, ", "))
	}
	return err
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

// Run prints a case.
func (k *casesShow) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	file, err := m.Case(ctx, shipping.CaseID(k.Case))
	if err != nil {
		return err
	}
	parcels, err := m.Views.CaseParcels(ctx, m.ID, file.ID, view.Page{})
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(map[string]any{"case": file, "parcels": append([]view.ParcelRow{}, parcels...)})
	}
	fmt.Fprintf(p.Stdout, "%s: %s, %d parcels, %d of them need nothing more\n", file.ID, note.CaseKind(file.State.What), file.State.Parcels, file.State.Left)
	for i := range file.History {
		tellRemark(p, &file.History[i])
	}
	return p.Columns("parcel\tchannel\twaybill\tstatus\tpromised", func(w io.Writer) {
		for i := range parcels {
			r := &parcels[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Channel, r.Waybill, r.Status, minute(r.Promised))
		}
	})
}

// clerk is who says something about a case.
type clerk struct {
	Case string `arg:"" help:"Its identifier (cas_...)."`
	By   string `env:"USER" default:"clerk" help:"Who says so."`
}

// say records a fact about the case, with the documents that it names.
func (k *clerk) say(ctx context.Context, p *terminal.Program, m terminal.Opened, body fact.Body, documents ...shipping.Document) error {
	if _, err := m.Case(ctx, shipping.CaseID(k.Case)); err != nil {
		return err
	}
	if err := m.Say(ctx, shipping.CaseID(k.Case), k.By, body, documents...); err != nil {
		return terminal.AsTyped(err, "--by", "owner=<who>", "<text>", "due=<when>", "<why>")
	}
	return p.Tell(map[string]string{"case": k.Case}, "Recorded.\n")
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
func (k *casesAssign) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	return k.say(ctx, p, m, &fact.CaseAssigned{Owner: k.Who})
}

type casesNote struct {
	clerk
	Text string `arg:"" help:"The comment."`
}

// Help gives an example.
func (casesNote) Help() string {
	return "Example: crosslane cases note cas_06eanstf80r3nsvnfv0jo0sc 'the carrier calls back at noon'"
}

// Run records the comment: its text is a document, because it may name people.
func (k *casesNote) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	doc := shipping.NewDocument("text/plain", "", []byte(k.Text))
	return k.say(ctx, p, m, &fact.CaseNoted{Note: doc.ID}, doc)
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
func (k *casesDue) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	return k.say(ctx, p, m, &fact.CaseScheduled{Due: fact.Timer{Name: fact.CaseDue, Due: k.When}})
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
func (k *casesClose) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	return k.say(ctx, p, m, &fact.CaseClosed{Why: k.Why})
}
