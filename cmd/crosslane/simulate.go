package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"crosslane/book"
	"crosslane/cmd/crosslane/desk"
	"crosslane/cmd/crosslane/rehearse"
	"crosslane/rehearsal"
	"crosslane/shipping"
	"crosslane/world"
)

type simulateCommand struct {
	Book     []string `help:"Book file (YAML); again for each other one. The first is what the others are held against." placeholder:"FILE" required:""`
	Scenario string   `help:"What befalls the worlds: a name (see crosslane scenarios) or a file." placeholder:"NAME|FILE"`
	Seeds    int      `default:"20" help:"How many worlds each Book is tried in, with seeds 1, 2, 3 ..."`
	Days     *int     `help:"Days on which orders come; the scenario's own number, or 30." placeholder:"N"`
	Orders   *int     `help:"Orders a day, on average; the scenario's own number, or 150." placeholder:"N"`
}

// Help gives an example.
func (simulateCommand) Help() string {
	return "Example: crosslane simulate --book now.yaml --book cheaper.yaml --scenario black-friday --seeds 20\n\n" +
		"Runs the same simulated worlds under each Book and compares what they come to: the mean over the seeds with\n" +
		"its 95 % confidence interval, and the difference between the Books, seed by seed, with its own."
}

// contender is a Book in a contest.
type contender struct {
	name string
	text []byte
	book *book.Book
}

// Run lets the worlds pass, two at a time, each in a directory of its own that is removed.
func (m *simulateCommand) Run(ctx context.Context, p *program, c *commands) error {
	if m.Seeds < 2 {
		return shipping.BadField("--seeds", "a comparison needs two seeds at least", "")
	}
	made, err := (&demoCommand{Headless: true, Days: m.Days, Orders: m.Orders, Scenario: m.Scenario}).play()
	if err != nil {
		return err
	}
	books, err := m.contenders()
	if err != nil {
		return err
	}
	names, seeds := make([]string, len(books)), make([]uint64, m.Seeds)
	for i := range books {
		names[i] = books[i].name
	}
	for i := range seeds {
		seeds[i] = uint64(i + 1)
	}
	contest := rehearsal.NewContest(names, seeds)
	if err := runAll(ctx, made, books, contest, p.counted("worlds")); err != nil {
		return err
	}
	contest.Sum()
	if c.JSON {
		return p.answer(contest)
	}
	fmt.Fprintf(p.stdout, "%d worlds under each Book: %d days of about %d orders, seeds 1 to %d. Means with 95 %% confidence.\n\n",
		m.Seeds, made.days, made.orders, m.Seeds)
	rehearse.Contest(p.stdout, contest, books[0].book.Base)
	return nil
}

// contenders reads the Books. They must reckon in one currency.
func (m *simulateCommand) contenders() ([]contender, error) {
	var list []contender
	for _, file := range m.Book {
		rules, err := readBook(file)
		if err != nil {
			return nil, err
		}
		text, err := desk.ReadFile(file)
		if err != nil {
			return nil, err
		}
		b := rules.Book
		if b.Base != cmp.Or(first(list).Base, b.Base) {
			return nil, shipping.BadField(file, "reckons in "+string(b.Base)+", "+m.Book[0]+" in "+string(first(list).Base), "give both the same base")
		}
		list = append(list, contender{filepath.Base(file), text, b})
	}
	return list, nil
}

func first(list []contender) *book.Book {
	if len(list) == 0 {
		return &book.Book{}
	}
	return list[0].book
}

// worldsAtOnce is how many worlds run beside each other; a world alone leaves the second core idle half the time.
const worldsAtOnce = 2

// runAll lets every world pass under every Book.
func runAll(ctx context.Context, made play, books []contender, contest *rehearsal.Contest, progress func(int64)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	type job struct{ book, seed int }
	jobs := make(chan job)
	var passed atomic.Int64
	var running sync.WaitGroup
	for range worldsAtOnce {
		running.Go(func() {
			for j := range jobs {
				one := made
				one.seed, one.book = contest.Seeds[j.seed], books[j.book].text
				sum, err := runWorld(ctx, one)
				if err == nil {
					err = contest.Put(j.book, j.seed, books[j.book].book, sum.Figures)
				}
				if err != nil {
					stop(err)
					continue
				}
				if n := passed.Add(1); progress != nil {
					progress(n)
				}
			}
		})
	}
	for seed := range contest.Seeds {
		for i := range books {
			select {
			case jobs <- job{i, seed}:
			case <-ctx.Done():
			}
		}
	}
	close(jobs)
	running.Wait()
	return context.Cause(ctx)
}

// runWorld lets a world pass in a directory that is removed, holds it against the laws and adds it up.
func runWorld(ctx context.Context, made play) (*summary, error) {
	dir, err := os.MkdirTemp("", "crosslane-world-")
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Message: "cannot make a directory for a world", Cause: err}
	}
	defer os.RemoveAll(dir)
	at, _, err := made.room(&commands{Where: Where{Data: dir, Tenant: "main"}})
	if err != nil {
		return nil, err
	}
	s := &stage{play: made, at: at, clock: world.NewClock(made.start)}
	defer s.close()
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	w.Restart = s.restart(w)
	if err := w.Run(ctx); err != nil {
		return nil, err
	}
	return s.shop.sumUp(ctx)
}
