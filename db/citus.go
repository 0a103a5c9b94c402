package db

import (
	"context"

	"crosslane/shipping"
)

// DistributeCitus spreads tables over the nodes of a PostgreSQL that Citus extends, by the merchant: whatever belongs to
// one merchant lies together. Tables that are spread already stay as they are. Every table needs a column merchant that is
// part of all its unique keys. Where Citus is not there, that is Unsupported.
func DistributeCitus(ctx context.Context, d *DB, tables []string) error {
	if d.Embedded {
		return shipping.Fault(shipping.Unsupported, "an SQLite database lies in one file", "open a PostgreSQL with Citus with --db")
	}
	var there bool
	if err := d.Read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')").Scan(&there); err != nil {
		return Failure("look for Citus", err)
	}
	if !there {
		return shipping.Fault(shipping.Unsupported, "Citus is not installed in this database", "CREATE EXTENSION citus, as its documents say, and add its workers")
	}
	return d.distribute(ctx, tables)
}

func (d *DB) distribute(ctx context.Context, tables []string) error {
	for _, table := range tables {
		var done bool
		if err := d.Write.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM citus_tables WHERE table_name = $1::text::regclass AND citus_table_type = 'distributed')", table).Scan(&done); err != nil {
			return Failure("ask whether "+table+" is distributed", err)
		}
		if done {
			continue
		}
		with := tables[0]
		if table == with {
			with = "default"
		}
		if _, err := d.Write.ExecContext(ctx, "SELECT create_distributed_table($1::text::regclass, 'merchant', colocate_with => $2)", table, with); err != nil {
			return Failure("distribute "+table, err)
		}
	}
	return nil
}
