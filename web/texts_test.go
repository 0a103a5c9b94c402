package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/web"
)

// TestWhatIsNoText: the sign NUL, and bytes that are no UTF-8, are refused with the field wherever somebody can send them, on
// either engine; what comes in with an order is taken out of it, and the read tables are filled.
func TestWhatIsNoText(t *testing.T) {
	for engine, at := range map[string]merchant.At{"sqlite": {Data: t.TempDir()}, "postgres": {Data: t.TempDir(), DB: dbtest.Postgres(t)}} {
		m := opened(t, at, time.Now)
		url := shown(t, m, web.Options{Title: "Crosslane", Writing: true}).URL
		for address, want := range map[string]struct {
			status int
			says   string
		}{
			"/orders/%00":             {404, "address: has a sign that no text has"},
			"/orders/%ff":             {404, "address: has a sign that no text has"},
			"/cases/a%00b":            {404, "address: has a sign that no text has"},
			"/nothing/%00":            {404, "address: has a sign that no text has"},
			"/api/%00":                {404, `"title":"not_found"`},
			"/api/parcels?only=%00":   {422, "only: has a sign that no text has"},
			"/api/parcels?before=%ff": {422, `"title":"invalid"`},
			"/orders?before=a%00":     {422, "before: has a sign that no text has"},
			"/cases?owner=a%00":       {422, "owner: has a sign that no text has"},
			"/channels?from=%00":      {422, "from: has a sign that no text has"},
			"/api/parcels?a%00=b":     {422, "a: has a sign that no text has"},
			"/orders?z=%00&before=a%00&owner=%00&only=%00": {422, "before: has a sign that no text has"}, // the first by name
			"/api/parcels?only=L%C3%A9":                    {422, "is not known"},
			"/orders/%22%27%3B":                            {404, "no order"},
		} {
			a, err := http.Get(url + address)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(a.Body)
			a.Body.Close()
			if a.StatusCode != want.status || !strings.Contains(string(body), want.says) {
				t.Errorf("%s, %s: status %d, want %d and %q: %.300s", engine, address, a.StatusCode, want.status, want.says, body)
			}
		}
		for fields, field := range map[string]string{"do=close&by=a%00&why=b": "by", "do=close&by=a&why=%ff": "why", "do=owner&by=a&owner=%00": "owner", "do=note&by=a&text=b%00": "text"} {
			status, _, body := filled(t, url+"/cases/cas_x", fields)
			if status != 422 && status != 404 || !strings.Contains(body, "has a sign that no text has") && status == 422 {
				t.Errorf("%s, %s: status %d: %.300s", engine, field, status, body)
			}
		}
		for _, number := range []string{"N\\u0000UL", "B\\ud800ad"} {
			order := strings.NewReplacer("NUMBER", number, "Eva", "E\\u0000va\\udfff", "SPK-1", "SPK\\u00001", "Testgasse", "T\\u0000gasse").Replace(orderJSON("NUMBER", ""))
			if status, taken, no := posted(t, url, order); status != http.StatusOK || len(taken) != 1 {
				t.Errorf("%s: %d, %+v, %+v", engine, status, taken, no)
			}
		}
		if err := m.Fill(t.Context()); err != nil {
			t.Errorf("%s: the read tables are not filled: %v", engine, err)
		}
		if _, err := m.Explain(t.Context(), "NUL"); err != nil {
			t.Errorf("%s: %v", engine, err)
		}
	}
}
