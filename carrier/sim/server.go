package sim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/document"
	"crosslane/shipping"
)

// Config is what a simulated carrier is.
type Config struct {
	Name     string           // on its labels
	Seed     uint64           // of all its chances
	Now      func() time.Time // its clock
	Channels []book.Channel   // what it sells
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
	// Round are the simulated carriers to which it hands parcels on, and which hand it theirs; ID is which of them it is, Carriers are those of the Book. Nil: it does all
	// legs itself.
	Round    *Round
	ID       shipping.CarrierID
	Carriers []book.Carrier
	// Say is told what was mended when the journal was opened. Nil: nobody is.
	Say func(string)
}

// Server is the carrier's computer.
type Server struct {
	name     string
	seed     uint64
	now      func() time.Time
	channels map[shipping.ChannelID]*book.Channel
	behave   func(shipping.ChannelID) Behaviour
	price    carrier.Pricer
	faults   Faults
	capacity map[shipping.ChannelID]Capacity
	// conditions stand in the order in which they begin, outages those of them in which the carrier is down.
	conditions []Condition
	outages    []*Condition
	journal    *journal
	partners   partners

	mu        sync.Mutex
	byKey     map[string]*booking
	byWaybill map[string]*booking
	byPartner map[string]*booking // by the number of the carrier to which it was handed on
	live      map[shipping.ParcelID]int
	failed    map[string]bool // keys whose request was put off once
	stats     Stats
	traffic   traffic
}

// traffic is what is on its way, and what was said of it.
type traffic struct {
	networks []*network // in the order of their channels' ids
	tick     int64      // the full hour at which the linehauls go next; 0 while nothing waits
	queue    queue
	log      []said
	handed   map[shipping.CarrierID][]said // of those that were handed on to another
}

// New opens a carrier. With a journal, it begins where it ended; a journal of which a line cannot be read is
// Corrupt, one that another process has open Unavailable. Close lets go of the journal.
func New(c Config) (*Server, error) {
	if err := Check(c.Conditions); err != nil {
		return nil, err
	}
	s := &Server{name: c.Name, seed: c.Seed, now: c.Now, behave: c.Behave, price: c.Price, faults: c.Faults,
		capacity: c.Capacity, conditions: slices.Clone(c.Conditions), channels: map[shipping.ChannelID]*book.Channel{},
		byKey: map[string]*booking{}, byWaybill: map[string]*booking{}, byPartner: map[string]*booking{}, partners: partnersOf(&c), live: map[shipping.ParcelID]int{}, failed: map[string]bool{}}
	s.traffic.handed = map[shipping.CarrierID][]said{}
	slices.SortStableFunc(s.conditions, func(a, b Condition) int { return a.From.Compare(b.From) })
	for i := range c.Channels {
		s.channels[c.Channels[i].ID] = &c.Channels[i]
		s.network(c.Channels[i].ID)
	}
	for i := range s.conditions {
		if one := &s.conditions[i]; one.Down && slices.ContainsFunc(c.Channels, func(ch book.Channel) bool { return one.Where.concerns(&ch) }) {
			s.outages = append(s.outages, one)
		}
	}
	if c.Journal != "" {
		var err error
		if s.journal, err = openJournal(c.Journal, c.Say, s.recall); err != nil {
			return nil, err
		}
	}
	if c.Round != nil {
		c.Round.enter(s)
	}
	return s, nil
}

// Close lets go of the journal. It can be called more than once.
func (s *Server) Close() error {
	if s.partners.round != nil {
		s.partners.round.leave(s)
	}
	return s.journal.close()
}

func (s *Server) behaviour(id shipping.ChannelID) Behaviour {
	if s.behave == nil {
		return Ordinary()
	}
	return s.behave(id)
}

// Handler serves the carrier's interface.
func (s *Server) Handler() http.Handler {
	mux, all := http.NewServeMux(), http.NewServeMux()
	mux.HandleFunc("POST /v1/bookings", s.book)
	mux.HandleFunc("POST /v1/bookings/{waybill}/cancel", s.cancel)
	mux.HandleFunc("POST /v1/rates", s.rate)
	mux.HandleFunc("POST /v1/manifests", s.manifest)
	mux.HandleFunc("GET /v1/events", s.events)
	mux.HandleFunc("POST /v1/track", s.track)
	mux.HandleFunc("GET /v1/health", func(w http.ResponseWriter, _ *http.Request) {
		tell(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	all.HandleFunc("GET /v1/stats", func(w http.ResponseWriter, _ *http.Request) { tell(w, http.StatusOK, s.Stats()) })
	all.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if now := s.now(); s.upAt(now) != now {
			tell(w, http.StatusServiceUnavailable, no{"DOWN", "the carrier's systems are down"})
			return
		}
		mux.ServeHTTP(w, r)
	})
	return all
}

// stopPatience is how long requests that are being answered are waited for at the end.
const stopPatience = 5 * time.Second

// Start makes a carrier that answers on loopback until stop is called, and the directory of its journal where that is not there. Silent tells that it has nothing to report behind a cursor.
func Start(c Config) (address string, stop func(), silent func(cursor string) bool, err error) {
	if err := os.MkdirAll(filepath.Dir(c.Journal), 0o700); err != nil {
		return "", nil, nil, err
	}
	server, err := New(c)
	if err != nil {
		return "", nil, nil, err
	}
	address, end, err := server.Listen("127.0.0.1:0")
	if err != nil {
		return "", nil, nil, cmp.Or(err, server.Close())
	}
	return address, func() { _, _ = end(), server.Close() }, server.Silent, nil // the program ends
}

// Listen serves on a loopback address, such as "127.0.0.1:0", until stop is called. It answers with the base URL.
// Stop is never nil, and can be called more than once.
func (s *Server) Listen(address string) (url string, stop func() error, err error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return "", func() error { return nil }, err
	}
	web := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- web.Serve(listener) }()
	stop = sync.OnceValue(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
		defer cancel()
		err := web.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = web.Close()
		}
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	})
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

// busy draws whether a request is put off; a key is put off once.
func (s *Server) busy(key string, rate int64) (bool, error) {
	if rate == 0 || s.failed[key] || !newDraw(s.seed, "busy", key).chance(rate) {
		return false, nil
	}
	s.failed[key] = true
	return true, s.journal.write(&entry{Busy: key})
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
	if hold := document.Hold(a.Order, &a.To); a.Label && hold.Why != "" {
		tell(w, http.StatusUnprocessableEntity, no{document.Unprintable, hold.Word})
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
	now := s.now()
	f := s.faultsOf(s.touching(a.Channel, a.Key, a.From.Country, a.To.Country), now.Unix())
	if busy, err := s.busy(a.Key, f.Busy); busy || err != nil {
		return nil, busy, false, err
	}
	if b = s.byKey[a.Key]; b != nil {
		return b, false, false, nil
	}
	b = s.decide(a, now)
	if err := s.journal.write(&entry{Book: b}); err != nil {
		return nil, false, false, err
	}
	s.enter(b)
	return b, false, newDraw(s.seed, "drop", a.Key).chance(f.DropAnswer), nil
}

func (s *Server) confirm(w http.ResponseWriter, a *ask, b *booking) {
	yes := answer{Waybill: b.Waybill, Reference: "SIM-" + b.Waybill[len(b.Waybill)-8:], Cost: b.Cost}
	if a.Label {
		l := document.Label{Carrier: s.name, Service: s.sold(b.Channel).Service, Waybill: b.Waybill, Routing: string(b.To),
			From: a.From, To: a.To, Phone: a.Phone, Order: a.Order, Piece: a.Piece, Pieces: a.Pieces,
			Weight: a.Weight, Size: a.Size, Reference: string(a.Parcel), Shipped: shipping.DateOf(b.At), Simulated: true}
		var err error
		if yes.Label, yes.Media, err = l.Draw(a.Form); err != nil {
			tell(w, http.StatusInternalServerError, no{"INTERNAL", err.Error()})
			return
		}
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
	now := s.now()
	f := s.faultsOf(b.journey.touched, now.Unix())
	if busy, err := s.busy(key, f.Busy); err != nil {
		return http.StatusInternalServerError, no{"INTERNAL", err.Error()}, false
	} else if busy {
		return http.StatusServiceUnavailable, no{"BUSY", "try again later"}, false
	}
	s.advance(now)
	if b.journey.cancelled {
		return http.StatusOK, cancelled, false
	}
	if refused := s.keeps(b); refused != nil {
		return http.StatusConflict, refused, false
	}
	if err := s.journal.write(&entry{Cancel: &undone{waybill, now}}); err != nil {
		return http.StatusInternalServerError, no{"INTERNAL", err.Error()}, false
	}
	s.void(b, now)
	return http.StatusOK, cancelled, newDraw(s.seed, "drop", key).chance(f.DropAnswer)
}

// cancelled is the answer to a cancellation that was accepted.
var cancelled = map[string]string{"status": "cancelled"}
