package rehearsal

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"crosslane/book"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/world"
)

// Contender is a Book in a contest.
type Contender struct {
	Name string // of its file
	File []byte
	Book *book.Book
}

// Compare lets the same worlds, with seeds from 1 on, pass under each Book, and adds up what they come to. The Books must
// reckon in one currency. Progress is told how many worlds have passed; it may be nil.
func Compare(ctx context.Context, made world.Config, books []Contender, worlds int, progress func(int64)) (*Contest, error) {
	names, seeds := make([]string, len(books)), make([]uint64, worlds)
	for i, b := range books {
		if first := books[0]; b.Book.Base != first.Book.Base {
			return nil, shipping.BadField(b.Name, "reckons in "+string(b.Book.Base)+", "+first.Name+" in "+string(first.Book.Base), "give both the same base")
		}
		names[i] = filepath.Base(b.Name)
	}
	for i := range seeds {
		seeds[i] = uint64(i + 1)
	}
	contest := NewContest(names, seeds)
	if err := contest.run(ctx, made, books, progress); err != nil {
		return nil, err
	}
	contest.Sum()
	return contest, nil
}

// worldsAtOnce is how many worlds run beside each other; a world alone leaves the second core idle half the time.
const worldsAtOnce = 2

// run lets every world pass under every Book.
func (c *Contest) run(ctx context.Context, made world.Config, books []Contender, progress func(int64)) error {
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
				one.Seed = c.Seeds[j.seed]
				sum, err := runWorld(ctx, one, books[j.book].File)
				if err == nil {
					err = c.Put(j.book, j.seed, books[j.book].Book, sum.Figures)
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
	for seed := range c.Seeds {
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

// runWorld lets a world pass by a Book in a directory that is removed, holds it against the laws and adds it up.
func runWorld(ctx context.Context, made world.Config, text []byte) (*world.Summary, error) {
	dir, err := os.MkdirTemp("", "crosslane-world-")
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Message: "cannot make a directory for a world", Cause: err}
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left lies among temporary files
	play, err := world.Open(ctx, made, merchant.At{Data: dir}, world.Rules{Book: text}, false)
	if err != nil {
		return nil, err
	}
	defer play.Close()
	if err := play.Run(ctx); err != nil {
		return nil, err
	}
	return play.Sum(ctx)
}
