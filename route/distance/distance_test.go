package distance_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/route"
	"crosslane/route/distance"
	"crosslane/shipping"
)

// away is the test's geography: seconds from one point to another, one way dearer.
func away(from, to route.Point) float64 {
	return 1000*(to.Lon-from.Lon)*(to.Lon-from.Lon) + 10*to.Lat + 0.4
}

// osrmServer answers the table service as OSRM does; from the point at 13 no road leads.
func osrmServer(asked *atomic.Int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		var points []route.Point
		for pair := range strings.SplitSeq(strings.TrimPrefix(r.URL.Path, "/table/v1/car/"), ";") {
			lon, lat, _ := strings.Cut(pair, ",")
			x, _ := strconv.ParseFloat(lon, 64)
			y, _ := strconv.ParseFloat(lat, 64)
			points = append(points, route.Point{Lon: x, Lat: y})
		}
		if len(points) > 100 {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code":"TooBig","message":"Too many table coordinates"}`)
			return
		}
		query, err := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", ",")) // Go takes no semicolons
		if err != nil || query.Get("annotations") != "duration,distance" {
			w.WriteHeader(http.StatusBadRequest)
		}
		pick := func(name string) (out []route.Point) {
			for i := range strings.SplitSeq(query.Get(name), ",") {
				k, _ := strconv.Atoi(i)
				out = append(out, points[k])
			}
			return out
		}
		var durations, distances [][]any
		for _, a := range pick("sources") {
			var times, metres []any
			for _, b := range pick("destinations") {
				if a.Lon == 13 {
					times, metres = append(times, nil), append(metres, nil)
					continue
				}
				times, metres = append(times, away(a, b)), append(metres, 10*away(a, b))
			}
			durations, distances = append(durations, times), append(distances, metres)
		}
		json.NewEncoder(w).Encode(map[string]any{"code": "Ok", "durations": durations, "distances": distances})
	})
}

func valhallaServer(t *testing.T) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Sources, Targets []struct{ Lat, Lon float64 }
			Costing, Units   string
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != "/sources_to_targets" || q.Units != "kilometers" {
			t.Errorf("%s, %v", r.URL.Path, err)
		}
		if q.Costing != "auto" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error_code":125,"error":"No costing method found","status_code":400}`)
			return
		}
		var rows [][]map[string]any
		for i, a := range q.Sources {
			var row []map[string]any
			for k, b := range q.Targets {
				d := away(route.Point{Lon: a.Lon, Lat: a.Lat}, route.Point{Lon: b.Lon, Lat: b.Lat})
				row = append(row, map[string]any{"time": d, "distance": d / 100, "from_index": i, "to_index": k})
			}
			rows = append(rows, row)
		}
		json.NewEncoder(w).Encode(map[string]any{"sources_to_targets": rows, "units": "kilometers"})
	})
}

func line(n int) []route.Point {
	var all []route.Point
	for i := range n {
		all = append(all, route.Point{Lon: float64(i) / 10, Lat: float64(i % 3)})
	}
	return all
}

func expect(t *testing.T, m route.Matrix, points []route.Point) {
	t.Helper()
	if m.Size != len(points) {
		t.Fatalf("size %d", m.Size)
	}
	for i, a := range points {
		for k, b := range points {
			at := i*m.Size + k
			if want := int32(away(a, b) + 0.5); m.Durations[at] != want || m.Distances[at] != int32(10*away(a, b)+0.5) {
				t.Fatalf("%d to %d: %d s, %d m, want %d s", i, k, m.Durations[at], m.Distances[at], want)
			}
		}
	}
}

func TestTablesAreAskedInTilesAndKept(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(osrmServer(&asked))
	defer server.Close()
	c := distance.OSRM(server.URL, distance.Settings{})
	points := line(120)
	for range 2 {
		m, err := c.Matrix(context.Background(), "car", points)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, m, points)
	}
	if asked.Load() != 9 {
		t.Errorf("asked %d times, want 9 tiles once", asked.Load())
	}
}

func TestOldTilesAreForgotten(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(osrmServer(&asked))
	defer server.Close()
	c := distance.OSRM(server.URL, distance.Settings{Tile: 2, Keep: 3})
	for range 2 {
		if _, err := c.Matrix(context.Background(), "car", line(6)); err != nil {
			t.Fatal(err)
		}
	}
	if asked.Load() <= 9 {
		t.Errorf("asked %d times: more than 3 of 9 tiles were kept", asked.Load())
	}
}

func TestNoRoadIsUnreachable(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(osrmServer(&asked))
	defer server.Close()
	m, err := distance.OSRM(server.URL, distance.Settings{}).Matrix(context.Background(), "car", []route.Point{{Lon: 13}, {Lon: 1}})
	if err != nil || m.Durations[1] != route.Unreachable || m.Durations[2] == route.Unreachable {
		t.Errorf("%v, %v", m, err)
	}
}

func TestValhalla(t *testing.T) {
	server := httptest.NewServer(valhallaServer(t))
	defer server.Close()
	c := distance.Valhalla(server.URL+"/", distance.Settings{Tile: 4})
	points := line(10)
	m, err := c.Matrix(context.Background(), "car", points)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, m, points)
	_, err = c.Matrix(context.Background(), "rocket", points)
	if shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), "No costing method found") {
		t.Errorf("got %v", err)
	}
}

// A server that is slow, broken or speaks something else is one clear error.
func TestTrouble(t *testing.T) {
	answers := map[string]struct {
		handler http.HandlerFunc
		code    shipping.Code
	}{
		"silent":      {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, shipping.Unavailable},
		"failing":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, shipping.Unavailable},
		"other":       {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, shipping.Unavailable},
		"wrong shape": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"code":"Ok","durations":[[1]]}`) }, shipping.Unavailable},
		"refusing":    {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"code":"InvalidQuery","message":"no"}`) }, shipping.Refused},
	}
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(a.handler)
			defer server.Close()
			_, err := distance.OSRM(server.URL, distance.Settings{Wait: 50 * time.Millisecond}).Matrix(context.Background(), "car", line(2))
			if shipping.CodeOf(err) != a.code {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{"code":"Ok","durations":[[0,1],[null,0]],"distances":[[0,1],[1e99,0]]}`))
	f.Add([]byte(`{"sources_to_targets":[[{"time":1,"distance":2},{}],[{"time":-1},{}]]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) }))
		defer server.Close()
		for _, c := range []*distance.Client{distance.OSRM(server.URL, distance.Settings{}), distance.Valhalla(server.URL, distance.Settings{})} {
			m, err := c.Matrix(context.Background(), "car", line(2))
			if err != nil {
				if code := shipping.CodeOf(err); code != shipping.Unavailable && code != shipping.Refused {
					t.Errorf("%s: %v", code, err)
				}
				continue
			}
			if err := (&route.Problem{Matrices: []route.Matrix{m}}).Validate(); err != nil {
				t.Error(err)
			}
			if m.Size != 2 || len(m.Durations) != 4 || len(m.Distances) != 4 {
				t.Errorf("%d places, %d times, %d distances", m.Size, len(m.Durations), len(m.Distances))
			}
		}
	})
}
