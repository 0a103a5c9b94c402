// Load asks a server with many orders as programs do, and prints how long answers take and how much memory it needs. It makes the place of data
// where there is none, which takes minutes for a million orders.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// load is a server under load.
type load struct {
	program, place string
	orders         int
	lasts          time.Duration

	at, token string
	server    *exec.Cmd
	found     []found
}

// found is what an answer needs, to be asked for again.
type found struct{ order, parcel string }

func main() {
	l := &load{}
	flag.StringVar(&l.program, "program", "./crosslane", "the program")
	flag.StringVar(&l.place, "place", "load-place", "where the data lie, or are made")
	flag.IntVar(&l.orders, "orders", 1_000_000, "how many orders the place has")
	flag.DurationVar(&l.lasts, "lasts", 30*time.Second, "how long each is asked for")
	parts := flag.String("parts", "reads,beside,post,lines,listen", "what is asked for")
	listeners := flag.Int("listeners", 2000, "how many listen to events at once")
	flag.Parse()
	l.make()
	fmt.Println("| What | Figure |\n|---|---|")
	l.start()
	defer l.stop()
	time.Sleep(10 * time.Second)
	tell("Memory of the server when nobody asks", "%d MB", l.memory())
	asked := func(part string) bool { return slices.Contains(strings.Split(*parts, ","), part) }
	if asked("reads") || asked("beside") {
		l.find(500)
	}
	if asked("reads") {
		l.reads("nothing else")
	}
	if asked("post") {
		l.post("nothing else")
	}
	if asked("beside") {
		end := l.importing()
		l.reads("an import beside it")
		l.post("an import beside it")
		end()
	}
	if asked("lines") {
		l.lines(10_000)
	}
	if asked("listen") {
		l.listen(*listeners)
	}
}

func tell(what, figure string, args ...any) {
	fmt.Printf("| %s | %s |\n", what, fmt.Sprintf(figure, args...))
}

// goods are how many products there are.
const goods = 300

var towns = [][3]string{{"DE", "10115", "Berlin"}, {"AT", "1010", "Wien"}, {"FR", "75001", "Paris"}, {"NL", "1012 AB", "Amsterdam"}, {"ES", "28001", "Madrid"}, {"BE", "1000", "Bruxelles"}}

// file writes orders of one piece each, and answers with its name.
func (l *load) file(begin string, n int) string {
	name := filepath.Join(os.TempDir(), "load-"+begin+".csv")
	f, err := os.Create(name)
	fail(err)
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "number,placed,currency,name,address1,city,postcode,country,sku,product,quantity,price,weight_g,hs,origin")
	for i := range n {
		t := towns[i%len(towns)]
		fmt.Fprintf(w, "%s%d,2026-11-01T08:00:00Z,EUR,Ida Probe%d,Weg %d,%s,%s,%s,MUG%d,Mug,1,9.00,400,691110,CN\n", begin, i, i%5000, i%200+1, t[2], t[1], t[0], i%goods)
	}
	fail(w.Flush())
	fail(f.Close())
	return name
}

// run runs a command in the place.
func (l *load) run(stdin string, args ...string) string {
	c := exec.Command(l.program, append([]string{"--data", l.place}, args...)...)
	c.Stdin, c.Stderr = strings.NewReader(stdin), os.Stderr
	out, err := c.Output()
	fail(err)
	return strings.TrimSpace(string(out))
}

// make makes the place where there is none: goods, orders, and every parcel booked.
func (l *load) make() {
	if _, err := os.Stat(filepath.Join(l.place, "ledger.db")); err == nil {
		return
	}
	var stock strings.Builder
	stock.WriteString("sku,warehouse,quantity,reference\n")
	for i := range goods {
		fmt.Fprintf(&stock, "MUG%d,szx,%d,G%d\n", i, 4*l.orders/goods+1000, i)
	}
	l.run(stock.String(), "import", "stock", "-", "--new")
	name := l.file("L", l.orders)
	defer os.Remove(name)
	began := time.Now()
	l.run("", "import", "orders", name)
	fmt.Fprintf(os.Stderr, "%d orders were imported in %s\n", l.orders, time.Since(began).Round(time.Second))
	l.start()
	defer l.stop()
	for began := time.Now(); l.waiting() > 0; time.Sleep(5 * time.Second) {
		if time.Since(began) > time.Hour {
			fail(fmt.Errorf("the parcels are not booked within an hour"))
		}
	}
}

// waiting is whether a parcel still waits for its carrier.
func (l *load) waiting() int {
	var page struct{ Items []any }
	l.ask("/v1/parcels?limit=1&status=pending", &page)
	return len(page.Items)
}

// start starts the server, and tells how long it took until it answered.
func (l *load) start() {
	if l.token == "" {
		l.token = l.run("", "tokens", "add", "load", "--role", "owner")
	}
	began := time.Now()
	l.server = exec.Command(l.program, "--data", l.place, "serve", "--json", "--simulated", "--listen", "127.0.0.1:0", "--poll", "1h", "--calls-per-second", "100000")
	out, err := l.server.StdoutPipe()
	fail(err)
	fail(l.server.Start())
	started = l.server
	var told struct{ Address string }
	fail(json.NewDecoder(out).Decode(&told))
	l.at = told.Address
	l.ask("/v1/figures", &struct{}{})
	tell("From the start of the server to its first answer", "%d ms", time.Since(began).Milliseconds())
}

func (l *load) stop() {
	_ = l.server.Process.Signal(os.Interrupt)
	_ = l.server.Wait()
}

// memory is how much of the server lies in memory, in MB.
func (l *load) memory() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.server.Process.Pid))
	fail(err)
	for line := range strings.Lines(string(text)) {
		if rest, is := strings.CutPrefix(line, "VmRSS:"); is {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			fail(err)
			return kb / 1024
		}
	}
	return 0
}

func (l *load) request(method, path, body string) *http.Request {
	r, err := http.NewRequest(method, l.at+path, strings.NewReader(body))
	fail(err)
	r.Header.Set("Authorization", "Bearer "+l.token)
	return r
}

func (l *load) ask(path string, into any) {
	a, err := http.DefaultClient.Do(l.request(http.MethodGet, path, ""))
	fail(err)
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(a.Body)
		fail(fmt.Errorf("%s: %s %s", path, a.Status, text))
	}
	fail(json.NewDecoder(a.Body).Decode(into))
}

// find finds orders by chance, with their parcels.
func (l *load) find(n int) {
	for range n {
		number := "L" + strconv.Itoa(rand.IntN(l.orders))
		var o struct {
			ID   string
			Sent []struct{ ID string } `json:"parcels_sent"`
		}
		l.ask("/v1/orders/"+number, &o)
		if len(o.Sent) > 0 {
			l.found = append(l.found, found{number, o.Sent[0].ID})
		}
	}
	if len(l.found) == 0 {
		fail(fmt.Errorf("no order has a parcel"))
	}
}

// reads asks for single things and for lists, 200 a second.
func (l *load) reads(beside string) {
	for _, kind := range []struct {
		what string
		path func(f found) string
	}{
		{"single reads (an order with its parcels, a parcel)", func(f found) string {
			if rand.IntN(2) == 0 {
				return "/v1/orders/" + f.order
			}
			return "/v1/parcels/" + f.parcel
		}},
		{"lists (50 orders, 50 parcels)", func(found) string {
			return []string{"/v1/orders?limit=50", "/v1/parcels?limit=50"}[rand.IntN(2)]
		}},
	} {
		m := l.attack(200, func() (string, string, string) {
			return http.MethodGet, kind.path(l.found[rand.IntN(len(l.found))]), ""
		})
		tell("200 "+kind.what+" a second, "+beside, "%s", quantiles(m))
	}
}

func quantiles(m *vegeta.Metrics) string {
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
	return fmt.Sprintf("half %s, 99 of 100 %s, longest %s; %.2f %% answered well", ms(m.Latencies.P50), ms(m.Latencies.P99), ms(m.Latencies.Max), 100*m.Success)
}

// attack asks so often a second.
func (l *load) attack(rate int, next func() (method, path, body string)) *vegeta.Metrics {
	head := http.Header{"Authorization": {"Bearer " + l.token}, "Content-Type": {"application/json"}}
	targets := func(t *vegeta.Target) error {
		method, path, body := next()
		t.Method, t.URL, t.Header, t.Body = method, l.at+path, head, []byte(body)
		return nil
	}
	m := &vegeta.Metrics{}
	for r := range vegeta.NewAttacker(vegeta.Timeout(time.Minute)).Attack(targets, vegeta.Rate{Freq: rate, Per: time.Second}, l.lasts, "") {
		m.Add(r)
	}
	m.Close()
	return m
}

// importing has a file of orders imported beside, again and again, until it is told to end.
func (l *load) importing() (end func()) {
	var over atomic.Bool
	var running sync.WaitGroup
	running.Go(func() {
		for n := 0; !over.Load(); n++ {
			name := l.file(fmt.Sprintf("B%d-%d-", time.Now().Unix(), n), 20_000)
			l.run("", "import", "orders", name)
			_ = os.Remove(name)
		}
	})
	return func() { over.Store(true); running.Wait() }
}

func order(number string) string {
	return `{"number":"` + number + `","placed":"2026-11-01T08:00:00Z","currency":"EUR","address":{"name":"Ida Probe","lines":["Weg 1"],"city":"Berlin","postcode":"10115","country":"DE"},"lines":[{"sku":"MUG1","name":"Mug","quantity":1,"price":"9.00","weight":400,"hs":"691110","origin":"CN"}]}`
}

// post hands orders in one by one.
func (l *load) post(beside string) {
	n, began := 0, time.Now().Unix()
	m := l.attack(50, func() (string, string, string) {
		n++
		return http.MethodPost, "/v1/orders", order(fmt.Sprintf("P%d-%d", began, n))
	})
	tell("50 orders a second handed in one by one, durable, "+beside, "%s", quantiles(m))
}

// lines hands many orders in by one call.
func (l *load) lines(n int) {
	var body bytes.Buffer
	began := time.Now()
	for i := range n {
		body.WriteString(order(fmt.Sprintf("N%d-%d", began.Unix(), i)) + "\n")
	}
	r := l.request(http.MethodPost, "/v1/orders", body.String())
	r.Header.Set("Content-Type", "application/x-ndjson")
	began = time.Now()
	a, err := http.DefaultClient.Do(r)
	fail(err)
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	fail(err)
	took := time.Since(began)
	if a.StatusCode != http.StatusOK {
		fail(fmt.Errorf("%s: %.300s", a.Status, text))
	}
	tell(fmt.Sprintf("%d orders in one call, one on each line", n), "%.0f a second", float64(n)/took.Seconds())
}

// listen has many listen to events at once.
func (l *load) listen(n int) {
	before := l.memory()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: n}}
	for range n {
		a, err := client.Do(l.request(http.MethodGet, "/v1/events", ""))
		fail(err)
		if a.StatusCode != http.StatusOK {
			fail(fmt.Errorf("the server takes no more listeners: %s", a.Status))
		}
		defer a.Body.Close()
		time.Sleep(3 * time.Millisecond)
	}
	time.Sleep(10 * time.Second)
	tell(fmt.Sprintf("%d listeners to events", n), "%d MB in all, %d MB before", l.memory(), before)
}

// started is the server that runs, so that it ends with this.
var started *exec.Cmd

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		if started != nil {
			_ = started.Process.Kill()
		}
		os.Exit(1)
	}
}
