package push

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"crosslane/places"
	"crosslane/shipping"
)

// A body is read before its signature can be looked at, so whoever sends nothing, or slowly, has a place while nobody knows who he is. Bounds of the places.
const (
	ofOneNetwork = 4 // an address, of IPv6 a /64
	ofOneDoor    = 16
	ofAll        = 64
	mostTrusted  = 10_000 // that are remembered
)

// entrance is where those who send are let in before it is known who they are. Whoever signed at a door has his own places there, and waits for no stranger.
type entrance struct {
	*Store

	room *places.Room

	mu      sync.Mutex
	trusted map[string]bool // by door and network
}

func newEntrance(s *Store) *entrance {
	return &entrance{Store: s, room: places.New(), trusted: map[string]bool{}}
}

// hurry has what is sent come in by then.
func (e *entrance) hurry(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(e.patience)) // a connection without deadlines has none to miss
}

// enter lets somebody in at a door; the function that comes with it lets him out. TooMany: his own places are taken; Unavailable: those of strangers are.
func (e *entrance) enter(ctx context.Context, door, network string) (leave func(), err error) {
	full := &shipping.Error{Code: shipping.Unavailable, Field: "request", Wait: e.queue, Message: "too many are sending at once", Hint: "send it again in a moment"}
	own := &shipping.Error{Code: shipping.TooMany, Field: "request", Wait: e.queue, Message: fmt.Sprintf("from this address %d are sent already", ofOneNetwork), Hint: "send one behind the other, and this one again in a moment"}
	if e.trusts(door, network) {
		return e.room.Take(ctx, e.queue, places.Share{Of: "trusted " + door + " " + network, Most: ofOneNetwork, Full: own})
	}
	return e.room.Take(ctx, e.queue, places.Share{Of: "network " + network, Most: ofOneNetwork, Full: own}, places.Share{Of: "door " + door, Most: ofOneDoor, Full: full}, places.Share{Of: "all", Most: ofAll, Full: full})
}

func (e *entrance) trusts(door, network string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.trusted[door+" "+network]
}

// trust remembers from where something came that was signed. Only who has a secret adds to that.
func (e *entrance) trust(door, network string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.trusted) >= mostTrusted {
		clear(e.trusted)
	}
	e.trusted[door+" "+network] = true
}
