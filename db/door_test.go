package db_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// doorkeeper is a PostgreSQL that lets nobody in: it gives the address at which it refuses with one SQLSTATE. Without TLS
// settings it speaks none.
func doorkeeper(t *testing.T, state string, settings *tls.Config) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go refuse(c, state, settings)
		}
	}()
	return "postgres://anna:geheim@" + l.Addr().String() + "/shop"
}

func refuse(c net.Conn, state string, settings *tls.Config) {
	defer c.Close()
	for {
		var size [4]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		asked := make([]byte, binary.BigEndian.Uint32(size[:])-4)
		if _, err := io.ReadFull(c, asked); err != nil {
			return
		}
		const wantsTLS = 80877103
		switch {
		case binary.BigEndian.Uint32(asked) != wantsTLS:
			body := "SFATAL\x00VFATAL\x00C" + state + "\x00Mno entry for user \"anna\"\x00\x00"
			_, _ = c.Write(append(binary.BigEndian.AppendUint32([]byte{'E'}, uint32(len(body)+4)), body...))
			return
		case settings == nil:
			_, _ = c.Write([]byte{'N'})
		default:
			_, _ = c.Write([]byte{'S'})
			c = tls.Server(c, settings)
		}
	}
}

// What keeps the program from PostgreSQL's door is told in plain words, with what to do. Nobody hears user, password or
// address, nor the driver's words; who looks for the cause finds it.
func TestDoors(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for name, c := range map[string]struct{ address, says, hint string }{
		"wrong password": {doorkeeper(t, "28P01", nil), "does not take the user, or the password", "PGPASSWORD"},
		"not let in":     {doorkeeper(t, "28000", nil), "does not take the user, or the password", "pg_hba.conf"},
		"no database":    {doorkeeper(t, "3D000", nil), "has no such database", "createdb"},
		"no right":       {doorkeeper(t, "42501", nil), "may not use that database", "GRANT CONNECT"},
		"crowded":        {doorkeeper(t, "53300", nil), "no more connections", "max_connections"},
		"starting":       {doorkeeper(t, "57P03", nil), "does not answer", "is PostgreSQL running"},
		"no TLS":         {doorkeeper(t, "", nil) + "?sslmode=require", "does not speak TLS", "ssl = on"},
		"no trust":       {doorkeeper(t, "", web.TLS) + "?sslmode=verify-full", "certificate of the database is not trusted", "sslrootcert"},
		"no port":        {"postgres://anna:geheim@" + closed.Addr().String() + "/shop", "nothing listens at the address", "is PostgreSQL running"},
		"no socket":      {"postgres://anna:geheim@/shop?host=" + t.TempDir(), "nothing listens at the address", "is PostgreSQL running"},
	} {
		_, err := db.Open(t.Context(), c.address)
		e, ok := errors.AsType[*shipping.Error](err)
		if !ok || e.Code != shipping.Unavailable || !strings.HasPrefix(e.Message, "cannot open the database: ") ||
			!strings.Contains(e.Message, c.says) || !strings.Contains(e.Hint, c.hint) || !errors.As(err, new(*pgconn.ConnectError)) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if pg := errors.Unwrap(e.Cause); name != "starting" && (pg == nil || strings.Contains(db.Fault(pg).Error(), "anna")) {
			t.Errorf("%s tells the user: %v", name, db.Fault(pg))
		}
		for _, secret := range []string{"anna", "geheim", "127.0.0.1", "SQLSTATE", "failed to connect"} {
			if whole := err.Error(); name != "starting" && strings.Contains(whole, secret) || strings.Contains(e.Message+e.Hint, secret) || strings.Contains(whole, "geheim") {
				t.Errorf("%s tells %q: %s", name, secret, whole)
			}
		}
	}
}

// An address that cannot be read may be a password that was written wrongly: it is not repeated.
func TestAnAddressThatCannotBeRead(t *testing.T) {
	for _, address := range []string{"postgres://anna:ge/heim@host/shop", "postgres://anna:geheim@host:port/shop"} {
		_, err := db.Open(t.Context(), address)
		if err == nil || shipping.CodeOf(err) != shipping.Invalid || strings.Contains(err.Error(), "heim") || !strings.Contains(err.Error(), "%23 for #") {
			t.Errorf("%s: %v", address, err)
		}
	}
	file := filepath.Join(t.TempDir(), "authority.pem")
	if _, err := db.Open(t.Context(), "postgres://anna:geheim@host/shop?sslmode=verify-full&sslrootcert="+file); err == nil ||
		!strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "geheim") {
		t.Error(err)
	}
}

// What failed keeps the code of what it comes to, or its own; where nothing is known it is Unavailable.
func TestFailureKeepsTheCode(t *testing.T) {
	state := func(code string) error {
		return fmt.Errorf("reading: %w", &pgconn.PgError{Code: code, Message: "geheim"})
	}
	for name, c := range map[string]struct {
		cause error
		code  shipping.Code
		says  string
		hint  bool
	}{
		"a table is missing":   {state("42P01"), shipping.Corrupt, "cannot look: a table or column of it is missing", true},
		"no text":              {state("22021"), shipping.Invalid, "cannot look: a text has a sign that no text has", true},
		"cut off":              {state("57014"), shipping.Unavailable, "cannot look: the database cut it off: it took too long, or was ended there", true},
		"too long":             {context.DeadlineExceeded, shipping.Unavailable, "cannot look: the database cut it off: it took too long, or was ended there", true},
		"told to stop":         {errors.Join(state("57014"), context.Canceled), shipping.Unavailable, "cannot look: it was told to stop", true},
		"others were first":    {state("40001"), shipping.Unavailable, "cannot look: others were first, again and again", true},
		"the server went away": {state("57P01"), shipping.Unavailable, "cannot look: the database does not answer", true},
		"no such host":         {&net.DNSError{Err: "no such host", Name: "geheim", IsNotFound: true}, shipping.Unavailable, "cannot look: no machine has the name in the address of the database", true},
		"its own":              {fmt.Errorf("so: %w", shipping.Fault(shipping.Conflict, "somebody was first", "read again")), shipping.Conflict, "cannot look: somebody was first", true},
		"nothing is known":     {errors.New("geheim"), shipping.Unavailable, "cannot look", false},
	} {
		if e := db.Failure("look", c.cause); e.Code != c.code || e.Message != c.says || (e.Hint != "") != c.hint || !errors.Is(e, c.cause) {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if e := db.Fault(state("40P01")); e.Code != shipping.Unavailable {
		t.Errorf("two waited for each other: %+v", e)
	}
}

// A statement that took too long is not one that was told to stop.
func TestAStatementThatIsCutOff(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t))
	conn, err := d.Read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "SET statement_timeout = 20"); err != nil {
		t.Fatal(err)
	}
	_, err = conn.ExecContext(t.Context(), "SELECT pg_sleep(60)")
	if e := db.Failure("wait", err); e.Code != shipping.Unavailable || !strings.Contains(e.Message, "cut it off") {
		t.Errorf("%+v", e)
	}
	stopped, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := d.Read.ExecContext(stopped, "SELECT pg_sleep(60)")
		ended <- err
	}()
	stop()
	if e := db.Failure("wait", <-ended); !strings.Contains(e.Message, "told to stop") {
		t.Errorf("%+v", e)
	}
}
