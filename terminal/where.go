package terminal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/seal"
	"crosslane/shipping"
)

// Where is where the data lie, whose they are, and in which form answers come: the flags of every command.
type Where struct {
	Data     string `default:"${unnamed}" env:"CROSSLANE_DATA" help:"Directory of the data; ${unnamed} where none is named." placeholder:"DIR"`
	DB       string `name:"db" env:"CROSSLANE_DB" help:"PostgreSQL address (postgres://...) instead of the directory." placeholder:"URL"`
	Server   string `env:"CROSSLANE_SERVER" help:"A server elsewhere that does what is typed, https://HOST." placeholder:"URL"`
	Token    string `env:"CROSSLANE_TOKEN" help:"By which you prove to that server who you are." placeholder:"TOKEN"`
	Clear    bool   `name:"plain-http" help:"That server may be reached by http: whoever listens on the way reads the token."`
	Again    string `help:"With --server: the key that was told when no answer came. What was done is answered, and not done twice." placeholder:"KEY"`
	Merchant string `env:"CROSSLANE_MERCHANT" help:"Whose orders and stock; main where none is named." placeholder:"NAME"`
	Settings string `type:"path" env:"CROSSLANE_SETTINGS" help:"File of settings (YAML); crosslane settings lists them." placeholder:"FILE"`
	JSON     bool   `name:"json" help:"Answer in JSON."`
}

// Beside ends the name of the file in which the accounts, webhooks and storefronts lie that belong to a backup.
const Beside = ".accounts"

// Unnamed is the directory of the data where none is named.
const Unnamed = "crosslane-data"

// Beginning is a flag of the commands that may begin a place of data.
type Beginning struct {
	New bool `help:"Begin a place of data where there is none yet."`
}

// Looked and Opened are the business of the merchant that is meant, where there is one: for reading, also beside a server,
// and for writing.
type (
	Looked struct{ *merchant.Merchant }
	Opened struct{ *merchant.Merchant }
)

// ID is whose business is meant.
func (w *Where) ID() shipping.MerchantID {
	if w.Merchant == "" {
		return merchant.First
	}
	return shipping.MerchantID(w.Merchant)
}

// Named are the merchants that a command is about: the one that is named, or all, which is nil.
func (w *Where) Named() []shipping.MerchantID {
	if w.Merchant == "" {
		return nil
	}
	return []shipping.MerchantID{w.ID()}
}

// At is the place of data that is meant.
func (w *Where) At() merchant.At { return merchant.At{Data: w.Data, DB: w.DB} }

// Keys are the keys by which secrets are kept sealed: of a directory its own, of a database those of the environment, for its nodes share
// it.
func (w *Where) Keys() *seal.Keys { return keysOf(w.At()) }

func keysOf(at merchant.At) *seal.Keys {
	if at.DB != "" {
		return seal.Of("")
	}
	return seal.Of(at.Data)
}

// Place opens the place of data for writing. Where there is none yet it begins one, if that was asked for, and says so;
// else it is NotFound. The function that comes with it ends that.
func (w *Where) Place(ctx context.Context, p *Program, may Beginning) (*merchant.Place, func(), error) {
	return w.place(ctx, p, may, merchant.Options{Now: p.Now})
}

func (w *Where) place(ctx context.Context, p *Program, may Beginning, how merchant.Options) (*merchant.Place, func(), error) {
	if p.Held != nil {
		return p.Held.Place, func() {}, nil
	}
	missing := w.There(ctx)
	if missing != nil && (shipping.CodeOf(missing) != shipping.NotFound || !may.New) {
		return nil, nil, missing
	}
	if missing != nil && w.ID() != merchant.First {
		return nil, nil, shipping.BadField("--merchant", "a new place has one merchant, "+string(merchant.First), "begin it without --merchant, then crosslane merchants add NAME")
	}
	place, err := merchant.Open(ctx, w.At(), how)
	if err != nil {
		return nil, nil, err
	}
	if missing != nil {
		p.Began(w.At())
	}
	if place.Exposed {
		fmt.Fprintf(p.Stderr, "Other users may look into %s, which is not yours to close: have its owner take that from them (chmod 700).\n", w.Data)
	}
	return place, place.Close, nil
}

// There refuses a place in which nothing was begun yet, or in which a file lies that holds nothing (it was damaged, or its
// beginning was broken off), NotFound. One whose tables are to be made newer is there.
func (w *Where) There(ctx context.Context) error {
	if err := w.At().There(); err != nil {
		return err
	}
	seen, err := merchant.Look(ctx, w.At(), merchant.Options{})
	if err == nil {
		seen.Close()
	}
	if code := shipping.CodeOf(err); code == shipping.Unsupported || w.DB == "" && code != shipping.NotFound { // the opening tells it, or mends it
		err = nil
	}
	return err
}

// Began says that there is a new place of data.
func (p *Program) Began(at merchant.At) {
	fmt.Fprintf(p.Stderr, "A new place of data was begun in %s.\n", at)
}

// briefly is how many balances one command keeps in memory: what it read is seldom read again.
const briefly = 16_000

// Open opens a merchant's business for writing. The function that comes with it ends that.
func (w *Where) Open(ctx context.Context, p *Program, may Beginning) (*merchant.Merchant, func(), error) {
	place, done, err := w.place(ctx, p, may, merchant.Options{Now: p.Now, Balances: briefly})
	if err != nil {
		return nil, nil, err
	}
	m, err := place.Merchant(ctx, w.ID())
	if err != nil {
		done()
		return nil, nil, err
	}
	return m, done, nil
}

// Look opens a merchant's business for reading, also beside a server. The function that comes with it ends that.
func (w *Where) Look(ctx context.Context, p *Program) (*merchant.Merchant, func(), error) {
	if p.Held != nil {
		m, done, err := w.Open(ctx, p, Beginning{})
		if err == nil {
			err = m.Fill(ctx) // what was just recorded is seen
		}
		return m, done, err
	}
	return merchant.LookInto(ctx, w.At(), w.ID(), merchant.Options{Now: p.Now})
}

// Accounts opens the accounts of the place. The function that comes with it ends that.
func (w *Where) Accounts(ctx context.Context, p *Program) (*account.Store, func(), error) {
	if p.Held != nil {
		return p.Held.Accounts, func() {}, nil
	}
	if err := w.There(ctx); err != nil {
		return nil, nil, err
	}
	return OpenAccounts(ctx, w.At(), p.Now)
}

// LookAtAccounts opens the accounts of the place for reading, also beside a server. NotFound: there are none yet. The function that comes
// with it ends that.
func (w *Where) LookAtAccounts(ctx context.Context, p *Program) (*account.Store, func(), error) {
	d, err := db.OpenReadOnly(ctx, accountsAt(w.At()))
	if err != nil {
		return nil, nil, err
	}
	return account.Look(d, p.Now), func() { _ = d.Close() }, nil
}

// AccountsDB opens the database of the accounts for reading; nil where the place has none. The function that comes with it ends that.
func (w *Where) AccountsDB(ctx context.Context) (*db.DB, func(), error) {
	at := accountsAt(w.At())
	if w.DB == "" {
		if _, err := os.Stat(at); errors.Is(err, fs.ErrNotExist) {
			return nil, func() {}, nil
		}
	}
	d, err := db.OpenReadOnly(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	return d, func() { _ = d.Close() }, nil
}

// accountsAt is where the accounts of a place lie.
func accountsAt(at merchant.At) string { return cmp.Or(at.DB, filepath.Join(at.Data, "accounts.db")) }

// OpenAccounts opens the accounts of a place: in its database, or in a file of their own in its directory.
func OpenAccounts(ctx context.Context, at merchant.At, now func() time.Time) (*account.Store, func(), error) {
	d, err := db.Open(ctx, accountsAt(at))
	if err != nil {
		return nil, nil, err
	}
	s, err := account.Open(ctx, d, now)
	if err != nil {
		_ = d.Close()
		return nil, nil, err
	}
	s.Keys = keysOf(at)
	s.Merchants = func(ctx context.Context) ([]shipping.MerchantID, error) {
		seen, err := merchant.Look(ctx, at, merchant.Options{})
		if err != nil {
			return nil, err
		}
		defer seen.Close()
		return seen.Merchants(ctx)
	}
	return s, func() { _ = d.Close() }, nil
}

// NothingYet reports whether there are no data yet, and nobody named a place or a merchant: then the Book that the program
// starts with answers, which is said.
func (w *Where) NothingYet(p *Program, err error) bool {
	none := shipping.CodeOf(err) == shipping.NotFound && w.At() == merchant.At{Data: Unnamed} && w.ID() == merchant.First && w.At().There() != nil
	if none {
		fmt.Fprintf(p.Stderr, "There are no data in %s yet: this is the Book that the program starts with.\n", Unnamed)
	}
	return none
}
