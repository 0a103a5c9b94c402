// Package merchant answers the question: how is a merchant's business run? It opens a place of data and the
// business of each merchant in it: the Book in force, carriers, intake, cases, what is explained and audited.
// Pages, programs, commands and the simulated world go through it, and through nothing else.
package merchant

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
	"crosslane/view"
)

// At is where the data of some merchants lie.
type At struct {
	Data string // directory of the SQLite files
	DB   string // address of a PostgreSQL database instead; empty: none
}

// files are the addresses of the ledger and of the read tables.
func (a At) files() (ledgerAt, viewsAt string) {
	if a.DB != "" {
		return a.DB, a.DB
	}
	return filepath.Join(a.Data, "ledger.db"), filepath.Join(a.Data, "views.db")
}

// There refuses a directory in which nothing lies of a place, NotFound. Whether a database holds one is told when it is opened.
func (a At) There() error {
	ledgerAt, _ := a.files()
	if _, err := os.Stat(ledgerAt); a.DB == "" && errors.Is(err, fs.ErrNotExist) {
		return &shipping.Error{Code: shipping.NotFound, Field: "--data", Message: "no Crosslane data in " + a.Data,
			Hint: "name the directory of your data (--data DIR), or begin a new place there with your own Book: crosslane init book.yaml, then crosslane book publish book.yaml --new (--new of other commands begins with the Book of invented carriers)"}
	}
	return nil
}

// make makes the directory, and keeps it from other users. Exposed is true where it belongs to somebody else, who lets them in.
func (a At) make() (exposed bool, err error) {
	if a.DB != "" {
		return false, nil
	}
	if err := os.MkdirAll(a.Data, 0o700); err != nil {
		return false, &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "cannot make the directory " + a.Data, Cause: err}
	}
	return db.Narrow(a.Data)
}

// String is the place as a person named it.
func (a At) String() string {
	if a.DB != "" {
		return "the database"
	}
	return a.Data
}

// Options sets how a place is opened. The zero value is right for almost everybody.
type Options struct {
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Writers on PostgreSQL at once; the ledger's own number when zero.
	Writers int
	// Balances that are kept in memory; the ledger's own number when zero.
	Balances int
	// Unsynced data may be lost with the machine, and commits wait for no disk: for simulated worlds.
	Unsynced bool
}

// Place is an opened place of data, with the merchants in it. It is safe for concurrent use.
type Place struct {
	// Exposed tells that other users may look into the directory of the data, and that its owner alone can change that.
	Exposed bool

	at     At
	now    func() time.Time
	shelf  *fulfillment.Shelf
	ledger *ledger.Ledger
	views  *view.Store

	ledgerDB, viewDB *db.DB
	reading          bool // another process may have the data, and this one only reads

	mu     sync.Mutex
	opened map[shipping.MerchantID]*Merchant
}

// Open opens a place of data, and makes it when it is missing. A new place has one merchant, First.
func Open(ctx context.Context, at At, o Options) (*Place, error) {
	exposed, err := at.make()
	if err != nil {
		return nil, err
	}
	p := newPlace(at, o)
	p.Exposed = exposed
	if err := p.open(ctx, o); err != nil {
		p.Close()
		if db.Held(err) {
			err = &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "the data in " + at.Data + " cannot be written to now",
				Hint: "another program has them: end it first, or keep the data on PostgreSQL (--db), where several write", Cause: err}
		}
		return nil, err
	}
	return p, nil
}

// First is the merchant of a new place.
const First shipping.MerchantID = "main"

func newPlace(at At, o Options) *Place {
	p := &Place{at: at, now: o.Now, shelf: fulfillment.NewShelf(), opened: map[shipping.MerchantID]*Merchant{}}
	p.shelf.Fetch = p.fetch
	if p.now == nil {
		p.now = time.Now
	}
	return p
}

func (p *Place) open(ctx context.Context, o Options) (err error) {
	open := db.Open
	if o.Unsynced {
		open = db.OpenUnsynced
	}
	ledgerAt, viewsAt := p.at.files()
	if p.ledgerDB, err = open(ctx, ledgerAt); err != nil {
		return err
	}
	if err := upkeep.Finished(ctx, p.ledgerDB); err != nil {
		return err
	}
	p.viewDB = p.ledgerDB
	if viewsAt != ledgerAt {
		p.viewDB, err = open(ctx, viewsAt)
	}
	if err == nil {
		p.views, err = view.Open(ctx, p.viewDB)
	}
	if err != nil {
		return p.at.ofViews(err)
	}
	if p.ledger, err = ledger.Open(ctx, p.ledgerDB, fulfillment.New(p.shelf), ledger.Options{Now: p.now, Writers: o.Writers, Balances: o.Balances}); err != nil {
		return err
	}
	known, err := p.Merchants(ctx)
	if err == nil && len(known) == 0 {
		_, err = p.Add(ctx, First)
	}
	return err
}

// ofViews tells of read tables that are damaged how to come by others, where they lie in a file of their own.
func (a At) ofViews(err error) error {
	e, ok := errors.AsType[*shipping.Error](err)
	if !ok || e.Code != shipping.Corrupt || a.DB != "" {
		return err
	}
	told := *e
	told.Field, told.Hint = filepath.Join(a.Data, "views.db"), "move the file away: the read tables are filled anew from the facts, and carriers are listened to from the beginning"
	return &told
}

// fetch reads a Book that another node has published, by whichever merchant has it.
func (p *Place) fetch(v fact.BookVersion) {
	ctx, stop := context.WithTimeout(context.Background(), longestFetch)
	defer stop()
	p.mu.Lock()
	opened := maps.Clone(p.opened)
	p.mu.Unlock() // nobody waits for a reading of the database
	for _, id := range slices.Sorted(maps.Keys(opened)) {
		if opened[id].loadBook(ctx, v) == nil { // else whoever decides tells that it is not there
			return
		}
	}
}

// longestFetch is how long a decision waits for the Book of another node.
const longestFetch = 5 * time.Second

// Look opens a place of data for reading, also beside a server that has it and on a medium that cannot be
// written. It makes nothing. What it shows is as new as what the read tables hold.
func Look(ctx context.Context, at At, o Options) (*Place, error) {
	p := newPlace(at, o)
	p.reading = true
	if err := p.look(ctx); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Place) look(ctx context.Context) (err error) {
	ledgerAt, viewsAt := p.at.files()
	if err := p.at.There(); err != nil {
		return err
	}
	if p.ledgerDB, err = db.OpenReadOnly(ctx, ledgerAt); err != nil {
		return err
	}
	if err := upkeep.Ready(ctx, p.ledgerDB); err != nil {
		return err
	}
	p.viewDB = p.ledgerDB
	if viewsAt != ledgerAt {
		if p.viewDB, err = db.OpenReadOnly(ctx, viewsAt); err != nil {
			return p.at.ofViews(err)
		}
	}
	p.ledger, p.views = ledger.Look(p.ledgerDB), view.Look(p.viewDB)
	return nil
}

// LookInto opens a merchant's business for reading, also beside a server; the function that comes with it ends that. Read
// tables that are behind, because what filled them was cut off, are filled first where nobody else has the data.
func LookInto(ctx context.Context, at At, id shipping.MerchantID, o Options) (*Merchant, func(), error) {
	place, err := Look(ctx, at, o)
	if err != nil {
		return nil, nil, err
	}
	m, err := place.Merchant(ctx, id)
	behind := false
	if err == nil {
		behind, err = m.Behind(ctx)
	}
	if err != nil {
		place.Close()
		return nil, nil, err
	}
	if !behind || at.DB != "" { // of nodes on one database, those that serve fill
		return m, place.Close, nil
	}
	full, err := Open(ctx, at, o)
	if shipping.CodeOf(err) == shipping.Unavailable { // somebody has the data, or they cannot be written: what is there is shown
		return m, place.Close, nil
	}
	if err != nil {
		place.Close()
		return nil, nil, err
	}
	place.Close()
	if m, err = full.Merchant(ctx, id); err == nil {
		err = m.Fill(ctx)
	}
	if err != nil {
		full.Close()
		return nil, nil, err
	}
	return m, full.Close, nil
}

// Close records what is under way and ends. Everything that was acknowledged is durable already.
func (p *Place) Close() {
	if p.ledger != nil {
		_ = p.ledger.Close()
	}
	if p.viewDB != nil && p.viewDB != p.ledgerDB {
		_ = p.viewDB.Close()
	}
	if p.ledgerDB != nil {
		_ = p.ledgerDB.Close()
	}
}

// Merchants lists the merchants of the place, by name.
func (p *Place) Merchants(ctx context.Context) ([]shipping.MerchantID, error) {
	return p.ledger.Merchants(ctx)
}

// Merchant opens the business of one merchant. One that the place does not have is NotFound; one whose read tables are of
// another history is Corrupt.
func (p *Place) Merchant(ctx context.Context, id shipping.MerchantID) (*Merchant, error) {
	if err := p.unknown(ctx, id); err != nil {
		return nil, err
	}
	m := p.merchant(id)
	if err := m.astray(ctx); err != nil {
		return nil, err
	}
	if err := m.reviseDecisions(ctx); err != nil {
		return nil, err
	}
	err := m.loadBooks(ctx)
	if p.reading && shipping.CodeOf(err) == shipping.Corrupt {
		err = nil // who looks decides nothing; who asks for the Book is told
	}
	return m, err
}

// Publish publishes a Book for a merchant, also for one whose Book in force cannot be read; see Merchant.Publish.
func (p *Place) Publish(ctx context.Context, id shipping.MerchantID, file []byte, from time.Time) error {
	if err := p.unknown(ctx, id); err != nil {
		return err
	}
	return p.merchant(id).Publish(ctx, file, from)
}

// merchant is the one business of a merchant in this process.
func (p *Place) merchant(id shipping.MerchantID) *Merchant {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.opened[id]
	if m == nil {
		m = newMerchant(p, id)
		p.opened[id] = m
	}
	return m
}

// unknown refuses a merchant whom the place does not have.
func (p *Place) unknown(ctx context.Context, id shipping.MerchantID) error {
	known, err := p.Merchants(ctx)
	if err != nil || slices.Contains(known, id) {
		return err
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return &shipping.Error{Code: shipping.NotFound, Field: "--merchant", Message: "no merchant \"" + string(id) + "\" in " + p.at.String(),
		Hint: "known: " + strings.Join(names, ", ") + "; crosslane merchants add NAME adds one"}
}

// Add adds a merchant, by the Book that the program starts with. One that is there already is Known.
func (p *Place) Add(ctx context.Context, id shipping.MerchantID) (*Merchant, error) {
	if err := id.Check(); err != nil {
		return nil, err
	}
	known, err := p.Merchants(ctx)
	if err != nil {
		return nil, err
	}
	if slices.Contains(known, id) {
		return nil, shipping.Fault(shipping.Known, "the merchant "+string(id)+" is there already", "")
	}
	m := p.merchant(id)
	if err := m.reviseDecisions(ctx); err != nil {
		return nil, err
	}
	return m, m.publishDefault(ctx)
}
