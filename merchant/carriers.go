package merchant

import (
	"context"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/connectors"
	"crosslane/carrier/sim"
	"crosslane/carrier/table"
	"crosslane/channel"
	"crosslane/fact"
	"crosslane/merchant/asked"
	"crosslane/shipping"
)

// CarrierOptions sets how a merchant's carriers are opened.
type CarrierOptions struct {
	// Dir is where simulated carriers keep their bookings.
	Dir string
	// AllowSimulated allows carriers that exist only in the computer. Otherwise there is no way to them.
	AllowSimulated bool
	// Labels asks for a label with each booking.
	Labels bool
	// Seed, Capacity and Conditions say how the simulated carriers behave.
	Seed       uint64
	Capacity   map[shipping.ChannelID]sim.Capacity
	Conditions []sim.Condition
	// Owners finds whose parcels numbers are; the read tables when nil.
	Owners func(context.Context, shipping.CarrierID, []string) ([]carrier.Owner, error)
	// Keep keeps the bookmarks up to which carriers were read; beside the read tables when nil.
	Keep func(ctx context.Context, bookmarks map[string]string) error
}

// Carriers are a merchant's connections to its carriers: to those of the Book in force, and to those of earlier ones, whose
// parcels may still be on their way. It is safe for concurrent use; a carrier that is slow to open holds up no other.
type Carriers struct {
	m *Merchant
	o CarrierOptions

	mu          sync.Mutex // never held while a carrier is opened, spoken to or closed, nor while anything is read
	version     string     // of the Book by which they were opened
	published   int        // how many Books were known then
	tried       time.Time
	connections map[shipping.CarrierID]*connected
	order       []shipping.CarrierID // of the Book, so that the same world repeats itself
	closed      bool

	simulated sim.Round
}

// connected is a carrier as the Book has it, and the connection to it.
type connected struct {
	*carrier.Connection
	entry book.Carrier
	sold  []book.Channel // what the Book says of its channels
	all   []book.Carrier // of that Book
}

// same reports whether the Book says the same of a carrier as before.
func (c *connected) same(o *connected) bool {
	return c.entry == o.entry && (c.entry.Connector != "sim" || reflect.DeepEqual(c.sold, o.sold))
}

// broken reports whether it could not be opened, so that it is worth trying again.
func (c *connected) broken() bool { return c.IsOpened() && c.Trouble() != nil }

// Carriers makes a merchant's connections to its carriers. They are opened when they are asked for.
func (m *Merchant) Carriers(o CarrierOptions) *Carriers {
	c := &Carriers{m: m, o: o, connections: map[shipping.CarrierID]*connected{}}
	if c.o.Owners == nil {
		c.o.Owners = m.Owners
	}
	return c
}

// retried is how often a carrier is opened anew that could not be opened, and how long an opening may take before somebody
// must look. So long is one waited for at once.
const (
	retried = 30 * time.Second
	moment  = time.Second
)

// refresh begins to open the carriers by the Book in force, where that has changed, and tries again what could not be
// opened. It waits for none, and nobody waits for its reading; whoever has read an older Book than was opened by leaves it.
func (c *Carriers) refresh(ctx context.Context) error {
	books, err := c.m.Books(ctx)
	if err != nil {
		return err
	}
	version := books.InForce(c.m.now())
	c.mu.Lock()
	fresh, err := c.fresh(version)
	c.mu.Unlock()
	if fresh || err != nil {
		return err
	}
	wanted, err := c.wanted(ctx, books)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if fresh, err = c.fresh(version); fresh || err != nil || len(books.Published) < c.published || version != books.InForce(c.m.now()) {
		return err
	}
	c.order = c.order[:0]
	for _, w := range wanted {
		c.order = append(c.order, w.entry.ID)
		old := c.connections[w.entry.ID]
		if old != nil && !old.broken() && old.same(w) {
			continue
		}
		c.connections[w.entry.ID] = w
		var follows *carrier.Connection
		if old != nil {
			follows = old.Connection
		}
		w.Connection = carrier.Connect(w.entry.ID, func() (carrier.Opened, error) { return c.open(w) }, follows)
	}
	c.version, c.published, c.tried = version, len(books.Published), time.Now()
	return nil
}

var errClosed error = shipping.Fault(shipping.Unavailable, "the carriers are closed", "")

// fresh reports, under the lock, whether the carriers are open by a version of the Book, and none is to be tried again.
func (c *Carriers) fresh(version string) (bool, error) {
	if c.closed {
		return false, errClosed
	}
	return version == c.version && (time.Since(c.tried) < retried || !c.faulty()), nil
}

func (c *Carriers) faulty() bool {
	for _, w := range c.connections {
		if w.broken() {
			return true
		}
	}
	return false
}

// wanted lists the carriers of the Book in force, in its order, and behind them those that only earlier Books have.
func (c *Carriers) wanted(ctx context.Context, books *fact.BookState) (list []*connected, err error) {
	seen := map[shipping.CarrierID]bool{}
	for _, v := range slices.Backward(books.Published) {
		if v.From.After(c.m.now()) {
			continue
		}
		rules, err := c.m.rulesOf(ctx, books, v.Version)
		if err != nil && (len(list) == 0 || shipping.CodeOf(err) != shipping.Corrupt) {
			return nil, err
		}
		if err != nil {
			continue // a Book of the past that was changed is told by the audit
		}
		past := v.Version != books.InForce(c.m.now())
		for _, entry := range rules.Book.Carriers {
			if past && simulated(entry) && !c.o.AllowSimulated {
				continue // the Book that the program starts with: no parcel went with them
			}
			if !seen[entry.ID] {
				seen[entry.ID] = true
				list = append(list, &connected{entry: entry, sold: rules.Book.SoldBy(entry.ID), all: rules.Book.Carriers})
			}
		}
	}
	return list, nil
}

// Close ends the connections, for good. One that hangs at its opening is closed when that ends.
func (c *Carriers) Close() {
	c.mu.Lock()
	last := c.connections
	c.connections, c.order, c.closed = map[shipping.CarrierID]*connected{}, nil, true
	c.mu.Unlock()
	for _, w := range last {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.End()
		}()
		select {
		case <-ended:
		case <-time.After(moment):
			if w.IsOpened() {
				<-ended
			}
		}
	}
}

// connection finds the connection to a carrier; nil when no Book has it.
func (c *Carriers) connection(id shipping.CarrierID) *connected {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.connections[id]
}

// connector finds the way to a carrier.
func (c *Carriers) connector(_ shipping.MerchantID, id shipping.CarrierID) (carrier.Connector, error) {
	w := c.connection(id)
	if w == nil {
		return nil, shipping.Fault(shipping.NotFound, "no published Book has a carrier "+string(id), "")
	}
	return w, w.Trouble()
}

// hereOpened are the connectors that need more of the business than a call does, by the name that the Book gives them.
var hereOpened = map[string]func(*Carriers, *connected) (carrier.Opened, error){
	"sim":   (*Carriers).openSimulated,
	"table": (*Carriers).openTable,
}

// open opens the way to a carrier.
func (c *Carriers) open(w *connected) (carrier.Opened, error) {
	if connectors.List[w.entry.Connector] != nil {
		return c.openCalled(w)
	}
	open := hereOpened[w.entry.Connector]
	if open == nil {
		return carrier.Opened{}, &shipping.Error{Code: shipping.Unsupported, Field: "carrier " + string(w.entry.ID), Message: "this program has no connector \"" + w.entry.Connector + "\"",
			Hint: "known are " + strings.Join(Connectors(), ", ")}
	}
	if simulated(w.entry) && !c.o.AllowSimulated {
		return carrier.Opened{}, simulatedFault(w.entry.ID)
	}
	return open(c, w)
}

// Connectors names the connectors that a Book may name.
func Connectors() []string {
	return connectors.Names(maps.Keys(hereOpened))
}

func simulatedFault(id shipping.CarrierID) error {
	return &shipping.Error{Code: shipping.Refused, Field: "carrier " + string(id), Message: "it is simulated: no parcel would travel",
		Hint: "publish a Book with carriers of your own, or run crosslane serve --simulated to try the program"}
}

// openTable opens a carrier without an interface of its own: its rate sheet is all there is.
func (c *Carriers) openTable(w *connected) (carrier.Opened, error) {
	return carrier.Opened{Connector: &table.Carrier{Who: w.entry, Price: c.m.price, NoLabel: !c.o.Labels}}, nil
}

// Called makes a way to a carrier with an interface of its own, for whoever asks it something once and closes it then. Unsupported where the carrier has none.
func (m *Merchant) Called(who book.Carrier) (connectors.Called, error) {
	open := connectors.List[who.Connector]
	if open == nil {
		return nil, shipping.Fault(shipping.Unsupported, "the connector "+who.Connector+" calls no carrier", "name another in the Book")
	}
	secret, err := carrier.Secret(m.ID, who)
	if err != nil {
		return nil, err
	}
	return open(who, secret, asked.Of(m.LastMile(), who.ID, m.now)), nil
}

// openCalled opens a carrier with an interface of its own.
func (c *Carriers) openCalled(w *connected) (o carrier.Opened, err error) {
	by, err := c.m.Called(w.entry)
	if err != nil {
		return o, err
	}
	o.Connector, o.Close, o.Ahead = by, by.Close, &carrier.Ahead{Tracker: by}
	o.Poller = c.poller(w.entry, o.Ahead)
	o.Poller.Waits = by.Waits
	return o, nil
}

// openSimulated opens a simulated carrier. One without an address is started here, on loopback.
func (c *Carriers) openSimulated(w *connected) (o carrier.Opened, err error) {
	secret, err := carrier.Secret(c.m.ID, w.entry)
	if err != nil {
		return o, err
	}
	address, stop := w.entry.Address, func() {}
	if address == "" {
		if address, stop, o.Silent, err = c.startSimulated(w); err != nil {
			return o, err
		}
	}
	client := sim.Connect(address, 0)
	client.Labels, client.Account, client.Secret = c.o.Labels, w.entry.Account, secret
	o.Connector, o.Close, o.Ahead = client, func() { client.Close(); stop() }, &carrier.Ahead{Tracker: client}
	o.Poller = c.poller(w.entry, o.Ahead)
	return o, nil
}

func (c *Carriers) startSimulated(w *connected) (address string, stop func(), silent func(string) bool, err error) {
	dir := c.o.Dir
	if c.m.ID != First {
		dir = filepath.Join(dir, string(c.m.ID))
	}
	return sim.Start(sim.Config{Name: w.entry.Name, Seed: c.o.Seed, Now: c.m.now, Channels: w.sold, Price: c.m.price, Capacity: c.o.Capacity,
		Conditions: c.o.Conditions, Round: &c.simulated, ID: w.entry.ID, Carriers: w.all, Journal: filepath.Join(dir, string(w.entry.ID)+".jsonl")})
}

// price asks the channel's rate sheet, by the Book in force.
func (m *Merchant) price(plan *fact.ParcelPlan, ch *book.Channel, at time.Time) (shipping.Money, error) {
	rules, err := m.Rules(context.Background())
	if err != nil {
		return shipping.Money{}, err
	}
	option, why := rules.Channels.Quote(ch.ID, plan, at)
	if why.Rule != "" {
		return shipping.Money{}, carrier.Refuse(why.Rule, channel.Explain(why))
	}
	return option.Price, nil
}

// Simulated reports whether the Book in force books with carriers that exist only in the computer.
func (m *Merchant) Simulated(ctx context.Context) (bool, error) {
	b, err := m.Book(ctx)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(b.Carriers, simulated), nil
}

// simulated reports whether a carrier exists only in the computer.
func simulated(c book.Carrier) bool { return c.Connector == "sim" }
