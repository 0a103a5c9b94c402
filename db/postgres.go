package db

import (
	"context"
	"database/sql"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// nodeConnections is how many connections one node holds to PostgreSQL at most.
const nodeConnections = 16

func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	d, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, unavailable("cannot read the database address", "it looks like postgres://user@host/database", err)
	}
	d.SetMaxOpenConns(nodeConnections)
	d.SetMaxIdleConns(nodeConnections)
	if err := d.PingContext(ctx); err != nil {
		d.Close()
		return nil, unavailable("PostgreSQL does not answer", "is it running, and is the address right?", err)
	}
	return &DB{Dialect: postgres, Write: d, Read: d}, nil
}
