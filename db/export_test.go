package db

import (
	"database/sql/driver"

	sqlitedriver "modernc.org/sqlite"
)

// Distribute is what DistributeCitus does where Citus is there.
var Distribute = (*DB).distribute

// Remembering opens connections to an SQLite file.
func Remembering(file string) (driver.Connector, error) {
	c, err := sqlitedriver.NewConnector(file)
	return &rememberer{Connector: c}, err
}
