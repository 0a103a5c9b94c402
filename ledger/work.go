package ledger

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// WorkOptions sets how jobs are performed. The zero value is right for most workers.
type WorkOptions struct {
	// Concurrency is how many jobs are performed at once; 32 when zero.
	Concurrency int
	// Lease is how long one attempt may take; 1 minute when zero. When a node dies, others take its
	// jobs up after that time.
	Lease time.Duration
	// Poll is how often other nodes' jobs and repeated ones are looked for; 1 second when zero.
	Poll time.Duration
	// MaxAttempts is after how many failures a job is dead; 12 when zero.
	MaxAttempts int
	// Backoff is the pause after the first failure, 2 seconds when zero. It doubles up to
	// MaxBackoff, 1 hour when zero; each pause is shortened by up to half.
	Backoff, MaxBackoff time.Duration
}

func (o WorkOptions) filled() WorkOptions {
	o.Concurrency = cmp.Or(max(0, o.Concurrency), 32)
	o.Lease = cmp.Or(max(0, o.Lease), time.Minute)
	o.Poll = cmp.Or(max(0, o.Poll), time.Second)
	o.MaxAttempts = cmp.Or(max(0, o.MaxAttempts), 12)
	o.Backoff = cmp.Or(max(0, o.Backoff), 2*time.Second)
	o.MaxBackoff = cmp.Or(max(0, o.MaxBackoff), time.Hour)
	return o
}

// pause is how long a job rests after its n-th failure. It is the same for the same job, so
// that a simulated world repeats itself.
func (o WorkOptions) pause(job shipping.FactID, n int) time.Duration {
	d := o.MaxBackoff
	if n < 32 && o.Backoff<<(n-1) < d {
		d = o.Backoff << (n - 1)
	}
	h := fnv.New32a()
	fmt.Fprint(h, job, n)
	return d - d*time.Duration(h.Sum32()%512)/1024
}

func newLease() string { return rand.Text() }

// ahead is how many jobs are taken for each that is performed at once.
const ahead = 8

// patience is how many polls in a row a worker bears that the database does not answer.
const patience = 60

// Work performs a merchant's jobs of the worker's kinds as they become due, until ctx ends or the database
// does not answer for a minute; where the disk is full it waits until there is room. Each outcome is recorded, and the job removed, in one transaction, and only while the lease is held.
func (l *Ledger) Work(ctx context.Context, merchant shipping.MerchantID, w fact.Worker, o WorkOptions) error {
	o = o.filled()
	crew := newCrew(l, o, w)
	backlog := make(chan claimed, o.Concurrency)
	var hands sync.WaitGroup
	for range o.Concurrency {
		hands.Go(func() {
			for c := range backlog {
				if l.now().Before(c.until) {
					crew.finish(crew.perform(ctx, c))
				}
			}
		})
	}
	defer hands.Wait()
	defer close(backlog)
	for failures := 0; ; {
		more := l.committed.Wait()
		list, err := l.claim(ctx, merchant, crew.kinds, ahead*o.Concurrency, o.Lease)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			failures = 0
		} else if failures++; failures > patience && !db.Full(err) {
			return err
		}
		for _, c := range list {
			backlog <- c
		}
		if len(list) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-more:
		case <-time.After(o.Poll):
		}
	}
}

// A drain takes this many jobs at a time and performs this many at once.
const (
	drainBatch = 512
	drainHands = 32
)

// Drain performs every job of a merchant that is due now, and those that follow, and returns when none is due.
// It answers with how many attempts were made. Outcomes are recorded in the order of the jobs,
// so that the same world gives the same facts.
func (l *Ledger) Drain(ctx context.Context, merchant shipping.MerchantID, workers ...fact.Worker) (int, error) {
	crew := newCrew(l, WorkOptions{}.filled(), workers...)
	for n := 0; ; {
		list, err := l.claim(ctx, merchant, crew.kinds, drainBatch, crew.o.Lease)
		if err != nil || len(list) == 0 {
			return n, err
		}
		n += len(list)
		if err := crew.all(ctx, list); err != nil {
			return n, err
		}
	}
}

// crew is the workers that perform jobs together.
type crew struct {
	l     *Ledger
	o     WorkOptions
	by    map[fact.Kind]fact.Worker
	kinds []string
}

func newCrew(l *Ledger, o WorkOptions, workers ...fact.Worker) *crew {
	c := &crew{l: l, o: o, by: map[fact.Kind]fact.Worker{}}
	for _, w := range workers {
		for _, k := range w.Performs() {
			c.by[k] = w
			c.kinds = append(c.kinds, string(k))
		}
	}
	return c
}

// attempt is a job with what came of it.
type attempt struct {
	claimed
	outcome fact.Outcome
	err     error
}

func (c *crew) all(ctx context.Context, list []claimed) error {
	made := make([]attempt, len(list))
	var hands sync.WaitGroup
	next := make(chan int)
	for range min(drainHands, len(list)) {
		hands.Go(func() {
			for i := range next {
				made[i] = c.perform(ctx, list[i])
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	hands.Wait()
	pending := make([]*Pending, len(made))
	for i, a := range made {
		pending[i] = c.outcome(a)
	}
	c.l.enqueue(pending...)
	for i, p := range pending {
		<-p.done
		c.refused(made[i], p)
	}
	return ctx.Err()
}

// perform has one job performed. A worker that panics has failed.
func (c *crew) perform(ctx context.Context, w claimed) (a attempt) {
	a.claimed = w
	defer func() {
		if r := recover(); r != nil {
			a.err = shipping.Fault(shipping.Internal, "the worker failed: "+fmt.Sprint(r), "")
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, c.o.Lease)
	defer cancel()
	a.outcome, a.err = c.by[w.fact.Kind()].Perform(ctx, &fact.Task{
		Merchant: w.merchant, Job: w.fact, Attempt: w.attempt, Untried: w.attempt == 1 && w.before == "",
		Stream: func(ctx context.Context, s shipping.Stream) (*fact.Balance, error) {
			state, err := c.l.Read(ctx, w.merchant, s)
			if err != nil {
				return nil, err
			}
			return state.Balance(s), nil
		},
		Document: func(ctx context.Context, id shipping.DocumentID) (shipping.Document, error) {
			return c.l.Document(ctx, w.merchant, id)
		},
	})
	return a
}

// submit hands the outcome of an attempt in.
func (c *crew) submit(a attempt) *Pending {
	p := c.outcome(a)
	c.l.enqueue(p)
	return p
}

// outcome is what came of an attempt, with the settlement of the job.
func (c *crew) outcome(a attempt) *Pending {
	p := &Pending{merchant: a.merchant, done: make(chan struct{}), settle: &settlement{pos: a.pos, lease: a.lease}}
	if a.err != nil {
		p.settle.again = c.again(a)
	} else {
		p.entry = Entry{Facts: a.outcome.Facts, Documents: a.outcome.Documents}
		for _, f := range p.entry.Facts {
			if f.Cause == "" {
				f.Cause = a.fact.ID()
			}
		}
	}
	return p
}

func (c *crew) again(a attempt) *again {
	why := &again{why: shipping.Text(a.err.Error())} // it may quote a partner
	code := shipping.CodeOf(a.err)
	if code != shipping.Invalid && code != shipping.Unsupported && a.attempt < c.o.MaxAttempts {
		why.due = record.Millis(c.l.now().Add(c.o.pause(a.fact.ID(), a.attempt)))
	}
	return why
}

// finish records what came of a job and waits until it is durable.
func (c *crew) finish(a attempt) {
	p := c.submit(a)
	<-p.done
	c.refused(a, p)
}

// refused deals with an outcome that the decisions did not admit: one that is known needs nothing
// more, any other is a failure of the attempt.
func (c *crew) refused(a attempt, p *Pending) {
	if p.err == nil || a.err != nil || p.settle.lost {
		return
	}
	a.outcome = fact.Outcome{}
	if shipping.CodeOf(p.err) != shipping.Known {
		a.err = p.err
	}
	<-c.submit(a).done
}
