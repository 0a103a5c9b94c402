package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/merchant"
	"crosslane/web"
)

// problemOf reads an answer that must be a problem.
func problemOf(t *testing.T, a *http.Response) (p web.Problem) {
	t.Helper()
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	if err != nil || a.Header.Get("Content-Type") != "application/problem+json" || p.Status != a.StatusCode || p.Title == "" || p.Detail == "" || p.Field == "" || p.Message == "" || p.Hint == "" {
		t.Errorf("%s %s: status %d as %s, %v: %s", a.Request.Method, a.Request.URL, a.StatusCode, a.Header.Get("Content-Type"), err, body)
	}
	return p
}

// TestWhatIsAskedAndNotThere: what cannot be meant is told with its field, what is wrong and what to do; nothing is cut in silence.
func TestWhatIsAskedAndNotThere(t *testing.T) {
	url := shown(t, opened(t, merchant.At{Data: t.TempDir()}, time.Now), web.Options{Writing: true}).URL
	for asked, want := range map[string]struct {
		status          int
		field, says, do string
	}{
		"/api/parcels?limit=0":         {422, "limit", `"0" is no whole number from 1 to 1000`, "before"},
		"/api/parcels?limit=1001":      {422, "limit", `"1001" is no whole number from 1 to 1000`, "before"},
		"/api/parcels?limit=-1":        {422, "limit", `"-1" is no`, "before"},
		"/api/parcels?limit=many":      {422, "limit", `"many" is no`, "before"},
		"/api/parcels?limit=2&limit=3": {422, "limit", "twice", "once"},
		"/api/parcels?lmit=2":          {422, "lmit", "no such parameter", "there are limit, before, only and merchant"},
		"/api/parcels?only=nonsense":   {422, "only", `"nonsense" is not known`, "delivered"},
		"/api/parcels?before=17":       {422, "before", `"17" is no name of a row`, "par_"},
		"/api/parcels?a;b":             {422, "address", "cannot be read", "%25"},
		"/api/figures?limit=2":         {422, "limit", "no such parameter", "merchant alone"},
		"/api/channels?limit=2":        {422, "limit", "no such parameter", "from, to"},
		"/api/carriers?x":              {422, "x", "no such parameter", "merchant"},
		"/api/calibration?x":           {422, "x", "no such parameter", "merchant"},
		"/api/nothing":                 {404, "address", "there is nothing at", "docs/pages.md"},
	} {
		a, err := http.Get(url + asked)
		if err != nil {
			t.Fatal(err)
		}
		if p := problemOf(t, a); p.Status != want.status || p.Field != want.field || !strings.Contains(p.Message, want.says) || !strings.Contains(p.Hint, want.do) {
			t.Errorf("%s: %+v", asked, p)
		}
	}
	for _, page := range []string{"/?limit=0", "/live?limit=x", "/?only=nonsense", "/orders?limit=1001", "/orders?only=nonsense", "/orders?before=17", "/cases?limit=0", "/cases?state=only", "/channels?only=nonsense", "/cases?before=17"} {
		if status, body := get(t, url+page); status != 422 || !strings.Contains(body, "limit") && !strings.Contains(body, "only") && !strings.Contains(body, "before") {
			t.Errorf("%s: status %d: %s", page, status, body)
		}
	}
}

// TestWhatIsSentAndCannotBeRead: what is no JSON or no table, is too large, or written or packed in another way is a problem with
// its field, and nothing of it is recorded.
func TestWhatIsSentAndCannotBeRead(t *testing.T) {
	m := opened(t, merchant.At{Data: t.TempDir()}, time.Now)
	url := shown(t, m, web.Options{Writing: true}).URL
	for name, c := range map[string]struct {
		to, kind, body string
		head           []string
		status         int
		field, says    string
	}{
		"cut":             {"orders", "application/json", "{", nil, 422, "body", "it ends in the midst of its JSON"},
		"half a list":     {"orders", "application/json", "[" + orderJSON("C-1", "") + ",", nil, 422, "body", "it ends in the midst of its JSON"},
		"empty":           {"orders", "application/json", "", nil, 422, "body", "not JSON"},
		"a form":          {"orders", "application/x-www-form-urlencoded", orderJSON("C-1", ""), nil, 415, "Content-Type", "is not what is read here"},
		"a table":         {"orders", "text/csv", "number\nC-1\n", nil, 415, "Content-Type", `"text/csv"`},
		"no media type":   {"orders", "json", orderJSON("C-1", ""), nil, 415, "Content-Type", `"json"`},
		"a character set": {"orders", "application/json; charset=utf-16", orderJSON("C-1", ""), nil, 415, "Content-Type", "utf-16"},
		"packed":          {"orders", "application/json", orderJSON("C-1", ""), []string{"Content-Encoding", "gzip"}, 415, "Content-Encoding", `"gzip" is not unpacked`},
		"latin 1":         {"orders", "application/json", "\n" + strings.Replace(oneLine(orderJSON("C-1", "")), "Wien", "M\xfcnchen", 1), nil, 422, "body", "line 2 is not written in UTF-8"},
		"utf-16":          {"orders", "application/json", "\xff\xfe{\x00}\x00", nil, 422, "body", "line 1 is not written in UTF-8"},
		"too large":       {"orders", "application/json", strings.Repeat(" ", 8<<20+1), nil, 413, "body", "larger than 8 MB"},
		"a parameter":     {"orders?merchnt=x", "application/json", orderJSON("C-1", ""), nil, 422, "merchnt", "no such parameter"},
		"scans as JSON":   {"scans", "application/json", "[]", nil, 415, "Content-Type", "is not what is read here"},
		"scans, zone":     {"scans?zone=Moon", "text/csv", "waybill,time,milestone\n", nil, 422, "zone", "is not a time zone"},
		"scans, none":     {"scans", "text/csv", "", nil, 422, "file", "is empty"},
		"scans, key":      {"scans?carier=x", "text/csv", "waybill,time,milestone\n", nil, 422, "carier", "no such parameter"},
	} {
		a := sent(t, url+"/api/"+c.to, c.kind, c.body, c.head...)
		p := problemOf(t, a)
		if a.Body.Close(); p.Status != c.status || p.Field != c.field || !strings.Contains(p.Message, c.says) {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if f, err := m.Views.Figures(t.Context(), m.ID); err != nil || f.Orders != 0 {
		t.Errorf("%+v, %v", f, err)
	}
	for _, kind := range []string{"application/json", "application/json; charset=UTF-8", "application/x-ndjson", ""} {
		if a := sent(t, url+"/api/orders", kind, orderJSON("C-2", "")); a.Body.Close() != nil || a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", kind, a.StatusCode)
		}
	}
}

// TestAProblemNamesNoPlace: what fails underneath is told without the path, the user or the address of the database.
func TestAProblemNamesNoPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "secret-place")
	place, err := merchant.Open(t.Context(), merchant.At{Data: dir}, merchant.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	m, err := place.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	url := shown(t, m, web.Options{Writing: true}).URL
	place.Close()
	for _, path := range []string{"/api/figures", "/api/parcels", "/api/channels", "/", "/orders", "/orders/1", "/cases", "/cases/cas_x"} {
		if status, body := get(t, url+path); status < 500 || strings.Contains(body, "secret-place") || strings.Contains(body, ".db") {
			t.Errorf("%s: status %d: %s", path, status, body)
		}
	}
	a := sent(t, url+"/api/orders", "application/json", orderJSON("C-1", ""))
	body, _ := io.ReadAll(a.Body)
	if a.Body.Close(); a.StatusCode < 500 || strings.Contains(string(body), "secret-place") {
		t.Errorf("status %d: %s", a.StatusCode, body)
	}
}
