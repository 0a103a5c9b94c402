package world

import (
	"context"
	"os"

	"crosslane/book"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Rules say by which Book a world is played.
type Rules struct {
	Book     []byte // file of the Book; nil: the one that the program starts with
	NoBackup bool   // without backups and triggers: what is refused waits for somebody
}

// Play is a world that is opened in a place of data, with its merchant and the carriers around it.
type Play struct {
	*World
	at     merchant.At
	rules  Rules
	labels bool

	place    *merchant.Place
	carriers *merchant.Carriers
	index    *index
}

// Open opens a world in a place of data. A world that was broken off there goes on where it stopped.
func Open(ctx context.Context, c Config, at merchant.At, rules Rules, labels bool) (*Play, error) {
	p := &Play{World: &World{Config: c, Clock: NewClock(c.Start)}, at: at, rules: rules, labels: labels}
	p.Restart = p.restart
	if err := p.open(ctx); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// own refuses a database in which there is somebody's place already: a world that was begun has files of its own beside it.
func (p *Play) own(ctx context.Context) error {
	if files, err := os.ReadDir(p.at.Data); p.at.DB == "" || err == nil && len(files) > 0 {
		return nil
	}
	place, err := merchant.Look(ctx, p.at, merchant.Options{})
	if err != nil {
		return nil //nolint:nilerr // who opens it to write tells what is wrong with it
	}
	place.Close()
	return shipping.BadField("--db", "there is a place of data in this database already, and a world would play in it", "name an empty database, or leave --db out")
}

// open opens the data and the carriers.
func (p *Play) open(ctx context.Context) (err error) {
	if err := p.own(ctx); err != nil {
		return err
	}
	// Orders are decided one after the other, so that a world repeats itself; and it may be lost with the machine.
	if p.place, err = merchant.Open(ctx, p.at, merchant.Options{Now: p.Clock.Now, Writers: 1, Unsynced: true}); err != nil {
		return err
	}
	m, err := p.place.Merchant(ctx, merchant.First)
	if err != nil {
		return err
	}
	if err := p.setBook(ctx, m); err != nil {
		return err
	}
	b, err := m.Book(ctx)
	if err != nil {
		return err
	}
	p.index = newIndex(m, b.Carriers, p.Clock.Now())
	m.Fill = p.index.catchUp
	o := merchant.CarrierOptions{Dir: p.at.Data + "/carriers", AllowSimulated: true, Labels: p.labels, Seed: p.Seed, Owners: p.index.owners, Keep: p.index.keep}
	if p.Scenario != nil {
		network, err := p.Scenario.On(b, p.Start, p.PerDay)
		if err != nil {
			return err
		}
		o.Capacity, o.Conditions = network.Capacity, network.Conditions
	}
	p.carriers = m.Carriers(o)
	p.Merchant, p.Carriers, p.Depots, p.Assess = m, p.carriers, b.Depots, p.index.assess
	return nil
}

// Close ends the world where it stands.
func (p *Play) Close() {
	if p.carriers != nil {
		p.carriers.Close()
	}
	if p.index != nil {
		_ = p.index.join() // what it was filling is whole; what was not filled is filled the next time
	}
	if p.place != nil {
		p.place.Close()
	}
	p.carriers, p.index, p.place = nil, nil, nil
}

// restart lets everything fall, and begins again with the same data.
func (p *Play) restart(ctx context.Context) error {
	p.Close()
	return p.open(ctx)
}

// setBook puts the Book of the play in force, once; the one that the program starts with where the play names none. Where
// it tells buyers nothing, they are told of delays, so that a world shows who would have known.
func (p *Play) setBook(ctx context.Context, m *merchant.Merchant) error {
	books, err := m.Books(ctx)
	if err != nil || len(books.Published) > 1 {
		return err
	}
	text, err := p.rules.file()
	if err != nil {
		return err
	}
	if err := m.Publish(ctx, text, p.Start); shipping.CodeOf(err) != shipping.Known {
		return err
	}
	return nil
}

// file is the text of the Book to play by.
func (r Rules) file() (text []byte, err error) {
	if text = r.Book; text == nil {
		text = book.DefaultFile()
	}
	if r.NoBackup {
		if text, err = book.WithoutBackups(text); err != nil {
			return nil, err
		}
	}
	b, err := book.Read(text)
	if err != nil || b.Messages.Enabled {
		return text, err
	}
	return book.TellingOfDelays(text)
}

// Sum audits the ledger and adds everything up. A law that is broken is its error.
func (p *Play) Sum(ctx context.Context) (*Summary, error) {
	audited, err := p.place.Audit(ctx, merchant.AuditOptions{})
	if err == nil {
		err = merchant.Violation(audited)
	}
	if err != nil {
		return nil, err
	}
	f, err := p.Merchant.Views.Figures(ctx, p.Merchant.ID)
	if err != nil {
		return nil, err
	}
	return &Summary{f, LawsSummary{Checked: audited[0].Streams}}, nil
}
