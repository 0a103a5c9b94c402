package carrier

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"crosslane/shipping"
)

// Opened is what the opening of a carrier gives.
type Opened struct {
	Connector Connector
	// Poller reads its news, by way of Ahead; nil: it reports nothing by itself.
	Poller *Poller
	Ahead  *Ahead
	// Silent tells that a carrier in this process has nothing to report behind a cursor, and need not be asked. Nil: it is asked.
	Silent func(cursor string) bool
	// Close lets go of what it holds. Nil: it holds nothing.
	Close func()
}

// Connection is how one carrier is spoken to, from its opening, which holds up nobody, to its end, which waits for its last
// user. It is a Connector, and safe for concurrent use.
type Connection struct {
	id    shipping.CarrierID
	begun time.Time
	// opened is closed when it is open, or cannot be opened; what the opening gave is there from then on.
	opened chan struct{}
	over   chan struct{} // closed when it ends
	users  sync.RWMutex  // held for reading by each user, and for good by its end
	gave   Opened
	fault  error
}

var _ Connector = (*Connection)(nil)

// Connect begins to open a carrier, behind the end of the connection that it follows, or nil. One that hangs at its own
// opening is not waited for.
func Connect(id shipping.CarrierID, open func() (Opened, error), follows *Connection) *Connection {
	c := &Connection{id: id, begun: time.Now(), opened: make(chan struct{}), over: make(chan struct{})}
	go func() {
		defer close(c.opened)
		switch {
		case follows == nil:
		case follows.IsOpened():
			follows.End()
		default:
			go follows.End()
		}
		c.gave, c.fault = open()
	}()
	return c
}

// IsOpened reports whether its opening has ended, well or not.
func (c *Connection) IsOpened() bool {
	select {
	case <-c.opened:
		return true
	default:
		return false
	}
}

// Wait waits for its opening, which is given so long since it began, and reports whether that has ended.
func (c *Connection) Wait(ctx context.Context, long time.Duration) bool {
	select {
	case <-c.opened:
	case <-ctx.Done():
	case <-time.After(time.Until(c.begun.Add(long))):
	}
	return c.IsOpened()
}

// Late reports whether its opening takes longer than it should.
func (c *Connection) Late(long time.Duration) bool {
	return !c.IsOpened() && time.Since(c.begun) > long
}

// Trouble is why there is no way to the carrier now; nil: there is one.
func (c *Connection) Trouble() error {
	if !c.IsOpened() {
		return &shipping.Error{Code: shipping.Unavailable, Field: "carrier " + string(c.id), Message: "it is still being opened",
			Hint: "if that lasts, look at its address in the Book"}
	}
	return c.fault
}

// End ends it for good: what asks for news is told to stop, and when the last user is done it is closed.
func (c *Connection) End() {
	close(c.over)
	<-c.opened
	c.users.Lock()
	if c.gave.Close != nil {
		c.gave.Close()
	}
}

// use begins to speak with the carrier; false when there is no way, or it ends. It does not end before done is called.
func (c *Connection) use() bool {
	if c.Trouble() != nil || !c.users.TryRLock() {
		return false
	}
	select {
	case <-c.over:
		c.users.RUnlock()
		return false
	default:
		return true
	}
}

func (c *Connection) done() { c.users.RUnlock() }

// Book asks the carrier to take a parcel.
func (c *Connection) Book(ctx context.Context, r *Request) (*Confirmation, error) {
	if !c.use() {
		return nil, c.away()
	}
	defer c.done()
	return c.gave.Connector.Book(ctx, r)
}

// Cancel asks the carrier to undo a booking.
func (c *Connection) Cancel(ctx context.Context, x *Cancellation) error {
	if !c.use() {
		return c.away()
	}
	defer c.done()
	return c.gave.Connector.Cancel(ctx, x)
}

// Simulated tells that no parcel is carried. It waits for the opening.
func (c *Connection) Simulated() bool {
	<-c.opened
	return c.gave.Connector != nil && c.gave.Connector.Simulated()
}

// away is why nobody can speak with the carrier by this connection.
func (c *Connection) away() error {
	if err := c.Trouble(); err != nil {
		return NoWayTo(c.id, err)
	}
	return Unavailable("the carrier "+string(c.id)+" is being opened anew", nil)
}

// quiet reports whether there is nobody to ask for news, or nothing that he would say.
func (c *Connection) quiet() bool {
	if c.Trouble() != nil || c.gave.Poller == nil {
		return true
	}
	at, recalled := c.gave.Poller.Place() // behind what is recorded: a page that was heard, and is not, is asked for again
	return recalled && c.gave.Silent != nil && c.gave.Poller.State().Unmatched == 0 && c.gave.Silent(at)
}

// listen asks the carrier once for its news, where it has any, and has them recorded.
func (c *Connection) listen(ctx context.Context, record func(context.Context, []Report) []error) error {
	if c.quiet() || !c.use() {
		return nil
	}
	defer c.done()
	return c.gave.Poller.pollBy(ctx, record)
}

// Ask begins to ask for news, so that the answer is there when ListenTogether wants it.
func (c *Connection) Ask(ctx context.Context) {
	if c.quiet() || !c.use() {
		return
	}
	if at, recalled := c.gave.Poller.Place(); recalled {
		c.gave.Ahead.Begin(ctx, at, c.done)
	} else {
		c.done()
	}
}

// Follow asks for news again and again, until ctx or the connection ends; see Poller.Follow. It waits for the opening.
func (c *Connection) Follow(ctx context.Context, usual time.Duration, log *slog.Logger) {
	select {
	case <-c.opened:
	case <-ctx.Done():
		return
	}
	if c.gave.Poller == nil || !c.use() {
		return
	}
	defer c.done()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-c.over:
			stop()
		case <-ctx.Done():
		}
	}()
	c.gave.Poller.Follow(ctx, usual, log)
}

// State tells how it stands with the carrier's news; false when it reports nothing by itself and nothing is wrong.
func (c *Connection) State() (State, bool) {
	if err := c.Trouble(); err != nil {
		return State{Carrier: c.id, Trouble: err}, true
	}
	if c.gave.Poller == nil {
		return State{}, false
	}
	return c.gave.Poller.State(), true
}
