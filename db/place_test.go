package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// look tells how many things a reader finds in a database.
func look(dsn string) {
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		fmt.Println("cannot:", err)
		return
	}
	defer d.Close()
	var n int
	err = d.Read.QueryRow("SELECT count(*) FROM things").Scan(&n)
	var file bytes.Buffer
	rows, wrong := d.Export(context.Background(), &file, []db.Table{table}, nil)
	fmt.Println("found", n, err, rows, wrong)
}

// as runs the test program as a user who may not do everything, as root may.
func as(t *testing.T, program, told string) string {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), told)
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// reachable is a directory that other users reach, with the test program in it.
func reachable(t *testing.T) (top, program string) {
	t.Helper()
	if os.Getuid() == 0 {
		if out, err := exec.Command("/bin/sh", "-c", "test -x "+filepath.Dir(os.Args[0])).CombinedOutput(); err != nil {
			t.Skip("the folder of the test program cannot be entered: " + string(out))
		}
	}
	top, err := os.MkdirTemp("", "crosslane-copy-") //nolint:usetesting // another user must reach it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(top) })
	program = filepath.Join(top, "program")
	copyFile(t, os.Args[0], program, 0o755)
	if err := os.Chmod(top, 0o755); err != nil {
		t.Fatal(err)
	}
	return top, program
}

// TestWholeFileIsKept: a file is done when its directory has kept its name, too; where that cannot be, nothing is left.
func TestWholeFileIsKept(t *testing.T) {
	top, program := reachable(t)
	for mode, want := range map[os.FileMode]string{0o777: "<nil>\n", 0o333: "cannot be kept under its name"} {
		dir := filepath.Join(top, mode.String())
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		said := as(t, program, "CROSSLANE_TEST_WRITE="+filepath.Join(dir, "file"))
		if !strings.Contains(said, want) {
			t.Errorf("in a directory of mode %v: %s", mode, said)
		}
		os.Chmod(dir, 0o700)
		list, _ := os.ReadDir(dir)
		if left := len(list); left != map[os.FileMode]int{0o777: 1}[mode] {
			t.Errorf("in a directory of mode %v there are %v", mode, list)
		}
	}
}

// TestReadOnlyCopy: a copy on which nothing may be written is read, and says so when it is only half of the rows.
func TestReadOnlyCopy(t *testing.T) {
	top, program := reachable(t)
	place := filepath.Join(top, "data")
	d, err := db.Open(context.Background(), place)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(context.Background(), "things", migrations()); err != nil {
		t.Fatal(err)
	}
	insert(t, d, 7)
	log, err := os.ReadFile(filepath.Join(place, "crosslane.db-wal"))
	if err != nil || len(log) == 0 {
		t.Fatal("no log beside the open database", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	forbid := func() {
		for path, mode := range map[string]os.FileMode{top: 0o755, place: 0o555, filepath.Join(place, "crosslane.db"): 0o444} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	forbid()
	if said := as(t, program, "CROSSLANE_TEST_LOOK="+place); said != "found 7 <nil> 7 <nil>\n" {
		t.Errorf("a read-only copy: %s", said)
	}
	if err := os.WriteFile(filepath.Join(place, "crosslane.db-wal"), log, 0o444); err != nil {
		os.Chmod(place, 0o755)
		if err := os.WriteFile(filepath.Join(place, "crosslane.db-wal"), log, 0o444); err != nil {
			t.Fatal(err)
		}
		forbid()
	}
	if said := as(t, program, "CROSSLANE_TEST_LOOK="+place); !strings.Contains(said, "the newest rows lie beside the database") || strings.Contains(said, top) {
		t.Errorf("a copy with its log: %s", said)
	}
}

func copyFile(t *testing.T, from, to string, mode os.FileMode) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, mode); err != nil {
		t.Fatal(err)
	}
}

// TestForOwnerAlone: nobody else reads what is stored, also where it lay open before.
func TestForOwnerAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	place := filepath.Join(t.TempDir(), "data")
	modes := func() string {
		var said []string
		for _, p := range []string{place, place + "/crosslane.db", place + "/crosslane.db-wal", place + "/crosslane.db-shm"} {
			info, err := os.Stat(p)
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, fmt.Sprintf("%o", info.Mode().Perm()))
		}
		return strings.Join(said, " ")
	}
	for round := range 2 {
		d, err := db.Open(context.Background(), place)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(context.Background(), "things", migrations()); err != nil {
			t.Fatal(err)
		}
		if got := modes(); got != "700 600 600 600" {
			t.Errorf("round %d: modes %s", round, got)
		}
		d.Close()
		os.Chmod(place, 0o755)
		os.Chmod(place+"/crosslane.db", 0o644)
	}
	named := t.TempDir()
	os.Chmod(named, 0o755)
	d := dbtest.Open(t, filepath.Join(named, "x.db"))
	defer d.Close()
	if info, _ := os.Stat(named); info.Mode().Perm() != 0o755 {
		t.Errorf("the directory of a file that was named has mode %o", info.Mode().Perm())
	}
}

func TestIsConflict(t *testing.T) {
	for _, c := range []struct {
		code, message string
		want          bool
	}{
		{"40001", "could not serialize access", true},
		{"40P01", "deadlock detected", true},
		{"23505", "duplicate key value violates unique constraint", true},
		{"55P03", "lock not available", true},
		{"XX000", `duplicate key value violates unique constraint "facts_pkey_102008"`, true},
		{"XX000", "something else", false},
		{"23502", "null value", false},
	} {
		err := fmt.Errorf("committing: %w", &pgconn.PgError{Code: c.code, Message: c.message})
		if got := db.IsConflict(err); got != c.want {
			t.Errorf("%s %s: %v", c.code, c.message, got)
		}
	}
	if db.IsConflict(errors.New("no")) || db.IsConflict(nil) {
		t.Error("another error is a conflict")
	}
}

// TestFailureTellsNoAddress: a caller hears that the database does not answer; who looks for the cause finds it.
func TestFailureTellsNoAddress(t *testing.T) {
	cause := fmt.Errorf("failed to connect to `user=anna`: %w", &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})
	e := db.Failure("read balances", cause)
	if e.Code != shipping.Unavailable || e.Message != "cannot read balances: nothing listens at the address of the database" || !errors.Is(e, syscall.ECONNREFUSED) {
		t.Errorf("%+v", e)
	}
	if e := db.Failure("read balances", errors.New("disk full")); e.Message != "cannot read balances" {
		t.Errorf("%+v", e)
	}
}
