// Package distance asks a routing server for travel times and distances: OSRM's
// table service or Valhalla's sources_to_targets. Large questions are cut into
// tiles, answers are kept, and a server that does not answer is an error in time.
package distance

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"crosslane/route"
	"crosslane/shipping"
	"crosslane/system"
)

// Client asks one server. It may be used by several goroutines.
type Client struct {
	http    *http.Client
	address string
	ask     question
	tile    int
	wait    time.Duration
	mu      sync.Mutex
	known   map[string]*tile
	keep    int
}

// question forms the request for one tile, and reads its answer.
type question struct {
	form func(address, profile string, from, to []route.Point) (*http.Request, error)
	read func(body []byte, t *tile) error
}

// Settings adjust a Client; the zero value stands for the defaults.
type Settings struct {
	// HTTP is the client to use; nil is one of its own.
	HTTP *http.Client
	// Tile is the most sources and the most targets in one request; zero is 50, for
	// OSRM allows 100 coordinates and Valhalla 2,500 pairs by default.
	Tile int
	// Wait is how long one request may take; zero is 10 s.
	Wait time.Duration
	// Keep is how many tiles are kept; zero is 1,000.
	Keep int
}

// OSRM asks an OSRM server (api.md, service table, v1), like "http://localhost:5000".
func OSRM(address string, s Settings) *Client { return newClient(address, s, osrm) }

// Valhalla asks a Valhalla server (sources_to_targets), like "http://localhost:8002".
func Valhalla(address string, s Settings) *Client { return newClient(address, s, valhalla) }

func newClient(address string, s Settings, ask question) *Client {
	c := &Client{http: s.HTTP, address: address, ask: ask, tile: s.Tile, wait: s.Wait, keep: s.Keep, known: map[string]*tile{}}
	if c.http == nil {
		c.http = &http.Client{}
	}
	if c.tile <= 0 {
		c.tile = 50
	}
	if c.wait <= 0 {
		c.wait = 10 * time.Second
	}
	if c.keep <= 0 {
		c.keep = 1000
	}
	return c
}

// tile is travel from some points to some points, row by row.
type tile struct {
	rows, columns        int
	durations, distances []int32
}

// Matrix answers with travel between all points. Pairs that no road joins are
// route.Unreachable. Errors are *shipping.Error: Unavailable if the server does not
// answer, Refused if it says no.
func (c *Client) Matrix(ctx context.Context, profile string, points []route.Point) (route.Matrix, error) {
	n := len(points)
	m := route.Matrix{Size: n, Durations: make([]int32, n*n), Distances: make([]int32, n*n)}
	for i := 0; i < n; i += c.tile {
		for k := 0; k < n; k += c.tile {
			from, to := points[i:min(i+c.tile, n)], points[k:min(k+c.tile, n)]
			t, err := c.fetch(ctx, profile, from, to)
			if err != nil {
				return route.Matrix{}, err
			}
			for row := range t.rows {
				at := (i+row)*n + k
				copy(m.Durations[at:], t.durations[row*t.columns:(row+1)*t.columns])
				copy(m.Distances[at:], t.distances[row*t.columns:(row+1)*t.columns])
			}
		}
	}
	return m, nil
}

// fetch answers with a tile from memory or from the server.
func (c *Client) fetch(ctx context.Context, profile string, from, to []route.Point) (*tile, error) {
	key := fmt.Sprint(profile, from, to)
	c.mu.Lock()
	t := c.known[key]
	c.mu.Unlock()
	if t != nil {
		return t, nil
	}
	t = &tile{rows: len(from), columns: len(to)}
	body, err := c.send(ctx, profile, from, to)
	if err == nil {
		err = c.ask.read(body, t)
	}
	if err == nil && (len(t.durations) != t.rows*t.columns || len(t.distances) != len(t.durations)) {
		err = shipping.Fault(shipping.Unavailable, "the routing server's answer has the wrong shape", "")
	}
	if err != nil {
		return nil, err
	}
	c.remember(key, t)
	return t, nil
}

// remember keeps a tile, and forgets any one if there are too many.
func (c *Client) remember(key string, t *tile) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for old := range c.known {
		if len(c.known) < c.keep {
			break
		}
		delete(c.known, old)
	}
	c.known[key] = t
}

// longest bounds an answer: 2,500 pairs take about 200 kB.
const longest = 64 << 20

func (c *Client) send(ctx context.Context, profile string, from, to []route.Point) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.wait)
	defer cancel()
	request, err := c.ask.form(c.address, profile, from, to)
	if err != nil {
		return nil, shipping.BadField("routing server", "is no address", c.address)
	}
	response, err := c.http.Do(request.WithContext(ctx))
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Message: "the routing server does not answer", Hint: c.address, Cause: system.Told(err)}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, longest))
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Message: "the routing server breaks off its answer", Hint: c.address, Cause: system.Told(err)}
	}
	if response.StatusCode >= http.StatusInternalServerError {
		return nil, shipping.Fault(shipping.Unavailable, "the routing server fails: "+response.Status, c.address)
	}
	return body, nil
}
