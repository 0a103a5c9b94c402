package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"crosslane/book"
	"crosslane/db"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

// shop is an opened place of data: the ledger with the story, and the read tables.
type shop struct {
	tenant shipping.MerchantID
	shelf  *fulfillment.Shelf
	ledger *ledger.Ledger
	views  *view.Store

	ledgerDB, viewDB *db.DB
	// beside tells that another process has the data, and that this one only reads.
	beside bool
}

// place is where the data lie: an address for the ledger and one for the read tables.
func (c *commands) place() (ledgerAt, viewsAt string) {
	if c.DB != "" {
		return c.DB, c.DB
	}
	return filepath.Join(c.Data, "ledger.db"), filepath.Join(c.Data, "views.db")
}

// open opens the place of data, makes it when it is missing, and publishes the Book that
// the program starts with where there is none.
func (c *commands) open(ctx context.Context, now func() time.Time) (*shop, error) {
	if c.DB == "" {
		if err := os.MkdirAll(c.Data, 0o755); err != nil {
			return nil, &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "cannot make the directory " + c.Data, Cause: err}
		}
	}
	s := &shop{tenant: shipping.MerchantID(c.Tenant), shelf: fulfillment.NewShelf()}
	ledgerAt, viewsAt := c.place()
	if err := s.openAll(ctx, ledgerAt, viewsAt, ledger.Options{Now: now, Writers: c.writers}, c.simulated); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// look opens the place of data for reading; when a server has it, beside the server. What it
// shows is then as new as what the server has shown.
func (c *commands) look(ctx context.Context, now func() time.Time) (*shop, error) {
	s, err := c.open(ctx, now)
	if shipping.CodeOf(err) != shipping.Unavailable || c.DB != "" {
		return s, err
	}
	s = &shop{tenant: shipping.MerchantID(c.Tenant), shelf: fulfillment.NewShelf(), beside: true}
	ledgerAt, viewsAt := c.place()
	if s.ledgerDB, err = db.OpenReadOnly(ctx, ledgerAt); err != nil {
		return nil, err
	}
	if s.viewDB, err = db.OpenReadOnly(ctx, viewsAt); err != nil {
		s.close()
		return nil, err
	}
	s.ledger, s.views = ledger.Look(s.ledgerDB), view.Look(s.viewDB)
	if err := s.loadBooks(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *shop) openAll(ctx context.Context, ledgerAt, viewsAt string, o ledger.Options, simulated bool) (err error) {
	open := db.Open
	if simulated {
		open = db.OpenUnsynced
	}
	if s.ledgerDB, err = open(ctx, ledgerAt); err != nil {
		return err
	}
	s.viewDB = s.ledgerDB
	if viewsAt != ledgerAt {
		if s.viewDB, err = open(ctx, viewsAt); err != nil {
			return err
		}
	}
	if s.views, err = view.Open(ctx, s.viewDB); err != nil {
		return err
	}
	if s.ledger, err = ledger.Open(ctx, s.ledgerDB, fulfillment.New(s.shelf), o); err != nil {
		return err
	}
	return s.loadBooks(ctx)
}

func (s *shop) close() {
	if s.ledger != nil {
		_ = s.ledger.Close() // everything acknowledged is durable already
	}
	if s.viewDB != nil && s.viewDB != s.ledgerDB {
		_ = s.viewDB.Close()
	}
	if s.ledgerDB != nil {
		_ = s.ledgerDB.Close()
	}
}

// loadBooks puts every published Book on the shelf; where none was ever published, the
// one that the program starts with is.
func (s *shop) loadBooks(ctx context.Context) error {
	books, err := s.publishedBooks(ctx)
	if err != nil {
		return err
	}
	for _, v := range books.Published {
		if err := s.loadBook(ctx, v); err != nil {
			return err
		}
	}
	if len(books.Published) > 0 {
		return nil
	}
	b, err := book.Read(book.DefaultFile())
	if err != nil {
		return err
	}
	return s.publish(ctx, b, book.DefaultFile(), b.From)
}

func (s *shop) publishedBooks(ctx context.Context) (*fact.BookState, error) {
	state, err := s.ledger.Read(ctx, s.tenant, shipping.BookStream)
	if err != nil {
		return nil, err
	}
	return fact.BooksIn(state), nil
}

func (s *shop) loadBook(ctx context.Context, v fact.BookVersion) error {
	if s.shelf.Get(v.Version) != nil {
		return nil
	}
	paper, err := s.ledger.Document(ctx, s.tenant, v.File)
	if err != nil {
		return err
	}
	b, err := book.Read(paper.Body)
	if err != nil {
		return err
	}
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		return err
	}
	s.shelf.Put(rules)
	return nil
}

// publish records that a Book is in force from an instant on, and keeps its file.
func (s *shop) publish(ctx context.Context, b *book.Book, file []byte, from time.Time) error {
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		return err
	}
	s.shelf.Put(rules)
	paper := shipping.NewDocument("application/yaml", "", file)
	_, err = s.ledger.Record(ctx, s.tenant, ledger.Entry{
		Facts: []*fact.Fact{{Stream: shipping.BookStream, At: from, By: "publish", Body: &fact.BookPublished{
			Version: b.Version, Name: b.Name, File: paper.ID,
		}}},
		Documents: []shipping.Document{paper},
	})
	return err
}
