package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
)

// shops hand orders in over HTTP, and remember what they were told.
type shops struct {
	t    *testing.T
	all  []*oneShop
	http *http.Client
	work sync.WaitGroup

	mu    sync.Mutex
	open  *sync.Cond
	url   string // of the server; empty while it is down
	last  bool   // no new orders any more
	tally shopTally
}

// shopTally counts what the shops did.
type shopTally struct {
	Sent, Broken int // bodies, and those without an answer
	Busy         int // bodies that were answered with "try again"
}

// sold is an order as its shop knows it.
type sold struct {
	number string
	body   string
	tries  int
	id     shipping.OrderID // once it is answered
	first  order.Verdict    // the first verdict
	cancel cancelling
}

// cancelling is how far a shop is with calling an order off.
type cancelling int

const (
	stands cancelling = iota
	callingOff
	calledOff
	tooLate // refused, with a reason
)

// oneShop is a customer of the server who sends one body after the other.
type oneShop struct {
	*shops
	name   string
	random *rand.Rand
	orders []*sold
	unsure []*sold // sent, and not answered yet
}

func openShops(t *testing.T, seed uint64) *shops {
	s := &shops{t: t, http: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}}
	s.open = sync.NewCond(&s.mu)
	for i := range 4 {
		one := &oneShop{shops: s, name: string(rune('A' + i)), random: rand.New(rand.NewPCG(seed, uint64(i)+1))}
		s.all = append(s.all, one)
		s.work.Go(one.run)
	}
	return s
}

func (s *shops) opened(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url = url
	s.open.Broadcast()
}

func (s *shops) closed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url = ""
}

// finish waits until every order that was ever sent is answered.
func (s *shops) finish() {
	s.mu.Lock()
	s.last = true
	s.mu.Unlock()
	s.work.Wait()
}

// answered counts the orders of which a shop was told what became of them.
func (s *shops) answered() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.all {
		n += len(one.orders) - len(one.unsure)
	}
	return n
}

// await waits until the server is up; last tells that only what is unsure is still to be sent.
func (s *shops) await() (url string, last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.url == "" {
		s.open.Wait()
	}
	return s.url, s.last
}

func (o *oneShop) run() {
	for {
		url, last := o.await()
		list := o.next(last)
		if len(list) == 0 {
			return
		}
		o.mu.Lock()
		o.tally.Sent++
		o.mu.Unlock()
		if !o.send(url, list) {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		if !last {
			time.Sleep(time.Duration(20+o.random.IntN(80)) * time.Millisecond)
		}
	}
}

// next is what is sent now: what is unsure, else new orders, or one that is called off.
func (o *oneShop) next(last bool) []*sold {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.unsure) > 0 || last {
		return o.unsure
	}
	if len(o.orders) > 0 && o.random.IntN(12) == 0 {
		one := o.orders[o.random.IntN(len(o.orders))]
		if one.cancel == stands {
			one.cancel, one.body = callingOff, strings.Replace(one.body, "{", `{"cancelled":true,`, 1)
			o.unsure = []*sold{one}
			return o.unsure
		}
	}
	for range 1 + o.random.IntN(4) {
		n := len(o.orders)
		one := &sold{number: fmt.Sprintf("%s-%06d", o.name, n)}
		one.body = o.write(one.number, n)
		o.orders, o.unsure = append(o.orders, one), append(o.unsure, one)
	}
	return o.unsure
}

var destinations = []string{
	`"city":"Wien","postcode":"1010","country":"AT"`, `"city":"Lyon","postcode":"69001","country":"FR"`,
	`"city":"Berlin","postcode":"10115","country":"DE"`, `"city":"Austin","region":"TX","postcode":"78701","country":"US"`,
}

// write writes an order as JSON on one line: one or two products, now and then without a weight.
func (o *oneShop) write(number string, n int) string {
	var lines []string
	first := o.random.IntN(20)
	for i := range 1 + o.random.IntN(2) {
		weight := `,"weight":` + fmt.Sprint(200+o.random.IntN(900))
		if o.random.IntN(60) == 0 {
			weight = ""
		}
		lines = append(lines, fmt.Sprintf(`{"sku":"SKU-%02d","name":"Thing","quantity":%d,"price":"19.90"%s,"hs":"851822","origin":"CN"}`,
			(first+i)%20, 1+o.random.IntN(3), weight))
	}
	placed := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Second)
	return fmt.Sprintf(`{"number":%q,"storefront":"shop-%s","placed":%q,"currency":"EUR","address":{"name":"Eva Beispiel","lines":["Testgasse %d"],%s},"lines":[%s]}`,
		number, o.name, placed.Format(time.RFC3339), n%200+1, destinations[o.random.IntN(len(destinations))], strings.Join(lines, ","))
}

// send hands some orders in; false when nothing is known of them.
func (o *oneShop) send(url string, list []*sold) bool {
	var body bytes.Buffer
	for _, one := range list {
		one.tries++
		body.WriteString(one.body + "\n")
	}
	taken, err := o.post(url, &body)
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil {
		if errors.Is(err, errBusy) {
			o.tally.Busy++
		} else {
			o.tally.Broken++
		}
		return false
	}
	if len(taken) != len(list) {
		o.t.Errorf("%d orders were sent, and %d answered", len(list), len(taken))
		return false
	}
	for i, one := range list {
		o.told(one, &taken[i])
	}
	o.unsure = nil
	return true
}

var errBusy = errors.New("try again")

func (o *oneShop) post(url string, body io.Reader) ([]merchant.Taken, error) {
	answer, err := o.http.Post(url+"/api/orders", "application/json", body)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode == http.StatusServiceUnavailable {
		return nil, errBusy
	}
	var yes struct{ Orders []merchant.Taken }
	if answer.StatusCode != http.StatusOK {
		o.t.Errorf("an intake is answered with %d: %s", answer.StatusCode, text)
		return nil, errBusy
	}
	err = json.Unmarshal(text, &yes)
	return yes.Orders, err
}

// told is told what became of an order; what cannot be is a fault.
func (o *oneShop) told(one *sold, t *merchant.Taken) {
	if t.Number != one.number || t.ID == "" || one.id != "" && t.ID != one.id {
		o.t.Errorf("order %s (%s) is answered as %s (%s)", one.number, one.id, t.Number, t.ID)
	}
	one.id = t.ID
	switch {
	case one.cancel == callingOff && t.Verdict == "cancelled", one.cancel == callingOff && t.Verdict == "unchanged" && len(t.Problems) == 0:
		one.cancel = calledOff
	case one.cancel == callingOff && t.Verdict == "unchanged":
		one.cancel = tooLate
	case one.first == "" && (t.Verdict == "accepted" || t.Verdict == "held"):
		one.first = t.Verdict
	default:
		o.t.Errorf("order %s, sent %d times, is answered as %s: %+v", one.number, one.tries, t.Verdict, t.Problems)
	}
}
