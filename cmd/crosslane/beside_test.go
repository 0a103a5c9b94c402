package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"crosslane/terminal/beside"
)

// serverOf starts a server of a directory as a process of its own, and waits until commands find it.
func serverOf(t *testing.T, data string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], "--data", data, "serve", "--simulated", "--listen", "127.0.0.1:0", "--poll", "1h")
	c.Env = append(os.Environ(), asProgram+"=1")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for range 200 {
		if _, err := os.Stat(filepath.Join(data, "server.sock")); err == nil {
			return c
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not listen")
	return nil
}

// besidePlace is a place in a directory with a short name, as the path of a socket is bounded.
func besidePlace(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "beside") //nolint:usetesting // the path of a socket is bounded
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	data := filepath.Join(dir, "data")
	done(t, "sku,warehouse,quantity,reference\nMUG,szx,100000,R1\n", "--data", data, "import", "stock", "-", "--new")
	return data
}

// TestCommandsBesideAServer: commands that write answer the same with a server as without one, to the byte and with the same status.
func TestCommandsBesideAServer(t *testing.T) {
	t.Chdir(t.TempDir())
	alone, served := besidePlace(t), besidePlace(t)
	for name, text := range map[string]string{"orders.csv": someOrders(3, "A"), "bad.csv": "number,placed\n1,never\n", "stock.csv": "sku,warehouse,quantity,reference\nCUP,szx,5,R2\n", "book.yaml": "name: x\nchanels: []\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server := serverOf(t, served)
	for _, c := range []struct{ stdin, args string }{
		{"", "import orders orders.csv"}, {"", "import orders orders.csv --json"}, {"", "import orders bad.csv"}, {"", "import orders nothing.csv"}, {someOrders(2, "B"), "import orders -"},
		{"", "import stock stock.csv"}, {"", "import stock stock.csv --count"}, {"", "stock scrap CUP 1 --at szx --reason broken"}, {"", "stock scrap CUP 1000000 --at szx --reason broken --json"},
		{"", "orders cancel A2 --reason x"}, {"", "orders cancel nobody --reason x"}, {"", "merchants add two"}, {"", "merchants add two"}, {"", "import orders orders.csv --merchant two"},
		{"", "import orders orders.csv --merchant three"}, {"", "book publish book.yaml"}, {"", "users"}, {"", "tokens end tok_x"}, {"", "import orders orders.csv --bogus"}, {"", "cases close nothing --why x"},
	} {
		args := strings.Fields(c.args)
		out, errs, status := typed(t, c.stdin, append(args, "--data", alone)...)
		same, sameErrs, sameStatus := typed(t, c.stdin, append(args, "--data", served)...)
		if out != same || strings.ReplaceAll(errs, alone, served) != sameErrs || status != sameStatus {
			t.Errorf("%s:\n%d %s%s\nbeside a server\n%d %s%s", c.args, status, out, errs, sameStatus, same, sameErrs)
		}
	}
	if out, errs, status := typed(t, "", "rebuild", "--data", served); status != 1 || !strings.Contains(errs, "another process has the database open") {
		t.Errorf("rebuild beside a server: %d %s%s", status, out, errs)
	}
	_ = server.Process.Signal(os.Interrupt)
	_ = server.Wait()
	if _, err := os.Stat(filepath.Join(served, "server.sock")); err == nil {
		t.Error("the socket outlives its server")
	}
}

// TestServerKilledBeneathAnImport: an import beside a server that is killed says so, and run again completes it: no order is lost or there twice.
func TestServerKilledBeneathAnImport(t *testing.T) {
	t.Chdir(t.TempDir())
	data := besidePlace(t)
	const n = 20_000
	if err := os.WriteFile("orders.csv", []byte(someOrders(n, "K")), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := 0
	for kill := range 4 {
		server := serverOf(t, data)
		timer := time.AfterFunc(time.Duration(150+kill*250)*time.Millisecond, func() { _ = server.Process.Kill() })
		_, errs, status := typed(t, "", "import", "orders", "orders.csv", "--data", data)
		timer.Stop()
		if status != 0 {
			broken++
			if !strings.Contains(errs, "the server went away") {
				t.Errorf("status %d: %s", status, errs)
			}
		}
		_ = server.Process.Kill()
		_ = server.Wait()
	}
	if broken == 0 {
		t.Error("no import was cut off")
	}
	out, errs, status := typed(t, "", "import", "orders", "orders.csv", "--data", data)
	if status != 0 || !strings.Contains(out, fmt.Sprintf("%d orders", n)) {
		t.Fatalf("again: %d %s%s", status, out, errs)
	}
	if out := done(t, "", "import", "orders", "orders.csv", "--data", data); !strings.Contains(out, fmt.Sprintf("unchanged %d", n)) {
		t.Errorf("and again: %s", out)
	}
	if out := done(t, "", "audit", "--views", "--data", data); !strings.Contains(out, "In order") {
		t.Errorf("audit: %s", out)
	}
	if out := done(t, "", "stock", "list", "MUG", "--data", data, "--json"); !strings.Contains(out, fmt.Sprintf(`"promised": %d`, n)) {
		t.Errorf("stock: %s", out)
	}
}

// someOrders are orders of one mug each.
func someOrders(n int, begin string) string {
	var b bytes.Buffer
	b.WriteString("number,placed,currency,name,address1,city,postcode,country,sku,product,quantity,price,weight_g,hs,origin\n")
	for i := range n {
		fmt.Fprintf(&b, "%s%d,2026-11-01T08:00:00Z,EUR,Ida Probe,Weg 1,Berlin,10115,DE,MUG,Mug,1,9.00,400,691200,CN\n", begin, i)
	}
	return b.String()
}

// TestAServerDoesNotDoAll: what a server is asked for and does not do for others it refuses, with a word.
func TestAServerDoesNotDoAll(t *testing.T) {
	data := besidePlace(t)
	serverOf(t, data)
	var out, errs bytes.Buffer
	for _, args := range [][]string{{"serve", "--simulated"}, {"audit"}, {"restore", "x"}, {"demo"}} {
		status, there, err := beside.Ask(t.Context(), &beside.Line{Args: args, Place: data, Dir: "/"}, strings.NewReader(""), &out, &errs)
		if status != 1 || !there || err != nil || !strings.Contains(errs.String(), "does not do this for others") {
			t.Errorf("%v: %d, %t, %v: %s%s", args, status, there, err, out.String(), errs.String())
		}
		errs.Reset()
	}
}

// TestPipesBesideAServer: a pipe that a command names is read by whoever typed it, and sent.
func TestPipesBesideAServer(t *testing.T) {
	t.Chdir(t.TempDir())
	data := besidePlace(t)
	serverOf(t, data)
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Skip("no pipes with a name: ", err)
	}
	go func() { _ = os.WriteFile("pipe", []byte(someOrders(2, "P")), 0o600) }()
	if out := done(t, "", "import", "orders", "pipe", "--data", data); !strings.Contains(out, "accepted 2") {
		t.Errorf("a pipe: %s", out)
	}
	if err := os.WriteFile("st\xe4ck.csv", []byte(someOrders(1, "Q")), 0o600); err != nil {
		t.Skip("no such names: ", err)
	}
	if out := done(t, "", "import", "orders", "st\xe4ck.csv", "--data", data); !strings.Contains(out, "accepted 1") {
		t.Errorf("a name that is not UTF-8: %s", out)
	}
}
