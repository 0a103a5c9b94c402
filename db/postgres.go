package db

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// nodeConnections is how many connections one node holds to PostgreSQL at most.
const nodeConnections = 16

func openPostgres(ctx context.Context, dsn string, p promise) (*DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, unavailable("cannot read the database address", "it looks like postgres://user@host/database", err)
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
		return nil, unavailable("PostgreSQL does not answer", "is it running, and is the address right?", err)
	}
	return &DB{Dialect: postgres, Write: d, Read: d}, nil
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
