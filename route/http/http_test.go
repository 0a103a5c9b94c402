package http_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/route"
	"crosslane/route/distance"
	routehttp "crosslane/route/http"
	"crosslane/shipping"
)

func post(t *testing.T, s routehttp.Settings, body string) (int, map[string]any) {
	t.Helper()
	server := httptest.NewServer(routehttp.Handler(s))
	defer server.Close()
	r, err := http.Post(server.URL+"/", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, out
}

// day is the request of vroom-express's own documentation in kind: coordinates and g.
const day = `{"vehicles":[{"id":0,"start":[2.35,48.86],"end":[2.35,48.86]}],
"jobs":[{"id":0,"location":[2.36,48.85]},{"id":1,"location":[2.29,48.85]}],"options":{"g":true,"l":1,"t":4,"x":0}}`

func TestAnswers(t *testing.T) {
	small := routehttp.Settings{MaxBytes: 1000, Limit: 2 * time.Second}
	tests := []struct {
		name, body string
		status     int
		code       float64
		contains   string
	}{
		{"a day", day, 200, 0, ""},
		{"no JSON", "{", 400, 2, "this is no JSON: it ends too early"},
		{"unknown option", `{"options":{"q":1}}`, 400, 2, "options.q"},
		{"too long a search", strings.Replace(day, `"l":1`, `"l":3`, 1), 400, 2, "options.l"},
		{"too large", day + strings.Repeat(" ", 1000), 413, 4, "too large"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			status, out := post(t, small, c.body)
			message, _ := out["error"].(string)
			if status != c.status || out["code"] != c.code || !strings.Contains(message, c.contains) {
				t.Errorf("%d %v", status, out)
			}
			if c.code != 0 {
				return
			}
			if g := out["routes"].([]any)[0].(map[string]any)["geometry"]; g == "" || g == nil {
				t.Error("no geometry")
			}
		})
	}
}

func TestHealthAndOtherPaths(t *testing.T) {
	server := httptest.NewServer(routehttp.Handler(routehttp.Settings{}))
	defer server.Close()
	for path, want := range map[string]int{"/health": 200, "/": 405, "/other": 404} {
		r, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if r.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, r.StatusCode, want)
		}
	}
}

// A page of another site may ask.
func TestOtherSites(t *testing.T) {
	w := httptest.NewRecorder()
	routehttp.Handler(routehttp.Settings{}).ServeHTTP(w, httptest.NewRequest(http.MethodOptions, "/", nil))
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// The server's matrices come from the routing server it is given, and its trouble is code 3.
func TestRoutingServer(t *testing.T) {
	osrm := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"code":"Ok","durations":[[0,7,7],[7,0,7],[7,7,0]],"distances":[[0,9,9],[9,0,9],[9,9,0]]}`)
	}))
	defer osrm.Close()
	c := distance.OSRM(osrm.URL, distance.Settings{Wait: time.Second})
	status, out := post(t, routehttp.Settings{Table: c.Matrix}, day)
	if sum := out["summary"].(map[string]any); status != 200 || sum["cost"] != 21.0 || sum["distance"] != 27.0 || sum["estimated"] != nil {
		t.Errorf("%d %v", status, out)
	}
	gone := func(context.Context, string, []route.Point) (route.Matrix, error) {
		return route.Matrix{}, shipping.Fault(shipping.Unavailable, "gone", "")
	}
	if status, out = post(t, routehttp.Settings{Table: gone}, day); status != 500 || out["code"] != 3.0 {
		t.Errorf("%d %v", status, out)
	}
}
