package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/web"
)

// orderJSON is an order of two speakers, with more keys at its end.
func orderJSON(number, more string) string {
	return fmt.Sprintf(`{"number":%q,"placed":"2026-06-01T08:00:00Z","currency":"EUR",
 "address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"SPK-1","name":"Speaker","quantity":2,"price":"49.90","weight":640,"hs":"851822","origin":"CN"}]%s}`, number, more)
}

// oneLine writes an order on one line.
func oneLine(order string) string { return strings.ReplaceAll(order, "\n", "") + "\n" }

// sent posts a body of a kind, with more heads.
func sent(t *testing.T, url, kind, body string, head ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// posted hands a body in and answers with the status and what became of it.
func posted(t *testing.T, url, body string, head ...string) (int, []merchant.Taken, web.Problem) {
	t.Helper()
	a := sent(t, url+"/api/orders", "application/json", body, head...)
	defer a.Body.Close()
	var yes struct{ Orders []merchant.Taken }
	var no web.Problem
	var err error
	if a.StatusCode == http.StatusOK {
		err = json.NewDecoder(a.Body).Decode(&yes)
	} else if err = json.NewDecoder(a.Body).Decode(&no); no.Status != a.StatusCode || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("status %d comes with %+v as %s", a.StatusCode, no, a.Header.Get("Content-Type"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, yes.Orders, no
}

// taking is a merchant on each engine, whose orders are taken in over HTTP.
func taking(t *testing.T, test func(t *testing.T, m *merchant.Merchant, url string)) {
	run := func(t *testing.T, dsn string) {
		m := opened(t, merchant.At{Data: t.TempDir(), DB: dsn}, time.Now)
		test(t, m, shown(t, m, web.Options{Writing: true}).URL)
	}
	t.Run("sqlite", func(t *testing.T) { run(t, "") })
	t.Run("postgres", func(t *testing.T) { run(t, dbtest.Postgres(t)) })
}

// verdicts is what became of each order, by its number.
func verdicts(taken []merchant.Taken) string {
	var list []string
	for _, o := range taken {
		list = append(list, o.Number+" "+string(o.Verdict))
	}
	return strings.Join(list, ", ")
}

func TestOrdersOverHTTP(t *testing.T) {
	taking(t, func(t *testing.T, m *merchant.Merchant, url string) {
		weightless := strings.Replace(orderJSON("B-2", ""), `"weight":640,`, "", 1)
		for _, c := range []struct{ name, body, want string }{
			{"one", orderJSON("B-1", ""), "B-1 accepted"},
			{"the same again", orderJSON("B-1", ""), "B-1 accepted"},
			{"a list", "[" + orderJSON("B-1", "") + "," + weightless + "]", "B-1 accepted, B-2 held"},
			{"the held one again", weightless, "B-2 held"},
			{"the held one mended", orderJSON("B-2", ""), "B-2 accepted"},
			{"one a line, one of them broken", oneLine(orderJSON("B-3", "")) + "{\"number\":\n" + oneLine(orderJSON("B-4", "")), "B-3 accepted,  rejected, B-4 accepted"},
			{"an unknown key", orderJSON("B-5", `,"colour":"red"`), "B-5 rejected"},
			{"called off at once", orderJSON("B-6", `,"cancelled":true`), "B-6 cancelled"},
			{"called off later", orderJSON("B-1", `,"cancelled":true`), "B-1 cancelled"},
			{"and again", orderJSON("B-1", `,"cancelled":true`), "B-1 cancelled"},
			{"other content", strings.Replace(orderJSON("B-3", ""), `"quantity":2`, `"quantity":3`, 1), "B-3 unchanged"},
		} {
			status, taken, _ := posted(t, url, c.body)
			if got := verdicts(taken); status != http.StatusOK || got != c.want {
				t.Errorf("%s: %d %s, want %s", c.name, status, got, c.want)
			}
			for _, o := range taken {
				explained(t, m, c.name, &o)
			}
		}
		if _, taken, _ := posted(t, url, orderJSON("B-3", `,"complete":true`)); len(taken) != 1 || len(taken[0].Problems) != 1 || !strings.Contains(taken[0].Problems[0].Message, "other content") {
			t.Errorf("the difference is not told: %+v", taken)
		}
	})
}

// explained holds an answer against what is recorded.
func explained(t *testing.T, m *merchant.Merchant, name string, o *merchant.Taken) {
	t.Helper()
	if (o.Verdict == "held" || o.Verdict == "rejected") && len(o.Problems) == 0 {
		t.Errorf("%s: %s without a reason", name, o.Verdict)
	}
	if o.ID == "" {
		if o.Verdict != "rejected" {
			t.Errorf("%s: %s has no identifier", name, o.Verdict)
		}
		return
	}
	facts, err := m.Ledger.History(t.Context(), m.ID, o.ID.Stream())
	if err != nil || len(facts) == 0 || facts[0].By != "api" {
		t.Errorf("%s: order %s is not recorded as told: %d facts, %v", name, o.ID, len(facts), err)
	}
}

func TestOrdersThatCannotBeRead(t *testing.T) {
	taking(t, func(t *testing.T, m *merchant.Merchant, url string) {
		for _, c := range []struct {
			name, body string
			head       []string
			status     int
			says       string
		}{
			{"nothing", " ", nil, 422, "not JSON"},
			{"a table", "number,placed,sku,quantity\nB-1,2026-06-01,SPK-1,1\n", nil, 422, "not JSON"},
			{"half a list", "[" + orderJSON("B-1", "") + "," + orderJSON("B-2", "")[:80], nil, 422, "body: it ends in the midst of its JSON (send it whole)"},
			{"too large", "[" + strings.Repeat(orderJSON("B-1", "")+",", 30_000), nil, 413, "larger than 8 MB"},
			{"a page of another site", orderJSON("B-1", ""), []string{"Sec-Fetch-Site", "cross-site"}, 403, "another site"},
			{"a page of a neighbour", orderJSON("B-1", ""), []string{"Sec-Fetch-Site", "same-site"}, 403, "another site"},
			{"an old browser elsewhere", orderJSON("B-1", ""), []string{"Origin", "https://shop.example"}, 403, "another site"},
		} {
			status, _, no := posted(t, url, c.body, c.head...)
			if status != c.status || !strings.Contains(no.Detail, c.says) {
				t.Errorf("%s: %d %q, want %d %q", c.name, status, no.Detail, c.status, c.says)
			}
		}
		if status, taken, _ := posted(t, url, orderJSON("B-1", ""), "Sec-Fetch-Site", "same-origin", "Origin", url); status != 200 || verdicts(taken) != "B-1 accepted" {
			t.Errorf("a body that could not be read left something, or our own page is refused: %d %s", status, verdicts(taken))
		}
	})
}

// TestOrdersAtOnce: the same orders from several sides are recorded once, and each side has the same answer.
func TestOrdersAtOnce(t *testing.T) {
	taking(t, func(t *testing.T, m *merchant.Merchant, url string) {
		var body strings.Builder
		for i := range 50 {
			body.WriteString(oneLine(orderJSON(fmt.Sprintf("B-%d", i), "")))
		}
		var mu sync.Mutex
		accepted := map[shipping.OrderID]int{}
		var clients sync.WaitGroup
		for range 4 {
			clients.Go(func() {
				_, taken, _ := posted(t, url, body.String())
				mu.Lock()
				defer mu.Unlock()
				for _, o := range taken {
					if o.Verdict == "accepted" {
						accepted[o.ID]++
					} else {
						t.Errorf("%s is %s", o.Number, o.Verdict)
					}
				}
			})
		}
		clients.Wait()
		for id, n := range accepted {
			if facts, err := m.Ledger.History(t.Context(), m.ID, id.Stream()); n != 4 || err != nil || len(facts) != 3 {
				t.Errorf("%s was accepted %d times and has %d facts, %v", id, n, len(facts), err)
			}
		}
		if len(accepted) != 50 {
			t.Errorf("%d orders were accepted", len(accepted))
		}
	})
}

// TestScansOverHTTP: what a carrier without a program did is handed in while the server runs, each row once; what cannot be
// used comes back.
func TestScansOverHTTP(t *testing.T) {
	taking(t, func(t *testing.T, m *merchant.Merchant, url string) {
		taken := func(query, body string) (int, merchant.ScansTaken) {
			a := sent(t, url+"/api/scans"+query, "text/csv", body)
			defer a.Body.Close()
			var sum merchant.ScansTaken
			if err := json.NewDecoder(a.Body).Decode(&sum); err != nil {
				t.Fatal(err)
			}
			return a.StatusCode, sum
		}
		const rows = "waybill,time,milestone\nNOBODY1,2026-06-02 10:00,delivered\nNOBODY1,later,delivered\n"
		status, sum := taken("?carrier=plain&zone=Europe/Berlin", rows)
		if status != http.StatusOK || sum.Recorded != 0 || sum.ToMend != 2 || len(sum.Repairs) != 2 {
			t.Errorf("%d, %+v", status, sum)
		}
		for query, body := range map[string]string{"?carrier=plain&zone=Nowhere/Town": rows, "?carrier=plain": "a,b\n1,2\n", "": ""} {
			if status, _ := taken(query, body); status != http.StatusUnprocessableEntity {
				t.Errorf("%s %q: status %d", query, body, status)
			}
		}
	})
}
