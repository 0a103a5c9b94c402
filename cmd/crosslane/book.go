package main

import (
	"context"
	"fmt"
	"time"

	"crosslane/book"
	"crosslane/cmd/crosslane/rehearse"
	"crosslane/fulfillment"
	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/merchant/inuse"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal"
)

type bookCommand struct {
	Show    bookShow     `cmd:"" right:"read" help:"Print the file of the Book in force."`
	Check   bookCheck    `cmd:"" right:"read" help:"Find mistakes in a Book file."`
	Try     rehearse.Try `cmd:"" right:"read" help:"Lay the triggers of a Book file against the recorded history."`
	Publish bookPublish  `cmd:"" writes:"" right:"book" help:"Put a Book file in force."`
	List    bookList     `cmd:"" right:"read" help:"List the published Books."`
	Schema  bookSchema   `cmd:"" alone:"" help:"Print the JSON Schema of a Book file, for editors."`
}

type bookSchema struct{}

// Help gives an example.
func (bookSchema) Help() string {
	return "Example: crosslane book schema > book.schema.json\n\nA first line \"# yaml-language-server: $schema=book.schema.json\" in the Book file has many editors complete and check it."
}

// Run prints the schema.
func (bookSchema) Run(p *terminal.Program) error {
	text, err := book.Schema()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.Stdout, "%s\n", text)
	return err
}

type bookShow struct {
	Version string `help:"Another version than the one in force." placeholder:"bok_..."`
}

// Help gives an example.
func (bookShow) Help() string { return "Example: crosslane book show > book.yaml" }

// Run prints a Book's file.
func (b *bookShow) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	m, done, err := c.Look(ctx, p)
	if b.Version == "" && c.NothingYet(p, err) {
		return p.File(book.DefaultFile())
	}
	if err != nil {
		return err
	}
	defer done()
	text, err := m.BookFile(ctx, b.Version)
	if err != nil {
		return err
	}
	return p.File(text)
}

type bookCheck struct {
	File string `type:"path" arg:"" help:"Book file (YAML)."`
}

// Help gives an example.
func (bookCheck) Help() string { return "Example: crosslane book check book.yaml" }

// Run reads and compiles a Book without keeping it. Where there are data, it tells what it would take away from them.
func (b *bookCheck) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	text, err := source.Read(b.File)
	if err != nil {
		return err
	}
	rules, remarks, err := fulfillment.Accept(text, merchant.Connectors())
	if err != nil {
		alsoWrong(p, text)
		return err
	}
	remarks = append(remarks, rules.Book.OutOfDays(text, shipping.DateOf(p.Now()))...)
	taken, err := takenBy(ctx, p, c, rules)
	if err != nil {
		return err
	}
	for i := range taken {
		remarks = append(remarks, book.Remark{Field: taken[i].Field, Message: taken[i].Text(), Hint: "publish refuses it without --drop " + taken[i].ID})
	}
	next := "crosslane book publish %[6]s (in force), crosslane whatif --book %[6]s (recorded orders decided by it), crosslane book try %[6]s (its triggers on the record)"
	if c.At().There() != nil {
		next = "crosslane book publish %[6]s --new (begins a place of data with it)"
	}
	return p.Tell(map[string]any{"version": rules.Book.Version, "name": rules.Book.Name, "channels": len(rules.Book.Channels), "remarks": remarks},
		"%s: in order; %d channels, %d rate sheets (%s)\n%sNext: "+next+"\n",
		rules.Book.Name, len(rules.Book.Channels), len(rules.Book.Rates), rules.Book.Version, remarks, p.Typed(b.File))
}

// alsoWrong tells what is wrong with a Book's file beside the first mistake, in which the command ends.
func alsoWrong(p *terminal.Program, text []byte) {
	if all := book.Mistakes(text); len(all) > 1 && !p.JSON {
		for _, err := range all[1:] {
			fmt.Fprintln(p.Stderr, "also:", err)
		}
	}
}

// takenBy is what a Book would take away from a merchant though it is in use; nothing where there are no data yet.
func takenBy(ctx context.Context, p *terminal.Program, c *terminal.Where, rules *fulfillment.Rules) ([]inuse.Taken, error) {
	m, done, err := c.Look(ctx, p)
	if err != nil && shipping.CodeOf(c.There(ctx)) == shipping.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer done()
	return inuse.By(ctx, m, rules.Book)
}

type bookPublish struct {
	terminal.Beginning
	Drop []string  `help:"Warehouses with stock, and channels with parcels under way, that the Book may leave out." placeholder:"ID,..."`
	File string    `type:"path" arg:"" help:"Book file (YAML)."`
	From time.Time `help:"In force from this instant on; the file's own 'from' if it lies ahead, else now." placeholder:"2026-12-01T00:00:00Z"`
}

// Help gives an example.
func (bookPublish) Help() string { return "Example: crosslane book publish book.yaml" }

// Run publishes a Book. The past is never rewritten: the earliest moment is now.
func (b *bookPublish) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	text, err := source.Read(b.File)
	if err != nil {
		return err
	}
	rules, _, wrong := fulfillment.Accept(text, merchant.Connectors())
	if _, done, nothing := c.Look(ctx, p); nothing == nil {
		done() // what is wrong may have been published before, by an earlier program: Publish knows
	} else if wrong != nil {
		return wrong
	}
	if rules == nil {
		return wrong
	}
	place, done, err := c.Place(ctx, p, b.Beginning)
	if err != nil {
		return err
	}
	defer done()
	m, err := place.Merchant(ctx, c.ID())
	if m == nil { // one whose Book in force cannot be read is there all the same: publishing mends it
		return err
	}
	taken, err := inuse.By(ctx, m, rules.Book)
	if err == nil {
		err = inuse.Refuse(taken, b.Drop)
	}
	if err != nil {
		return err
	}
	from := b.From
	if from.IsZero() {
		from = rules.Book.From
	}
	if now := p.Now(); from.Before(now) {
		from = now
	}
	if err := place.Publish(ctx, c.ID(), text, from); err != nil {
		return err
	}
	if m, err = place.Merchant(ctx, c.ID()); err != nil {
		return err
	}
	if _, err := afresh.Look(ctx, m); err != nil {
		return err
	}
	return p.Tell(map[string]any{"version": rules.Book.Version, "from": from}, "%s (%s) is in force from %s\n", rules.Book.Name, rules.Book.Version, from.Format(time.RFC3339))
}

type bookList struct{}

// Help gives an example.
func (bookList) Help() string { return "Example: crosslane book list --json" }

// Run lists what was published.
func (bookList) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	books, err := m.Books(ctx)
	if err != nil {
		return err
	}
	type row struct {
		Version string    `json:"version"`
		Name    string    `json:"name"`
		From    time.Time `json:"from"`
		InForce bool      `json:"in_force"`
	}
	list, force := make([]row, len(books.Published)), books.Current(p.Now())
	for i, v := range books.Published {
		list[i] = row{v.Version, v.Name, v.From, i == force}
	}
	if p.JSON {
		return p.Answer(list)
	}
	for _, v := range list {
		mark := " "
		if v.InForce {
			mark = "*"
		}
		fmt.Fprintf(p.Stdout, "%s %s  from %s  %s\n", mark, v.Version, v.From.Format(time.RFC3339), v.Name)
	}
	return nil
}
