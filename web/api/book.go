package api

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"time"

	"crosslane/account"
	"crosslane/book"
	"crosslane/fulfillment"
	"crosslane/merchant"
	"crosslane/merchant/inuse"
	"crosslane/shipping"
)

// Published is a Book that was published.
type Published struct {
	Version string    `json:"version" example:"bok_2kd0"`
	Name    string    `json:"name"`
	From    time.Time `json:"from" doc:"when it is in force from"`
}

// Checked is what a Book that was checked comes to.
type Checked struct {
	Version string        `json:"version" doc:"by which it would go"`
	Name    string        `json:"name"`
	Remarks []book.Remark `json:"remarks" doc:"what may be meant, and decides" nullable:"false"`
}

// BookFile is a Book as it is written.
type BookFile struct {
	RawBody []byte `contentType:"application/yaml"`
}

type bookOut struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag" doc:"names the version: POST /v1/books takes it as If-Match"`
	Body        []byte
}

func (a *api) book() {
	type booksOut struct {
		Body struct {
			InForce   string      `json:"in_force" doc:"the version that decides now"`
			Published []Published `json:"published" nullable:"false"`
		}
	}
	on(a, call{method: http.MethodGet, path: "/books", id: "list-books", right: account.Read, tag: "Book", summary: "List the published Books"},
		func(ctx context.Context, m *merchant.Merchant, _ *struct{}) (*booksOut, error) {
			list, err := m.Books(ctx)
			if err != nil {
				return nil, err
			}
			out := &booksOut{}
			out.Body.InForce, out.Body.Published = list.InForce(m.Now()), []Published{}
			for _, b := range list.Published {
				out.Body.Published = append(out.Body.Published, Published{b.Version, b.Name, b.From})
			}
			return out, nil
		})
	a.readBook()
	a.publish()
}

func (a *api) readBook() {
	type versionIn struct {
		Version string `path:"version" maxLength:"100" doc:"or current"`
	}
	on(a, call{method: http.MethodGet, path: "/books/{version}", id: "read-book", right: account.Read, tag: "Book", summary: "Read a Book's file"},
		func(ctx context.Context, m *merchant.Merchant, in *versionIn) (*bookOut, error) {
			if in.Version == "current" {
				in.Version = ""
			}
			list, err := m.Books(ctx)
			if err != nil {
				return nil, err
			}
			text, err := m.BookFile(ctx, in.Version)
			return &bookOut{"application/yaml", tagOf(cmp.Or(in.Version, list.InForce(m.Now()))), text}, err
		})
	a.file("/v1/books/{version}", "application/yaml")
}

func (a *api) publish() {
	const most = 8 << 20
	on(a, call{method: http.MethodPost, path: "/book-checks", id: "check-book", right: account.Read, tag: "Book", summary: "Check a Book's file", raw: true, most: most, more: "Nothing is recorded. What would stop or starve the business is told with its line."},
		func(_ context.Context, m *merchant.Merchant, in *BookFile) (*struct{ Body Checked }, error) {
			rules, remarks, err := fulfillment.Accept(bytes.Clone(in.RawBody), merchant.Connectors())
			if err != nil {
				return nil, err
			}
			return &struct{ Body Checked }{Checked{rules.Book.Version, rules.Book.Name, append(append([]book.Remark{}, remarks...), rules.Book.OutOfDays(in.RawBody, shipping.DateOf(m.Now()))...)}}, nil
		})
	type publishIn struct {
		Drop  []string  `query:"drop" doc:"warehouses with stock, and channels with parcels under way, that the Book may leave out"`
		From  time.Time `query:"from" doc:"when it is in force from; left out: what it says itself, and not before now"`
		Match string    `header:"If-Match" maxLength:"200" doc:"the ETag of the Book that was changed: where another is in force meanwhile, nothing is published (412)"`
		BookFile
	}
	on(a, call{method: http.MethodPost, path: "/books", id: "publish-book", right: account.Book, tag: "Book", summary: "Publish a Book", raw: true, most: most, errors: []int{http.StatusPreconditionFailed}, more: "The past is never rewritten: the earliest moment is now. An earlier version published again is how a Book is rolled back."},
		func(ctx context.Context, m *merchant.Merchant, in *publishIn) (*struct{ Body Published }, error) {
			if err := unchanged(ctx, m, in.Match); err != nil {
				return nil, err
			}
			file := bytes.Clone(in.RawBody)
			rules, _, err := fulfillment.Accept(file, merchant.Connectors())
			if rules == nil {
				return nil, err
			}
			taken, err := inuse.By(ctx, m, rules.Book)
			if err == nil {
				err = inuse.Refuse(taken, in.Drop)
			}
			if err != nil {
				return nil, err
			}
			from := in.From
			if from.IsZero() {
				from = rules.Book.From
			}
			if now := m.Now(); from.Before(now) {
				from = now
			}
			if err := m.Publish(ctx, file, from); err != nil {
				return nil, err
			}
			return &struct{ Body Published }{Published{rules.Book.Version, rules.Book.Name, from}}, nil
		})
}

// tagOf names a version of the Book.
func tagOf(version string) string { return `"` + version + `"` }

// unchanged refuses to publish over a Book that whoever changes it has not seen.
func unchanged(ctx context.Context, m *merchant.Merchant, match string) error {
	if match == "" {
		return nil
	}
	list, err := m.Books(ctx)
	if err != nil || matches(match, tagOf(list.InForce(m.Now()))) {
		return err
	}
	p := problemOf(&shipping.Error{Code: shipping.Conflict, Field: "header.If-Match", Message: "another Book is in force meanwhile", Hint: "read /v1/books/current, make your change in that, and publish it"})
	p.Status = http.StatusPreconditionFailed
	return p
}
