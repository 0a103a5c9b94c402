package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"crosslane/db/dbtest"
	"crosslane/terminal"
)

// leaf is how the walk types a command: what it reads, and arguments with which it is done, and with which it fails.
type leaf struct{ stdin, done, fails string }

const (
	walkedOrder = `{"number":"W-1","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT","email":"eva@b.example"},"lines":[{"sku":"A","name":"Sp","quantity":1,"price":"100.00","weight":640,"hs":"851822","origin":"CN"}]}`
	walkedStock = "sku,warehouse,location,quantity,reference\nA,szx,A,9,R1\nA,szx,B,9,R2\n"
)

// leaves is how each command is typed; SHOP is a place with a booked order, WORLD one with cases, EMPTY one without anything, NEW
// one that is not there, FILE a Book, CASE a case.
var leaves = map[string]leaf{
	"demo":                 {"", "--headless --days 1 --orders 3 --data NEW", "--headless --days 0"},
	"scenarios list":       {"", "", "--data"},
	"scenarios show":       {"", "black-friday", "nothing"},
	"init":                 {"", "NEW.yaml --name Sonne --currency EUR --warehouse Leipzig --street Weg --city Leipzig --country DE --postcode 04109 --way carrier=Post,kind=postal,to=DE,days=2-5,price=5.49,kg=1.00,most=31.5", "NEW --name Sonne --country Nowhere"},
	"import orders":        {walkedOrder, "- --data SHOP", "NEW --data SHOP"},
	"import products":      {"sku,name,weight_g\nA,Sp,640\n", "- --data SHOP", "NEW --data SHOP"},
	"import stock":         {walkedStock, "- --data SHOP", "NEW --data SHOP"},
	"import mapping show":  {"", "shopify", "nothing"},
	"import mapping try":   {walkedOrder, "- --data SHOP", "NEW --data SHOP"},
	"serve":                {"", "--simulated --listen localhost:0 --data EMPTY", "--data EMPTY"},
	"merchants list":       {"", "--data SHOP", "--data NEW"},
	"merchants add":        {"", "lumen --data EMPTY", "NOT_ONE --data EMPTY"},
	"tokens list":          {"", "--data SHOP", "--data NEW"},
	"tokens add":           {"", "ERP --role operations --only read --days 30 --data SHOP", "ERP --role king --data SHOP"},
	"tokens end":           {"", "TOKEN --data SHOP", "nothing --data SHOP"},
	"users list":           {"", "--data SHOP", "--data NEW"},
	"users invite":         {"", "bert@b.example --name Bert --role warehouse --data SHOP", "nobody --name Bert --data SHOP"},
	"users grant":          {"", "USER --role service --data SHOP", "nothing --role service --data SHOP"},
	"users again":          {"", "USER --data SHOP", "nothing --data SHOP"},
	"users reset-factor":   {"", "USER --data SHOP", "nothing --data SHOP"},
	"users require-factor": {"", "off --data SHOP", "on --merchant nobody --data SHOP"},
	"users end":            {"", "USER --data SHOP", "nothing --data SHOP"},
	"doctor":               {"", "--data SHOP", "--data NEW"},
	"webhooks list":        {"", "--data SHOP", "--data NEW"},
	"webhooks types":       {"", "--json", "--data"},
	"webhooks add":         {"", "https://shop.example/hooks --types order.held,parcel.delivered --description ERP --data SHOP", "http://shop.example/hooks --data SHOP"},
	"webhooks turn":        {"", "HOOK on --data SHOP", "nothing on --data SHOP"},
	"webhooks rotate":      {"", "HOOK --data SHOP", "nothing --data SHOP"},
	"webhooks test":        {"", "HOOK --data SHOP", "nothing --data SHOP"},
	"webhooks log":         {"", "HOOK --stage waiting --limit 5 --data SHOP", "HOOK --before x --data SHOP"},
	"webhooks replay":      {"", "HOOK --from 2026-06-01T08:00:00Z --data SHOP", "HOOK --data SHOP"},
	"webhooks end":         {"", "HOOK --data SHOP", "nothing --data SHOP"},
	"storefronts list":     {"", "--data SHOP", "--data NEW"},
	"storefronts add":      {"cs_1\n", "shop-de https://shop.example --sort woocommerce --key ck_1 --parcels booked --data SHOP", "shop-fr http://shop.example --sort woocommerce --key ck_1 --data SHOP"},
	"storefronts check":    {"", "", "nothing --data SHOP"},
	"storefronts sync":     {"", "", "nothing --data SHOP"},
	"storefronts end":      {"", "shop-de --data SHOP", "nothing --data SHOP"},
	"exchange":             {"", "NEW.erp --data SHOP", "FILE --data SHOP"},
	"deeds":                {"", "--data SHOP", "--limit 0 --data SHOP"},
	"orders list":          {"", "--data SHOP", "--limit 0 --data SHOP"},
	"orders cancel":        {"", "W-2 --reason buyer --data SHOP", "nothing --reason buyer --data SHOP"},
	"parcels list":         {"", "--data SHOP", "--before nothing --data SHOP"},
	"parcels not-booked":   {"", "", "nothing --data SHOP"},
	"labels":               {"", "W-1 --pdf NEW.pdf --data SHOP", "nothing --data SHOP"},
	"explain":              {"", "W-1 --data SHOP", "nothing --data SHOP"},
	"label":                {"", "W-1 --data SHOP", "nothing --data SHOP"},
	"pushes add":           {"hush-hush-hush\n", "silkway --sort carrier --header X-Sign --data SHOP", "nobody --sort carrier --header X-Sign --data SHOP"},
	"pushes list":          {"", "--data SHOP", "--data NEW"},
	"pushes log":           {"", "silkway --data SHOP", "nobody --data SHOP"},
	"pushes end":           {"", "silkway --data SHOP", "nobody --data SHOP"},
	"mcp":                  {"", "", "--data NEW"}, // what it answers has the keys of its protocol: TestAgentsBesideAServer
	"handed":               {"", "silkway --data SHOP", "nobody --data SHOP"},
	"pickup list":          {"", "--all --data SHOP", "--data NEW"},
	"pickup ask":           {"", "", "silkway --warehouse szx --day 2030-01-02 --from 14:00 --to 17:00 --data SHOP"},
	"pickup change":        {"", "", "pck_nothing --to 17:00 --data SHOP"},
	"pickup cancel":        {"", "", "pck_nothing --data SHOP"},
	"pickup settle":        {"", "", "pck_nothing --none --data SHOP"},
	"proof":                {"", "W-1 --data SHOP", "nothing --data SHOP"},
	"scans":                {"waybill,time,milestone\n", "- --carrier silkway --data SHOP", "- --zone nowhere --data SHOP"},
	"epcis export":         {"", "", "nothing --data SHOP"},
	"epcis import":         {`{"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[]}}`, "- --data SHOP", "NEW --data SHOP"},
	"stock list":           {"", "--data SHOP", "nothing --data SHOP"},
	"stock count":          {"", "A 7 --at szx/A --data SHOP", "A 99999999999 --at szx/A --data SHOP"},
	"stock move":           {"", "A 1 --from szx/B --to dui --data SHOP", "A 0 --from szx/B --to dui --data SHOP"},
	"stock scrap":          {"", "A 1 --at szx/B --reason broken --data SHOP", "A 0 --at szx/B --reason broken --data SHOP"},
	"stock adjust":         {"", "A +3 --at szx/B --reason typing --data SHOP", "A 0 --at szx/B --reason typing --data SHOP"},
	"slot":                 {"", "W-1 TOMORROW DAYAFTER --data SHOP", "W-1 2020-01-01T10:00:00Z 2020-01-01T12:00:00Z --data SHOP"},
	"cases list":           {"", "--data WORLD", "--limit 1001 --data WORLD"},
	"cases show":           {"", "CASE --data WORLD", "nothing --data WORLD"},
	"cases assign":         {"", "CASE anna --data WORLD", "nothing anna --data WORLD"},
	"cases note":           {"", "CASE hello --data WORLD", "nothing hello --data WORLD"},
	"cases due":            {"", "CASE TOMORROW --data WORLD", "CASE soon --data WORLD"},
	"cases close":          {"", "CASE found --data WORLD", "nothing found --data WORLD"},
	"channels health":      {"", "--data WORLD", "--at soon --data WORLD"},
	"channels unmapped":    {"", "--data WORLD", "--data NEW"},
	"channels calibration": {"", "--data WORLD", "--data NEW"},
	"tours":                {"", "dui --data WORLD", "moon --data WORLD"},
	"jobs list":            {"", "--data SHOP", "--data NEW"},
	"jobs repeat":          {"", "", "nothing --data SHOP"},
	"book show":            {"", "--data SHOP", "--version nothing --data SHOP"},
	"book check":           {"", "FILE", "NEW"},
	"book try":             {"", "FILE --data WORLD", "FILE --since soon --data WORLD"},
	"book publish":         {"", "FILE --data EMPTY", "NEW --data EMPTY"},
	"book list":            {"", "--data SHOP", "--data NEW"},
	"book schema":          {"", "", "--data"},
	"quote rates":          {`{"from":"szx","to":{"country":"DE","postcode":"10115"},"weight_g":450,"value":{"amount":"49.90","currency":"EUR"}}`, "--data SHOP", "--book NEW"},
	"whatif":               {"", "--book FILE --data WORLD", "--book FILE --until soon --data WORLD"},
	"simulate":             {"", "--book FILE --seeds 2 --days 1 --orders 2", "--book FILE --seeds 1"},
	"erase":                {"", "--email eva@b.example --accept-unsent --data SHOP", "--email nobody --data SHOP"},
	"audit":                {"", "--data SHOP", "--data NEW"},
	"rebuild":              {"", "--data SHOP", "--data NEW"},
	"backup":               {"", "NEW.backup --data SHOP", "- --data SHOP"},
	"restore":              {"", "BACKUP --data NEW", "NEW.gone --data NEW"},
	"settings":             {"", "", "--settings NEW"},
	"migrate":              {"", "--data SHOP", "--data NEW"},
	"track identify":       {"", "RR123456785CN", ""},
	"track parse":          {`{"shipments":[{"id":"00340434161094042557","events":[{"timestamp":"2026-06-01T08:00:00+02:00","status":"delivered","statusCode":"delivered"}]}]}`, "--carrier dhl", "--carrier nobody"},
	"mock":                 {"", "shipengine --listen localhost:0", "nobody"},
	"route":                {`{"vehicles":[{"id":1,"start_index":0,"end_index":0}],"jobs":[{"id":1,"location_index":1}],"matrices":{"car":{"durations":[[0,60],[70,0]]}}}`, "", "--threads 0"},
	"route-server":         {"", "--listen localhost:0", "--searches 0"},
	"pack":                 {`{"items":[{"id":"mug","quantity":2,"width_mm":90,"length_mm":120,"depth_mm":90,"weight_g":400}],"cartons":[{"id":"S","outer":{"width_mm":156,"length_mm":206,"depth_mm":108},"inner":{"width_mm":150,"length_mm":200,"depth_mm":100},"empty_weight_g":90}]}`, "", "--time=-1s"},
}

// stopping ends a server when it has told where it is.
type stopping struct {
	mu   sync.Mutex
	text bytes.Buffer
	stop func()
}

func (s *stopping) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
	return s.text.Write(b)
}

// served is typed for a command that serves until it is told to stop.
func served(t *testing.T, args ...string) (out, errs string, status int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	told, log := &stopping{stop: stop}, &bytes.Buffer{}
	status = run(ctx, &terminal.Program{Stdin: strings.NewReader(""), Stdout: told, Stderr: log, Now: time.Now}, args)
	return told.text.String(), log.String(), status
}

// booked is a place with an order that a server has booked.
func booked(t *testing.T) string {
	t.Helper()
	place := filepath.Join(t.TempDir(), "shop")
	done(t, walkedStock, "import", "stock", "-", "--new", "--data", place)
	done(t, walkedOrder, "import", "orders", "-", "--data", place)
	done(t, strings.NewReplacer("W-1", "W-2", `"A"`, `"B"`).Replace(walkedOrder), "import", "orders", "-", "--data", place)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		ended <- run(ctx, &terminal.Program{Stdin: strings.NewReader(""), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Now: time.Now}, []string{"serve", "--simulated", "--listen", "localhost:0", "--poll", "1h", "--data", place})
	}()
	status := 1
	for range 100 {
		if _, _, status = typed(t, "", "label", "W-1", "--data", place); status == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	if ended := <-ended; status != 0 || ended != 0 {
		t.Fatalf("label: status %d, serve: %d", status, ended)
	}
	return place
}

// TestEveryCommand walks all commands of the parser: each has an example in its help, and answers with one JSON value, when
// it is done, when it fails, and when it is misspelt.
func TestEveryCommand(t *testing.T) {
	dir := t.TempDir()
	done(t, "", "--data", dir, "demo", "--headless", "--days", "2", "--orders", "40", "--seed", "7")
	known := map[string]string{"SHOP": booked(t), "WORLD": filepath.Join(dir, "demo-seed7-days2-orders40"), "EMPTY": filepath.Join(dir, "empty"), "FILE": filepath.Join(dir, "book.yaml"), "BACKUP": filepath.Join(dir, "kept"),
		"TOMORROW": time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339), "DAYAFTER": time.Now().Add(26 * time.Hour).UTC().Format(time.RFC3339)}
	known["CASE"] = anyCase(t, known["WORLD"])
	if err := os.WriteFile(known["FILE"], []byte(done(t, "", "book", "show", "--data", known["SHOP"])), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "", "migrate", "--new", "--data", known["EMPTY"])
	known["TOKEN"] = made(t, "token", "tokens", "add", "x", "--data", known["SHOP"])
	known["USER"] = made(t, "user", "users", "invite", "anna@b.example", "--name", "Anna", "--data", known["SHOP"])
	known["HOOK"] = made(t, "webhook", "webhooks", "add", "https://shop.example/hooks", "--data", known["SHOP"])
	done(t, "", "backup", known["BACKUP"], "--data", known["SHOP"])
	parser, err := parserOf(&terminal.Program{}, &commands{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range parser.Model.Leaves(true) {
		name := strings.TrimPrefix(c.Path(), "crosslane ")
		row, ok := leaves[name]
		if !ok {
			t.Errorf("%s: the walk does not know how it is typed", name)
			continue
		}
		t.Run(name, func(t *testing.T) { walked(t, c, name, row, known) })
	}
}

// made is the identifier of an account that a command makes.
func made(t *testing.T, what string, args ...string) string {
	t.Helper()
	var answer map[string]json.RawMessage
	var it struct{ ID string }
	if err := json.Unmarshal([]byte(done(t, "", append(args, "--json")...)), &answer); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer[what], &it); err != nil || it.ID == "" {
		t.Fatal(answer, err)
	}
	return it.ID
}

func walked(t *testing.T, c *kong.Node, name string, row leaf, known map[string]string) {
	path := strings.Fields(name)
	if help := done(t, "", append(path, "--help")...); !strings.Contains(help, "Example") || !strings.Contains(strings.ReplaceAll(c.Detail, "\n", " "), "crosslane "+path[0]) {
		t.Errorf("its help has no example: %s", help)
	}
	words := func(text string) []string {
		args := slices.Concat(path, strings.Fields(text))
		for i, a := range args {
			base, end, _ := strings.Cut(a, ".")
			if base == "NEW" {
				args[i] = strings.TrimSuffix(filepath.Join(t.TempDir(), "new")+"."+end, ".")
			} else if at := known[a]; at != "" {
				args[i] = at
			}
		}
		return append(args, "--json")
	}
	type telling func(text string) (string, string, int)
	type_ := func(text string) (string, string, int) { return typed(t, row.stdin, words(text)...) }
	ends := type_
	if name == "serve" || name == "route-server" || name == "mock" {
		ends = func(text string) (string, string, int) { return served(t, words(text)...) }
	}
	for _, c := range []struct {
		text string
		telling
		done, usage bool
	}{{row.done, ends, true, false}, {row.fails, type_, false, false}, {"--bogus", type_, false, true}} {
		if c.text == "" && c.done && row.stdin == "" && name != "scenarios list" && name != "book schema" || c.text == "" && !c.done {
			continue
		}
		out, errs, status := c.telling(c.text)
		if c.done != (status == 0) || c.usage && status != 2 {
			t.Errorf("%s: status %d: %s%s", c.text, status, out, errs)
		}
		text := out
		if !c.done {
			text = errs
		}
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Errorf("%s: %v: %s%s", c.text, err, out, errs)
		}
		if name != "book schema" {
			for _, what := range odd(v, "") {
				t.Errorf("%s: %s: %s", c.text, what, text)
			}
		}
		if problem, ok := v.(map[string]any); !c.done && (!ok || problem["title"] == nil || problem["message"] == nil || problem["hint"] == nil) {
			t.Errorf("%s: it is not told what to do: %s", c.text, text)
		}
	}
}

// TestAMerchantAddedBesideAServer: he is served a moment later, without the server being started anew.
func TestAMerchantAddedBesideAServer(t *testing.T) {
	for engine, db := range map[string]string{"sqlite": "", "postgres": dbtest.Postgres(t)} {
		where := []string{"--data", filepath.Join(t.TempDir(), "data"), "--db", db}
		if db == "" {
			where = where[:2]
		}
		done(t, "", append([]string{"migrate", "--new"}, where...)...)
		ctx, stop := context.WithCancel(t.Context())
		told := &stopping{stop: func() {}}
		ended := make(chan int)
		go func() {
			ended <- run(ctx, &terminal.Program{Stdin: strings.NewReader(""), Stdout: told, Stderr: &bytes.Buffer{}, Now: time.Now}, append([]string{"serve", "--simulated", "--json", "--listen", "localhost:0"}, where...))
		}()
		var at struct{ Address string }
		for range 100 {
			told.mu.Lock()
			err := json.Unmarshal(told.text.Bytes(), &at)
			told.mu.Unlock()
			if err == nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		out, errs, status := typed(t, "", append([]string{"merchants", "add", "lumen"}, where...)...)
		if status != 0 || !strings.Contains(out, "once its Book is in force") {
			t.Errorf("%s: status %d: %s%s", engine, status, out, errs)
		}
		came := 0
		for range 100 {
			answer, err := http.Get(at.Address + "/api/figures?merchant=lumen")
			if err != nil {
				t.Fatal(err)
			}
			if came = answer.StatusCode; answer.Body.Close() == nil && came == http.StatusOK {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if came != http.StatusOK {
			t.Errorf("%s: ten seconds later: %d", engine, came)
		}
		if stop(); <-ended != 0 {
			t.Errorf("%s: the server did not stop in order", engine)
		}
	}
}
