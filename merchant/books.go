package merchant

import (
	"cmp"
	"context"
	"time"

	"crosslane/account"
	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/merchant/compiled"
	"crosslane/merchant/numbered"
	"crosslane/shipping"
)

// bookAge is how long the list of published Books is believed: what another node publishes is followed
// after so long.
const bookAge = time.Second

// bookList is the published Books, as they were read last.
type bookList struct {
	published *fact.BookState
	read      time.Time
}

// Books lists the published Books, by when they take effect. Nobody waits for another's reading.
func (m *Merchant) Books(ctx context.Context) (*fact.BookState, error) {
	m.mu.Lock()
	known := m.books
	m.mu.Unlock()
	if known.published != nil && time.Since(known.read) < bookAge {
		return known.published, nil
	}
	state, err := m.Ledger.Read(ctx, m.ID, shipping.BookStream)
	if err != nil {
		return nil, err
	}
	list := bookList{fact.BooksIn(state), time.Now()}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.books == known { // else somebody has read it, or published one, meanwhile
		m.books = list
	}
	return list.published, nil
}

func (m *Merchant) forgetBooks() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.books = bookList{read: time.Now()}
}

// Rules are the Book in force at the moment of asking, made ready to decide by. Where it cannot be had the
// error tells why: it is not published, or its text was changed since.
func (m *Merchant) Rules(ctx context.Context) (*fulfillment.Rules, error) {
	books, err := m.Books(ctx)
	if err != nil {
		return nil, err
	}
	return m.rulesOf(ctx, books, books.InForce(m.now()))
}

// Book is the Book in force at the moment of asking.
func (m *Merchant) Book(ctx context.Context) (*book.Book, error) {
	rules, err := m.Rules(ctx)
	if err != nil {
		return nil, err
	}
	return rules.Book, nil
}

// rulesOf finds a version on the shelf, and puts it there when it is not.
func (m *Merchant) rulesOf(ctx context.Context, books *fact.BookState, version string) (*fulfillment.Rules, error) {
	if v := books.Find(version); v != nil {
		if err := m.loadBook(ctx, *v); err != nil {
			return nil, err
		}
		return m.place.shelf.Get(version), nil
	}
	return nil, shipping.Fault(shipping.Unavailable, "no Book is in force for "+string(m.ID), "publish one: crosslane book publish FILE")
}

// loadBooks puts every published Book on the shelf; where none was ever published, the one that the program
// starts with is. A Book of the past that cannot be read harms nothing that is decided now.
func (m *Merchant) loadBooks(ctx context.Context) error {
	m.forgetBooks()
	books, err := m.Books(ctx)
	if err != nil {
		return err
	}
	if len(books.Published) == 0 && !m.place.reading {
		return m.publishDefault(ctx)
	}
	inForce := books.InForce(m.now())
	for _, v := range books.Published {
		if err := m.loadBook(ctx, v); err != nil && (v.Version == inForce || shipping.CodeOf(err) != shipping.Corrupt) {
			return err
		}
	}
	return nil
}

// reviseDecisions records that this program's decisions decide from now on, where others did before, and that every erasure
// is a fact from now on; what was erased before is listed.
func (m *Merchant) reviseDecisions(ctx context.Context) error {
	if m.place.reading {
		return nil
	}
	books, err := m.Books(ctx)
	if err != nil || books.Decisions == fulfillment.Version && books.Erasures {
		return err
	}
	revised := &fact.DecisionsRevised{Version: fulfillment.Version, Erasures: true}
	if !books.Erasures { // a program that kept no facts of erasures ran before
		if revised.Erased, err = m.Ledger.ErasedDocuments(ctx, m.ID); err != nil {
			return err
		}
	}
	if err := numbered.All(ctx, m.Ledger, m.ID, m.now); err != nil {
		return err
	}
	_, err = m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: shipping.BookStream, By: "program", Body: revised}}})
	m.forgetBooks()
	if shipping.CodeOf(err) == shipping.Known { // another node was quicker
		return nil
	}
	return err
}

func (m *Merchant) loadBook(ctx context.Context, v fact.BookVersion) error {
	if m.place.shelf.Get(v.Version) != nil {
		return nil
	}
	file, err := m.bookFile(ctx, v)
	if err != nil {
		return err
	}
	rules, err := compiled.Open(file)
	if err != nil {
		return err
	}
	m.place.shelf.Put(rules)
	return nil
}

// BookFile is the text of a published Book, in force or not; the empty version is the one in force.
func (m *Merchant) BookFile(ctx context.Context, version string) ([]byte, error) {
	books, err := m.Books(ctx)
	if err != nil {
		return nil, err
	}
	if version == "" {
		version = books.InForce(m.now())
	}
	if v := books.Find(version); v != nil {
		return m.bookFile(ctx, *v)
	}
	return nil, shipping.Fault(shipping.NotFound, "no Book "+version+" was published", "crosslane book list")
}

func (m *Merchant) bookFile(ctx context.Context, v fact.BookVersion) ([]byte, error) {
	doc, err := m.Ledger.Document(ctx, m.ID, v.File)
	if shipping.CodeOf(err) == shipping.Corrupt || err == nil && book.Version(doc.Body) != v.Version {
		return nil, &shipping.Error{Code: shipping.Corrupt, Field: "Book " + v.Version, Message: "its text was changed since it was published: it does not hash to its name",
			Hint: "publish the right file again (crosslane book publish FILE), or restore a backup", Cause: err}
	}
	return doc.Body, err
}

func (m *Merchant) publishDefault(ctx context.Context) error {
	if err := account.Allowed(ctx, m.ID, account.Book); err != nil {
		return err
	}
	file := book.DefaultFile()
	rules, err := compiled.Open(file) // what ships is accepted: the tests say so
	if err != nil {
		return err
	}
	if err := m.publish(ctx, rules, file, rules.Book.From); shipping.CodeOf(err) != shipping.Known { // another node was quicker
		return err
	}
	return nil
}

// Publish records that a Book is in force from an instant on, and keeps its file. What [fulfillment.Accept] refuses is
// refused, unless it was published before: by an earlier program, which was less strict. The newest Book again is Known,
// unless what is kept of it was changed: then it is mended.
func (m *Merchant) Publish(ctx context.Context, file []byte, from time.Time) error {
	if err := account.Allowed(ctx, m.ID, account.Book); err != nil {
		return err
	}
	rules, err := m.accept(ctx, file)
	if err != nil {
		return err
	}
	return m.publish(ctx, rules, file, from)
}

// publish records a Book that is accepted.
func (m *Merchant) publish(ctx context.Context, rules *fulfillment.Rules, file []byte, from time.Time) error {
	b := rules.Book
	m.place.shelf.Put(rules)
	doc := shipping.NewDocument("application/yaml", "", file)
	_, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{
		Facts: []*fact.Fact{{Stream: shipping.BookStream, At: from, By: account.By(ctx, "publish"), Body: &fact.BookPublished{
			Version: b.Version, Name: b.Name, File: doc.ID,
		}}},
		Documents: []shipping.Document{doc},
	})
	m.forgetBooks()
	if shipping.CodeOf(err) == shipping.Known {
		return m.mendBook(ctx, b.Version, doc, err)
	}
	return err
}

func (m *Merchant) accept(ctx context.Context, file []byte) (*fulfillment.Rules, error) {
	rules, _, err := fulfillment.Accept(file, Connectors())
	if err == nil || rules == nil {
		return rules, err
	}
	if books, unread := m.Books(ctx); unread == nil && books.Find(rules.Book.Version) != nil {
		return rules, nil
	}
	return nil, err
}

// mendBook keeps the file of a Book again that was published before, where what is kept of it was changed since,
// or is gone.
func (m *Merchant) mendBook(ctx context.Context, version string, doc shipping.Document, known error) error {
	books, err := m.Books(ctx)
	if err != nil {
		return err
	}
	if v := books.Find(version); v != nil {
		doc.ID = v.File // an earlier program may have named it otherwise
	}
	_, err = m.bookFile(ctx, fact.BookVersion{Version: version, File: doc.ID})
	if code := shipping.CodeOf(err); code != shipping.Corrupt && code != shipping.NotFound {
		return cmp.Or(err, known)
	}
	_, err = m.Ledger.Record(ctx, m.ID, ledger.Entry{Documents: []shipping.Document{doc}})
	return err
}
