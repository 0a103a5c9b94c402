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
	d := stdlib.OpenDB(*config)
	d.SetMaxOpenConns(nodeConnections)
	d.SetMaxIdleConns(nodeConnections)
	if err := d.PingContext(ctx); err != nil {
		d.Close()
		return nil, unavailable("PostgreSQL does not answer", "is it running, and is the address right?", err)
	}
	return &DB{Dialect: postgres, Write: d, Read: d}, nil
}
