package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
	"sync/atomic"
)

// heard is told every statement that a database is given.
var heard atomic.Pointer[func(text string, args []any)]

// Hear has every statement told that databases opened from now on are given, until stop is called: a suite looks at them.
// On SQLite the arguments are not told, nor is what was prepared for many rows. It is called from several goroutines.
func Hear(told func(text string, args []any)) (stop func()) {
	heard.Store(&told)
	return func() { heard.Store(nil) }
}

func tell(text string, args []any) {
	if told := heard.Load(); told != nil {
		(*told)(text, args)
	}
}

// mostKnown bounds how many statements one connection keeps ready.
const mostKnown = 200

// rememberer opens SQLite connections that keep their statements ready: preparing
// one takes longer than performing it.
type rememberer struct {
	driver.Connector
	opening sync.RWMutex // held for reading while a connection is opened
	closed  bool
}

// Close has no connection opened any more, so that no file comes back into a directory that was given back.
func (r *rememberer) Close() error {
	r.opening.Lock()
	defer r.opening.Unlock()
	r.closed = true
	return nil
}

// Connect opens a connection.
func (r *rememberer) Connect(ctx context.Context) (driver.Conn, error) {
	r.opening.RLock()
	defer r.opening.RUnlock()
	if r.closed {
		return nil, sql.ErrConnDone
	}
	c, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &remembering{c, c.(driver.ConnBeginTx), c.(driver.SessionResetter), c.(driver.Validator), map[string]driver.Stmt{}}, nil
}

// remembering is a connection with the statements that it keeps ready by their text. One that is
// in use is not among them: two cursors never share a statement.
type remembering struct {
	driver.Conn
	driver.ConnBeginTx
	driver.SessionResetter
	driver.Validator
	known map[string]driver.Stmt
}

// ExecContext performs a statement without rows.
func (c *remembering) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(text)
	if err != nil {
		return nil, err
	}
	result, err := s.(driver.StmtExecContext).ExecContext(ctx, args)
	c.giveBack(text, s, err)
	return result, err
}

// QueryContext performs a statement and answers with its rows.
func (c *remembering) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(text)
	if err != nil {
		return nil, err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		c.giveBack(text, s, err)
		return nil, err
	}
	return &lentRows{rows, func(err error) { c.giveBack(text, s, err) }}, nil
}

// Close lets go of the statements and of the connection.
func (c *remembering) Close() error {
	for _, s := range c.known {
		_ = s.Close() // the connection ends
	}
	return c.Conn.Close()
}

func (c *remembering) take(text string) (driver.Stmt, error) {
	tell(text, nil)
	if s, ok := c.known[text]; ok {
		delete(c.known, text)
		return s, nil
	}
	return c.Prepare(text)
}

// giveBack keeps a statement that did well.
func (c *remembering) giveBack(text string, s driver.Stmt, err error) {
	if _, ok := c.known[text]; ok || err != nil || len(c.known) >= mostKnown {
		_ = s.Close() // it has done what it was for
		return
	}
	c.known[text] = s
}

// lentRows give their statement back when they are closed.
type lentRows struct {
	driver.Rows
	back func(error)
}

// Close ends the rows.
func (r *lentRows) Close() error {
	err := r.Rows.Close()
	if r.back != nil {
		r.back(err)
		r.back = nil
	}
	return err
}
