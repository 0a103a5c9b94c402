package db

import (
	"context"
	"errors"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"crosslane/shipping"
)

// nodeConnections is how many connections one node holds to PostgreSQL at most.
const nodeConnections = 16

func openPostgres(ctx context.Context, dsn string, p promise) (*DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, badAddress(err)
	}
	if p.postgres != "" {
		config.RuntimeParams["synchronous_commit"] = p.postgres
	}
	if heard.Load() != nil {
		config.Tracer = listener{}
	}
	d := stdlib.OpenDB(*config)
	d.SetMaxOpenConns(nodeConnections)
	d.SetMaxIdleConns(nodeConnections)
	if err := d.PingContext(ctx); err != nil {
		_ = d.Close()
		return nil, unavailable("cannot open the database", "is PostgreSQL running, and is its address right (--db)?", err)
	}
	return &DB{Dialect: postgres, Write: d, Read: d}, nil
}

// badAddress tells that an address of a database is none. What is wrong with it is not repeated: it may hold a password, and
// where that ends is what cannot be read.
func badAddress(err error) error {
	e := &shipping.Error{Code: shipping.Invalid, Field: "db", Message: "the address of the database cannot be read",
		Hint: "it looks like postgres://user@host:5432/database; in a password write %23 for #, %2F for /, %3A for :, %40 for @", Cause: unsaid{err}}
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		e.Message, e.Hint = "the file "+file.Path+" that the address of the database names cannot be read", "name another, or have its owner allow it"
	}
	return e
}

// listener tells statements as they begin.
type listener struct{}

// TraceQueryStart implements pgx.QueryTracer.
func (listener) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	tell(q.SQL, q.Args)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (listener) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
