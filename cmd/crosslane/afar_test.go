package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/terminal"
)

// servedAfar starts a server of a directory, and answers with its address.
func servedAfar(t *testing.T, data string, more ...string) string {
	t.Helper()
	told, pipe := io.Pipe()
	c := exec.Command(os.Args[0], append([]string{"--data", data, "serve", "--json", "--simulated", "--listen", "127.0.0.1:0", "--poll", "1h"}, more...)...)
	c.Env, c.Stdout = append(os.Environ(), asProgram+"=1", "CROSSLANE_SERVER=", "CROSSLANE_TOKEN="), pipe
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	head := make([]byte, 200)
	n, err := told.Read(head)
	go func() { _, _ = io.Copy(io.Discard, told) }()
	at := regexp.MustCompile(`http://[^"]+`).Find(head[:n])
	if err != nil || at == nil {
		t.Fatalf("it says %q, %v", head[:n], err)
	}
	return string(at)
}

// as are the flags by which a command is done by a server elsewhere.
func as(t *testing.T, data, server string, role account.Role, more ...string) []string {
	t.Helper()
	token := done(t, "", append([]string{"tokens", "add", "x", "--role", string(role), "--data", data}, more...)...)
	return []string{"--server", server, "--token", strings.TrimSpace(token)}
}

// TestCommandsOfAServerElsewhere: a command that a server elsewhere does answers as where the data lie, to the byte and with the same status.
func TestCommandsOfAServerElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	alone, served := besidePlace(t), besidePlace(t)
	for name, text := range map[string]string{"orders.csv": someOrders(3, "A"), "bad.csv": "number,placed\n1,never\n", "stock.csv": "sku,warehouse,quantity,reference\nCUP,szx,5,R2\n", "scans.csv": "waybill,time,milestone\nNOBODY,never,delivered\n",
		"bad.yaml": "name: x\nchanels: []\n", "book.yaml": done(t, "", "book", "show", "--data", alone), "st\xe4ck.csv": someOrders(1, "Q")} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flags := as(t, served, servedAfar(t, served), account.Owner, "--all")
	done(t, "", "tokens", "add", "x", "--role", "owner", "--all", "--data", alone) // each has as many
	changes := regexp.MustCompile(`tok_\w+|ord_\w+|par_\w+|bok_\w+|20\d\d-\d\d-\d\d[T ][0-9:.]+Z|"(cursor|used|updated)": ?"[^"]*"|[0-9]+ rows|In order: .*|[0-9]+ (facts|jobs|streams).*|` + regexp.QuoteMeta(alone) + "|" + regexp.QuoteMeta(served))
	for _, c := range []struct{ stdin, args string }{
		{"", "import orders orders.csv"}, {"", "import orders orders.csv --json"}, {"", "import orders bad.csv"}, {"", "import orders nothing.csv"}, {someOrders(2, "B"), "import orders -"}, {"", "import orders st\xe4ck.csv"}, {"", "import orders ."},
		{"", "import stock stock.csv"}, {"", "import stock stock.csv --count"}, {"", "stock scrap CUP 1 --at szx --reason broken"}, {"", "stock adjust CUP -2 --at szx --reason slip"}, {"", "stock scrap CUP 1000000 --at szx --reason broken --json"},
		{"", "orders cancel A2 --reason buyer"}, {"", "orders cancel nobody --reason buyer"}, {"", "orders cancel A1"}, {"", "merchants add two"}, {"", "merchants add two"}, {"", "import orders orders.csv --merchant two"}, {"", "merchants"},
		{"", "import orders orders.csv --bogus"}, {"", "cases close nothing too"}, {"", "scans scans.csv --carrier silkway --repairs mend.csv"}, {"", "book publish bad.yaml"}, {"", "book check bad.yaml"}, {"", "book check book.yaml"}, {"", "book list"}, {},
		{"", "orders"}, {"", "orders --json --limit 2"}, {"", "orders --limit 5000"}, {"", "parcels --status delivered"}, {"", "explain B1 --json"}, {"", "explain nobody"}, {"", "label B1 --out label.pdf"}, {"", "stock list"}, {"", "stock list MUG --json"}, {"", "cases"},
		{"", "channels --json"}, {"", "tours dui"}, {"", "jobs list"}, {"", "import mapping try orders.csv"}, {"{}", "quote rates"}, {"", "quote rates --book none.yaml"}, {"", "whatif --book book.yaml"}, {"", "erase --email nobody@b.example"},
		{"", "audit"}, {"", "users"}, {"", "users require-factor off"}, {"", "users reset-factor nobody"}, {"", "users again nobody"}, {"", "track parse --carrier nobody"}, {"{}", "track parse --carrier ups"}, {"", "tokens --json"}, {"", "webhooks"}, {"", "storefronts"}, {"", "backup kept"}, {"", "backup orders.csv"}, {"", "track identify RR123456785CN"}, {"", "book check -"},
	} {
		if c.args == "" { // those behind only look: beside the server they tell the same
			alone = served
			continue
		}
		args := strings.Fields(c.args)
		_ = os.Remove("mend.csv")
		out, errs, status := typed(t, c.stdin, append(args, "--data", alone)...)
		mended, _ := os.ReadFile("mend.csv")
		_ = os.Remove("mend.csv")
		same, sameErrs, sameStatus := typed(t, c.stdin, append(args, flags...)...)
		again, _ := os.ReadFile("mend.csv")
		plain := func(s string) string { return changes.ReplaceAllString(s, "*") }
		if plain(out) != plain(same) || plain(errs) != plain(sameErrs) || status != sameStatus || !bytes.Equal(mended, again) {
			t.Errorf("%s:\n%d %s%s\nby a server elsewhere\n%d %s%s", c.args, status, out, errs, sameStatus, same, sameErrs)
		}
	}
	if out := done(t, "", "restore", "kept", "--data", filepath.Join(t.TempDir(), "new")); !strings.Contains(out, "Accounts, webhooks and storefronts came with it") {
		t.Errorf("what came back of a backup: %s", out)
	}
	for _, c := range [][]string{{"serve"}, {"init", "x.yaml"}, {"restore", "x"}, {"demo"}, {"rebuild"}, {"migrate"}, {"doctor"}, {"mcp"}, {"exchange", "."}} {
		if _, errs, status := typed(t, "", append(c, flags...)...); status != 1 || !strings.Contains(errs, "does not do this for others") {
			t.Errorf("%v: %d %s", c, status, errs)
		}
	}
	if out := done(t, "", append([]string{"deeds"}, flags...)...); !strings.Contains(out, "token made") {
		t.Errorf("deeds: %s", out)
	}
}

// TestWhoTypesElsewhere: whoever types a command elsewhere does what his token may, for the merchants whom it is for, and stands in the record himself.
func TestWhoTypesElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	data := besidePlace(t)
	done(t, "", "merchants", "add", "two", "--data", data)
	server := servedAfar(t, data)
	owner, reads, partner, foreign, every := as(t, data, server, account.Owner), as(t, data, server, account.ReadOnly), as(t, data, server, account.Partner), as(t, data, server, account.Owner, "--merchant", "two"), as(t, data, server, account.ReadOnly, "--all")
	narrow := as(t, data, server, account.Owner, "--only", "read")
	by := func(stdin string, who []string, args string) (string, string, int) {
		return typed(t, stdin, append(strings.Fields(args), who...)...)
	}
	if out, errs, status := by(someOrders(2, "A"), owner, "import orders -"); status != 0 {
		t.Fatal(out, errs)
	}
	for _, c := range []struct {
		who         []string
		args, says  string
		status      int
		elsewhereOK bool
	}{
		{reads, "orders", "A1", 0, true}, {reads, "explain A1", "Accepted", 0, true}, {reads, "audit", "In order: main", 0, true}, {reads, "merchants", "main\n", 0, true},
		{reads, "import orders -", "your role does not include this", 1, false}, {reads, "orders cancel A1 --reason buyer", "it needs the right orders: ask an owner", 1, false}, {reads, "stock count MUG 1 --at szx", "right stock", 1, false},
		{reads, "backup x", "every merchant of the place", 1, false}, {owner, "backup x", "every merchant of the place", 1, false}, {every, "backup x", "every merchant", 1, false}, {owner, "merchants add three", "every merchant of the place", 1, false},
		{reads, "erase --email a@b.example", "right erase", 1, false}, {reads, "webhooks add https://a.example/x", "right accounts", 1, false}, {reads, "tokens add y", "", 1, false}, {reads, "book publish book.yaml", "cannot be read", 1, false},
		{partner, "orders", "your role does not include this", 1, false}, {partner, "stock list", "right read", 1, false}, {narrow, "orders", "A1", 0, true}, {narrow, "orders cancel A1 --reason buyer", "the token was not made for this", 1, false},
		{foreign, "orders --merchant main", "there is no merchant main for you here", 1, false}, {foreign, "orders", "No such orders", 0, true}, {foreign, "explain A1", "no order A1", 1, false}, {foreign, "audit", "In order: two", 0, true}, {foreign, "audit --merchant main", "no merchant main", 1, false},
		{foreign, "merchants", "two\n", 0, true}, {foreign, "merchants add main", "every merchant of the place", 1, false}, {owner, "orders --merchant nowhere", "no merchant nowhere for you", 1, false}, {every, "audit", "In order: two", 0, true},
		{[]string{"--server", server, "--token", "cl_live_x_y"}, "orders", "--token: nobody is known by this token", 1, false}, {[]string{"--server", server}, "orders", "--token: is missing", 2, false},
	} {
		out, errs, status := by("", c.who, c.args)
		if status != c.status || !strings.Contains(out+errs, c.says) || strings.Contains(out, "main") && strings.Contains(out, "two") && c.args != "audit" {
			t.Errorf("%s: %d %s%s, want %d %q", c.args, status, out, errs, c.status, c.says)
		}
	}
	large := someOrders(1, "L") + strings.Repeat(" ", 40<<20)
	if _, errs, status := by(large, reads, "import orders -"); status != 1 || !strings.Contains(errs, "your role does not include this") {
		t.Errorf("much is sent along with what may not be done: %d %s", status, errs)
	}
	if _, errs, status := by("", reads, "orders cancel A1 --reason buyer --json"); status != 1 || !strings.Contains(errs, `"title":"forbidden","status":403`) {
		t.Errorf("in JSON: %d %s", status, errs)
	}
	if out, errs, status := by("", owner, "orders cancel A1 --reason buyer --by boss"); status != 0 {
		t.Error(out, errs)
	}
	feed := done(t, "", "explain", "A1", "--json", "--data", data)
	if strings.Contains(feed, "boss") || !strings.Contains(feed, `"by": "token:tok_`) {
		t.Errorf("the record does not name the token: %s", feed)
	}
	if _, err := os.Stat("x"); err == nil {
		t.Error("a backup that was refused is there")
	}
}

// posted is what a server answers to a command line that a program of somebody else sends.
func posted(t *testing.T, server, token, file string, args ...string) string {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, a := range args {
		_ = form.WriteField("arg", a)
	}
	if file != "" {
		w, _ := form.CreateFormFile("file", file)
		_, _ = io.WriteString(w, someOrders(1, "SENT"))
	}
	_ = form.Close()
	r, _ := http.NewRequest(http.MethodPost, server+"/v1/run", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

// TestUsersOfAServerElsewhere: who invites somebody from another machine is given the link by which the server is reached, and second factors are asked
// for and taken away by whoever looks after the accounts, and by nobody else.
func TestUsersOfAServerElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	data := besidePlace(t)
	done(t, "", "merchants", "add", "two", "--data", data)
	server := servedAfar(t, data, "--public-url", "https://ship.example")
	owner, reads, foreign := as(t, data, server, account.Owner), as(t, data, server, account.ReadOnly), as(t, data, server, account.Owner, "--merchant", "two")
	for _, c := range []struct {
		who        []string
		args, says string
		status     int
	}{
		{reads, "users invite anna@shop.example --name Anna", "your role does not include this", 1}, {owner, "users invite anna@shop.example --name Anna --role owner --all", "for you here", 1},
		{owner, "users invite anna@shop.example --name Anna --role warehouse", "https://ship.example/join?secret=cl_join_", 0}, {owner, "users again anna@shop.example", "https://ship.example/join?secret=cl_join_", 0},
		{owner, "users again anna@shop.example --public-url https://in.example", "https://in.example/join?secret=cl_join_", 0}, {foreign, "users again anna@shop.example", "there is no user anna@shop.example", 1},
		{owner, "users", "anna@shop.example", 0}, {owner, "users reset-factor anna@shop.example", "no second factor and no passkey", 0}, {foreign, "users reset-factor anna@shop.example", "there is no user anna@shop.example", 1},
		{reads, "users require-factor on", "your role does not include this", 1}, {foreign, "users require-factor on --merchant main", "", 1}, {owner, "users require-factor on --all", "", 1},
		{owner, "users require-factor on", "Who serves main must have a second factor", 0}, {foreign, "users require-factor on", "Who serves two must have a second factor", 0}, {owner, "orders", "No such orders", 0},
	} {
		out, errs, status := typed(t, "", append(strings.Fields(c.args), c.who...)...)
		if status != c.status || !strings.Contains(out+errs, c.says) {
			t.Errorf("%s: %d %s%s, want %d %q", c.args, status, out, errs, c.status, c.says)
		}
	}
	if deeds := done(t, "", "deeds", "--data", data); strings.Count(deeds, "second factor required") != 2 || !strings.Contains(deeds, "token:tok_") {
		t.Errorf("deeds: %s", deeds)
	}
	for _, args := range [][]string{{"users", "--merchant", "two"}, {"users", "--merchant=two"}} {
		if text := posted(t, server, owner[3], "", args...); !strings.Contains(text, "the line names another merchant than the one that it was sent for") || strings.Contains(text, "anna@shop.example") {
			t.Errorf("%v: %s", args, text)
		}
	}
	for _, args := range [][]string{{"mock", "shipengine", "--listen", "127.0.0.1:0"}, {"route-server"}, {"track", "parse", "--carrier", "ups"}, {"settings"}} {
		if text := posted(t, server, owner[3], "", args...); !strings.Contains(text, "a server does not do this for others (it needs no data: type it on your own machine") {
			t.Errorf("%v: %s", args, text)
		}
	}
}

// TestNoFileOfTheServer: whatever a line from elsewhere names, the server opens nothing but what was sent along, and writes nowhere but where that lies.
func TestNoFileOfTheServer(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	data := besidePlace(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte(someOrders(1, "SECRET")), 0o600); err != nil {
		t.Fatal(err)
	}
	server := servedAfar(t, data)
	token := as(t, data, server, account.Owner, "--all")[3]
	post := func(file string, args ...string) string { return posted(t, server, token, file, args...) }
	out := filepath.Join(t.TempDir(), "out.csv")
	for _, name := range []string{secret, "../../../../../../../.." + secret, "/dev/stdin", "/proc/self/environ", "file://" + secret} {
		for _, args := range [][]string{{"import", "orders", name}, {"import", "orders", "SENT.csv", "--mapping", name}, {"book", "check", name}, {"quote", "rates", "--book", name}, {"whatif", "--book", name}, {"scans", name}, {"import", "mapping", "try", name}, {"book", "try", name}, {"import", "stock", "--", name}} {
			if text := post("SENT.csv", args...); !strings.Contains(text, "there is no such file") || strings.Contains(text, "SECRET") {
				t.Errorf("%v: %s", args, text)
			}
		}
	}
	if text := post("", "import", "orders", "-"); !strings.Contains(text, "holds nothing") && !strings.Contains(text, "crosslane:") {
		t.Errorf("nothing came in: %s", text)
	}
	for _, args := range [][]string{{"scans", "SENT.csv", "--carrier", "silkway", "--repairs", out}, {"label", "nobody", "--out", out}, {"backup", out}, {"backup", "../../" + filepath.Base(out)}, {"backup", filepath.Join(data, "ledger.db")}, {"--data", t.TempDir(), "orders"}, {"--db", "postgres://nowhere/x", "orders"}, {"--server", "http://127.0.0.1:1", "orders"}} {
		post("SENT.csv", args...)
		if found, _ := filepath.Glob(out + "*"); len(found) > 0 {
			t.Errorf("%v wrote %v", args, found)
		}
	}
	for flag, value := range map[string]string{"--data": t.TempDir(), "--db": "postgres://nowhere/x", "--settings": secret, "--server": "http://127.0.0.1:1", "--token": "x", "--again": "x", "--plain-http": ""} {
		for _, args := range [][]string{{flag + "=" + value, "orders"}, {"orders", flag, value}} {
			if value == "" {
				args = []string{"orders", flag}
			}
			if text := post("", args...); !strings.Contains(text, flag+": says where something is done, and a line that was sent here is done here (leave it out)") {
				t.Errorf("%v: %s", args, text)
			}
		}
	}
	if text := post("../../../../../../../.."+out, "import", "orders", "../../../../../../../.."+out); !strings.Contains(text, "1 orders") {
		t.Errorf("a name that leads elsewhere is a name: %s", text)
	}
	if found, _ := filepath.Glob(out + "*"); len(found) > 0 {
		t.Errorf("it lies at %v", found)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "crosslane-run-*/line-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestCutOffElsewhere: an import whose connection is cut, or whose server is killed, says so; run again it completes: nothing is lost, and nothing there twice.
func TestCutOffElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	data := besidePlace(t)
	const n = 5_000
	if err := os.WriteFile("orders.csv", []byte(someOrders(n, "K")), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := as(t, data, servedAfar(t, data), account.Operations)
	cut := 0
	for i := range 4 { // the client is killed
		if !killed(t, time.Duration(100+i*150)*time.Millisecond, append([]string{"import", "orders", "orders.csv"}, flags...)...) {
			cut++
		}
	}
	if cut == 0 {
		t.Error("no import was cut off")
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { // the way is cut
		w.Header().Set("Content-Type", "application/vnd.crosslane.run")
		_, _ = io.WriteString(w, "O\x00\x00\x00\x04half")
	}))
	defer front.Close()
	if out, errs, status := typed(t, "", "import", "orders", "orders.csv", "--server", front.URL, "--token", flags[3]); status != 1 || out != "half" || !strings.Contains(errs, "the connection broke off before the command had ended (type the same once more with --again ") {
		t.Errorf("%d %s%s", status, out, errs)
	}
	out, errs, status := typed(t, "", append([]string{"import", "orders", "orders.csv"}, flags...)...)
	if status != 0 || !strings.Contains(out, fmt.Sprintf("%d orders", n)) {
		t.Fatalf("again: %d %s%s", status, out, errs)
	}
	if out, _, _ := typed(t, "", append([]string{"import", "orders", "orders.csv"}, flags...)...); !strings.Contains(out, fmt.Sprintf("unchanged %d", n)) {
		t.Errorf("and again: %s", out)
	}
	if out := done(t, "", "audit", "--data", data); !strings.Contains(out, "In order") {
		t.Errorf("audit: %s", out)
	}
	if out := done(t, "", "stock", "list", "MUG", "--data", data, "--json"); !strings.Contains(out, fmt.Sprintf(`"promised": %d`, n)) {
		t.Errorf("stock: %s", out)
	}
}

// TestSentAgainElsewhere: what is done once is done once, though the answer was lost: sent again by itself, and by whoever types it with the key that he was told.
func TestSentAgainElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	data := besidePlace(t)
	server := servedAfar(t, data)
	flags := as(t, data, server, account.Owner)
	loses := 0
	at, _ := url.Parse(server)
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(at) }, ModifyResponse: func(a *http.Response) error {
		if loses--; loses >= 0 {
			_, _ = io.Copy(io.Discard, a.Body)
			panic(http.ErrAbortHandler)
		}
		return nil
	}})
	defer front.Close()
	flags[1] = front.URL
	by := func(loss int, args ...string) (string, string, int) {
		t.Helper()
		loses = loss
		return typed(t, "", append(args, flags...)...)
	}
	lies := func() string {
		t.Helper()
		out := done(t, "", "stock", "list", "MUG", "--data", data)
		return strings.Join(strings.Fields(strings.Join(regexp.MustCompile(`szx/B-2 +[0-9]+`).FindAllString(out, -1), "; ")), " ")
	}
	move := []string{"stock", "move", "MUG", "5", "--from", "szx", "--to", "szx/B-2"}
	key := regexp.MustCompile(`--again (\S+):`)
	for i, want := range []string{"szx/B-2 5", "szx/B-2 10"} { // what is typed anew is done anew
		if out, errs, status := by(1-i, move...); status != 0 || !strings.Contains(out, "5 x MUG") || lies() != want {
			t.Errorf("one answer is lost: %d %s%s: %s", status, out, errs, lies())
		}
	}
	_, errs, status := by(2, move...)
	told := key.FindStringSubmatch(errs)
	if status != 1 || told == nil || lies() != "szx/B-2 15" {
		t.Fatalf("two answers are lost: %d %s: %s", status, errs, lies())
	}
	for range 2 {
		if out, errs, status := by(0, append(move, "--again", told[1])...); status != 0 || !strings.Contains(out, "5 x MUG") || lies() != "szx/B-2 15" {
			t.Errorf("by its key: %d %s%s: %s", status, out, errs, lies())
		}
	}
	if _, errs, status := by(0, append([]string{"stock", "move", "MUG", "6", "--from", "szx", "--to", "szx/B-2"}, "--again="+told[1])...); status != 2 || !strings.Contains(errs, "--again: was used for something else") || lies() != "szx/B-2 15" {
		t.Errorf("something else by that key: %d %s: %s", status, errs, lies())
	}
	if _, errs, status := by(1, "tokens", "add", "lost"); status != 1 || !strings.Contains(errs, "it was done, and the secret was told then") {
		t.Errorf("a token: %d %s", status, errs)
	}
	if list := done(t, "", "tokens", "--data", data); strings.Count(list, "lost") != 1 {
		t.Errorf("tokens: %s", list)
	}
	if _, errs, status := by(0, "orders", "--again", "x"); status != 2 || !strings.Contains(errs, "--again: this command changes nothing") {
		t.Errorf("nothing is done: %d %s", status, errs)
	}
	if _, errs, status := typed(t, "", "stock", "list", "--again", "x", "--data", data); status != 2 || !strings.Contains(errs, "--again: it is of no server") {
		t.Errorf("of no server: %d %s", status, errs)
	}
}

// TestWhereCommandsAreDone: of each command it is said where it is done, and each file that one does elsewhere names is one that is sent along, or comes back.
func TestWhereCommandsAreDone(t *testing.T) {
	parser, err := parserOf(&terminal.Program{}, &commands{})
	if err != nil {
		t.Fatal(err)
	}
	here := map[string]bool{"demo": true, "init": true, "serve": true, "mcp": true, "exchange": true, "rebuild": true, "restore": true, "doctor": true, "migrate": true}
	rights := map[string]bool{}
	for _, r := range account.Rights() {
		rights[string(r)] = true
	}
	for _, c := range parser.Model.Leaves(true) {
		name := strings.TrimPrefix(c.Path(), "crosslane ")
		said := 0
		for _, tag := range []string{right, known, alone} {
			if c.Tag.Has(tag) {
				said++
			}
		}
		if here[name] != (said == 0) || said > 1 {
			t.Errorf("%s: where it is done is said %d times", name, said)
		}
		for r := range strings.SplitSeq(c.Tag.Get(right), ",") {
			if c.Tag.Has(right) && !rights[r] {
				t.Errorf("%s needs %q, which is no right", name, r)
			}
		}
		if strings.Contains(c.Help, "shown once") && !c.Tag.Has(secret) {
			t.Errorf("%s: what it shows once is kept", name)
		}
		if c.Tag.Has(alone) || said == 0 {
			continue
		}
		for _, v := range c.Positional {
			if strings.Contains(v.Name+v.Help, "ile") && v.Tag.Type != "path" && !strings.Contains(v.Name, "profile") {
				t.Errorf("%s: <%s> is a file that is not sent", name, v.Name)
			}
		}
		for _, f := range c.Flags {
			if (f.PlaceHolder == "FILE" || f.PlaceHolder == "DIR") && f.Name != "data" && f.Tag.Type != "path" {
				t.Errorf("%s: --%s is a file that is not sent", name, f.Name)
			}
		}
	}
}
