package sim

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/paper"
	"crosslane/shipping"
)

// Config is what a simulated carrier is.
type Config struct {
	Name     string             // on its labels
	Seed     uint64             // of all its chances
	Now      func() time.Time   // its clock
	Channels []shipping.Channel // what it sells
	// Behave says how well it serves a channel at the moment of booking. Nil: Ordinary.
	Behave func(shipping.ChannelID) Behaviour
	Price  carrier.Pricer // nil: a plain price by weight
	Faults Faults
	// Capacity is what the channels take; one that is not named takes what comes.
	Capacity map[shipping.ChannelID]Capacity
	// Conditions are what is not as usual, and when. See Check.
	Conditions []Condition
	// Journal is the file in which it keeps its bookings, so that with otherwise the same configuration it
	// goes on where it ended. Empty: it forgets them.
	Journal string
}

// Stats counts what the carrier was asked to do.
type Stats struct {
	Asked     int64 `json:"asked"`  // requests to book, repeated ones included
	Keys      int64 `json:"keys"`   // distinct idempotency keys among them
	Booked    int64 `json:"booked"` // bookings made
	Refused   int64 `json:"refused"`
	Cancelled int64 `json:"cancelled"`
	// Doubles counts bookings of a parcel that had another booking alive: two labels for one parcel.
	Doubles int64 `json:"doubles"`
	Events  int64 `json:"events"` // reported so far

	Channels map[shipping.ChannelID]ChannelStats `json:"channels,omitempty"` // those that were asked for
}

// ChannelStats counts the parcels of one channel.
type ChannelStats struct {
	Booked    int64 `json:"booked"`
	Refused   int64 `json:"refused"`
	Cancelled int64 `json:"cancelled"`
	Departed  int64 `json:"departed"`  // taken by the linehaul; within a country, by the network
	Delivered int64 `json:"delivered"` // or handed to the depot where the channel ends
	Returned  int64 `json:"returned"`
	Lost      int64 `json:"lost"` // nothing more is heard of them
	// Waiting is how many stand in the queue for the linehaul now, Uncollected how many of these still at the
	// seller's, because the hub is full. A channel without a capacity has no queue.
	Waiting     int64 `json:"waiting"`
	Uncollected int64 `json:"uncollected"`
	MostWaited  int64 `json:"most_waited"` // the longest queue there was
}

// Server is the carrier's computer.
type Server struct {
	name     string
	seed     uint64
	now      func() time.Time
	channels map[shipping.ChannelID]*shipping.Channel
	behave   func(shipping.ChannelID) Behaviour
	price    carrier.Pricer
	faults   Faults
	journal  *journal

	mu        sync.Mutex
	byKey     map[string]*booking
	byWaybill map[string]*booking
	live      map[shipping.ParcelID]int
	failed    map[string]bool // keys whose request has failed by a fault
	queue     queue
	log       []said
	stats     Stats
}

// New opens a carrier. With a journal, it begins where it ended.
func New(c Config) (*Server, error) {
	if err := Check(c.Conditions); err != nil {
		return nil, err
	}
	s := &Server{name: c.Name, seed: c.Seed, now: c.Now, behave: c.Behave, price: c.Price, faults: c.Faults,
		channels: map[shipping.ChannelID]*shipping.Channel{}, byKey: map[string]*booking{}, byWaybill: map[string]*booking{},
		live: map[shipping.ParcelID]int{}, failed: map[string]bool{}}
	for i := range c.Channels {
		s.channels[c.Channels[i].ID] = &c.Channels[i]
	}
	if c.Journal != "" {
		var err error
		if s.journal, err = openJournal(c.Journal, s.recall); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Close ends the journal.
func (s *Server) Close() error { return s.journal.close() }

// Stats counts what the carrier was asked to do.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := s.stats
	stats.Keys, stats.Events = int64(len(s.byKey)), int64(len(s.log))
	return stats
}

// Next is when a reader of the feed should look again: there may be news then, and there is none before. News
// that no reader was told yet is due now; while the carrier is down, it is due when it is up again. The zero
// time: unless somebody books or cancels, nothing more will be reported.
func (s *Server) Next() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return time.Time{}
	}
	return time.Unix(s.queue[0].due(), 0).UTC()
}

func (s *Server) behaviour(id shipping.ChannelID) Behaviour {
	if s.behave == nil {
		return Ordinary()
	}
	return s.behave(id)
}

// Handler serves the carrier's interface.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/bookings", s.book)
	mux.HandleFunc("POST /v1/bookings/{waybill}/cancel", s.cancel)
	mux.HandleFunc("POST /v1/rates", s.rate)
	mux.HandleFunc("POST /v1/manifests", s.manifest)
	mux.HandleFunc("GET /v1/events", s.events)
	mux.HandleFunc("POST /v1/track", s.track)
	mux.HandleFunc("GET /v1/health", func(w http.ResponseWriter, _ *http.Request) {
		tell(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /v1/stats", func(w http.ResponseWriter, _ *http.Request) { tell(w, http.StatusOK, s.Stats()) })
	return mux
}

// Listen serves on a loopback address, such as "127.0.0.1:0", until stop is called. It answers with the base URL.
func (s *Server) Listen(address string) (url string, stop func() error, err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", nil, err
	}
	web := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- web.Serve(listener) }()
	stop = func() error {
		err := web.Shutdown(context.Background())
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
	return "http://" + listener.Addr().String(), stop, nil
}

// mostBody bounds what one request may hold.
const mostBody = 4 << 20

// hear reads a request; when it cannot, it has answered already.
func hear(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody)).Decode(into); err != nil {
		tell(w, http.StatusBadRequest, no{"BAD_REQUEST", "the request cannot be read: " + err.Error()})
		return false
	}
	return true
}

// tell answers with JSON. When the other side has gone, nobody hears it.
func tell(w http.ResponseWriter, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"code":"INTERNAL","message":"the answer cannot be written"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// fails draws whether a request fails by a fault; a key fails once.
func (s *Server) fails(fault, key string, rate int64) bool {
	if rate == 0 || s.failed[fault+key] || !newDraw(s.seed, fault, key).chance(rate) {
		return false
	}
	s.failed[fault+key] = true
	return true
}

func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	var a ask
	if !hear(w, r, &a) {
		return
	}
	if a.Key == "" || a.Parcel == "" || a.To.Country == "" {
		tell(w, http.StatusBadRequest, no{"BAD_REQUEST", "key, parcel and the country of the addressee must be given"})
		return
	}
	b, busy, drop, err := s.take(&a)
	switch {
	case drop:
		panic(http.ErrAbortHandler) // the connection ends without an answer
	case busy:
		tell(w, http.StatusServiceUnavailable, no{"BUSY", "try again later"})
	case err != nil:
		tell(w, http.StatusInternalServerError, no{"INTERNAL", err.Error()})
	case b.Refused != nil:
		tell(w, http.StatusUnprocessableEntity, b.Refused)
	default:
		s.confirm(w, &a, b)
	}
}

// take finds the booking of a key, or makes it.
func (s *Server) take(a *ask) (b *booking, busy, drop bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Asked++
	if s.fails("busy", a.Key, s.faults.Busy) {
		return nil, true, false, nil
	}
	b = s.byKey[a.Key]
	if b == nil {
		b = s.decide(a)
		if err := s.journal.write(&entry{Book: b}); err != nil {
			return nil, false, false, err
		}
		s.enter(b)
	}
	return b, false, s.fails("drop", a.Key, s.faults.DropAnswer), nil
}

func (s *Server) confirm(w http.ResponseWriter, a *ask, b *booking) {
	yes := answer{Waybill: b.Waybill, Reference: "SIM-" + b.Waybill[len(b.Waybill)-8:], Cost: b.Cost}
	if a.Label {
		l := paper.Label{Carrier: s.name, Service: s.sold(b.Channel).Service, Waybill: b.Waybill, Routing: string(b.To), From: a.From, To: a.To,
			Weight: a.Weight, Size: a.Size, Reference: string(a.Parcel), Shipped: shipping.DateOf(b.At)}
		pdf, err := l.PDF()
		if err != nil {
			tell(w, http.StatusInternalServerError, no{"INTERNAL", err.Error()})
			return
		}
		yes.Label = pdf
	}
	tell(w, http.StatusCreated, yes)
}

func (s *Server) cancel(w http.ResponseWriter, r *http.Request) {
	var a cancelAsk
	if !hear(w, r, &a) {
		return
	}
	status, answer, drop := s.takeBack(r.PathValue("waybill"), a.Key)
	if drop {
		panic(http.ErrAbortHandler)
	}
	tell(w, status, answer)
}

func (s *Server) takeBack(waybill, key string) (status int, answer any, drop bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.byWaybill[waybill]
	if b == nil {
		return http.StatusNotFound, no{"UNKNOWN", "there is no booking " + waybill}, false
	}
	if s.fails("busy", key, s.faults.Busy) {
		return http.StatusServiceUnavailable, no{"BUSY", "try again later"}, false
	}
	now := s.now()
	s.advance(now)
	if refused := s.keeps(b, now); refused != nil {
		return http.StatusConflict, refused, false
	}
	if !b.cancelled {
		if err := s.journal.write(&entry{Cancel: &undone{waybill, now}}); err != nil {
			return http.StatusInternalServerError, no{"INTERNAL", err.Error()}, false
		}
		s.void(b, now)
	}
	return http.StatusOK, map[string]string{"status": "cancelled"}, s.fails("drop", key, s.faults.DropAnswer)
}
