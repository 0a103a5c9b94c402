package dbtest

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// cluster is the PostgreSQL that this process started.
var cluster struct {
	sync.Once
	address string
	missing string   // it is not installed
	failed  error    // it is, and did not start
	alive   *os.File // while this process holds it, the server runs
}

// startOnce answers with the address of this process's own cluster, and skips the test where PostgreSQL is not installed. Where it is
// and does not start, the test fails: half of it would not be tried, and nobody would know.
func startOnce(t testing.TB) string {
	cluster.Do(start)
	if cluster.missing != "" {
		t.Skip("no PostgreSQL: " + cluster.missing + "; install it or set CROSSLANE_TEST_POSTGRES=postgres://user@host/postgres")
	}
	if cluster.failed != nil {
		t.Fatal("PostgreSQL is installed, and did not start: ", cluster.failed)
	}
	return cluster.address
}

// serve runs the server until its standard input ends, which it does when this process ends,
// however it ends. $2 says whether it waits for the disk.
const serve = `"$0/initdb" -D "$1/data" -U crosslane -A trust -E UTF8 --locale=C -N >"$1/log" 2>&1 || exit 1
"$0/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c shared_buffers=256MB -c max_wal_size=4GB -c fsync="$2" >>"$1/log" 2>&1 &
server=$!
read -r wait
kill -INT $server
wait $server
rm -rf "$1"`

func start() {
	bin, err := binaries()
	if err != nil {
		cluster.missing = "initdb is not installed"
		return
	}
	dir, err := os.MkdirTemp("", "crosslane-pg-")
	if err != nil {
		cluster.failed = err
		return
	}
	cmd := exec.Command("/bin/sh", "-c", serve, bin, dir, fsync()) //nolint:gosec // a script of ours, and where PostgreSQL lies
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: unprivileged(dir)}
	in, out, err := os.Pipe()
	if err != nil {
		cluster.failed = err
		return
	}
	cmd.Stdin, cluster.alive = in, out
	if err := cmd.Start(); err != nil {
		cluster.failed = err
		return
	}
	_ = in.Close()
	u := url.URL{Scheme: "postgres", User: url.User("crosslane"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}
	cluster.address = u.String()
	cluster.failed = await(cluster.address, filepath.Join(dir, "log"))
}

// fsync is on where benchmarks run. Tests end processes, never the machine, and what a process has written outlives it.
func fsync() string {
	if f := flag.Lookup("test.bench"); f != nil && f.Value.String() != "" {
		return "on"
	}
	return "off"
}

// binaries finds the newest installed server.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	return filepath.Dir(path), err
}

// unprivileged is the user that runs the server when this process is root, which PostgreSQL refuses.
func unprivileged(dir string) *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if os.Chown(dir, uid, gid) == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return nil
}

// await waits until the server answers; it says why when it does not.
func await(address, log string) error {
	d, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	for range 900 { // a busy machine takes its time
		if err = d.PingContext(context.Background()); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	text, _ := os.ReadFile(log)
	return fmt.Errorf("%w: %s", err, bytes.TrimSpace(text))
}
