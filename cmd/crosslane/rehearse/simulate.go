package rehearse

import (
	"context"
	"fmt"

	"crosslane/merchant/source"
	"crosslane/rehearsal"
	"crosslane/rehearsal/report"
	"crosslane/terminal"
	"crosslane/world"
)

// Simulate compares Books in simulated worlds.
type Simulate struct {
	Book     []string        `help:"Book file (YAML); again for each other one. The first is what the others are held against." placeholder:"FILE" required:""`
	Scenario string          `help:"What befalls the worlds: a name (see crosslane scenarios) or a file." placeholder:"NAME|FILE"`
	Seeds    terminal.Count  `default:"20" least:"2" most:"1000" help:"How many worlds each Book is tried in, 2 to 1,000, with seeds 1, 2, 3 ..."`
	Days     *terminal.Count `least:"1" most:"3660" help:"Days on which orders come, up to 3,660; the scenario's own number, or 30." placeholder:"N"`
	Orders   *terminal.Count `least:"1" most:"1000000" help:"Orders a day, on average, up to 1,000,000; the scenario's own number, or 150." placeholder:"N"`
}

// Help gives an example.
func (Simulate) Help() string {
	return "Example: crosslane simulate --book now.yaml --book cheaper.yaml --scenario black-friday --seeds 20\n\n" +
		"Runs the same simulated worlds under each Book and compares what they come to: the mean over the seeds with\n" +
		"its 95 % confidence interval, and the difference between the Books, seed by seed, with its own."
}

// Run lets the worlds pass, two at a time, each in a directory of its own that is removed.
func (m *Simulate) Run(ctx context.Context, p *terminal.Program) error {
	made, _, err := world.Wish{Days: (*int)(m.Days), Orders: (*int)(m.Orders), Scenario: m.Scenario}.Config()
	if err != nil {
		return terminal.AsTyped(err, "--scenario")
	}
	books, err := m.contenders()
	if err != nil {
		return err
	}
	contest, err := rehearsal.Compare(ctx, made, books, int(m.Seeds), p.Counted("worlds"))
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(contest)
	}
	fmt.Fprintf(p.Stdout, "%d worlds under each Book: %d days of about %d orders, seeds 1 to %d. Means with 95 %% confidence.\n\n",
		m.Seeds, made.Days, made.PerDay, m.Seeds)
	report.Contest(p.Stdout, contest, books[0].Book.Base)
	return nil
}

// contenders reads the Books.
func (m *Simulate) contenders() ([]rehearsal.Contender, error) {
	var list []rehearsal.Contender
	for _, file := range m.Book {
		rules, err := source.Book(file)
		if err != nil {
			return nil, err
		}
		text, err := source.Read(file)
		if err != nil {
			return nil, err
		}
		list = append(list, rehearsal.Contender{Name: file, File: text, Book: rules.Book})
	}
	return list, nil
}
