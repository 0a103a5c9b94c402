package sim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"crosslane/shipping"
	"crosslane/tracking"
)

// report is one event as it is told.
type report struct {
	booking *booking
	step    step
}

// event writes a report as it goes over the wire.
func (r *report) event() event {
	p, c := r.booking.place(r.step.spot), codes[r.step.code]
	at := time.Unix(r.step.at, 0).In(zoneOf(p.Country))
	e := event{Waybill: r.booking.Waybill, Code: c.code, Text: c.text, Time: at, Seq: int64(r.step.seq), Country: p.Country, City: p.City, Facility: p.Facility}
	switch number := r.booking.journey.number; {
	case r.step.partner:
		e.Waybill = number
	case number != "" && tracking.Rank(c.milestone) >= tracking.Rank(shipping.HandedToLastMile):
		n := r.booking.journey.network
		e.Partner, e.PartnerNumber = n.partnerName, number
	}
	return e
}

// Bounds of one part of the feed.
const usualPart, mostPart = 1000, 10_000

// events tells what was reported since a cursor, a line each, and a trailer with the next cursor.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	after, known := readPlaces(r.FormValue("after"))
	limit, err := strconv.Atoi(cmp.Or(r.FormValue("limit"), strconv.Itoa(usualPart)))
	if err != nil || !known || limit < 1 {
		tell(w, http.StatusBadRequest, no{"BAD_REQUEST", "after and limit must be numbers"})
		return
	}
	part, more := s.news(&after, min(limit, mostPart))
	write(w, part, trailer{Next: after.cursor(), More: more})
}

// Silent tells that nothing was reported behind a cursor. Whoever runs the carrier in his own process need not
// ask it over the wire then.
func (s *Server) Silent(cursor string) bool {
	after, known := readPlaces(cursor)
	if !known || after.own != s.reach("") {
		return false
	}
	if s.partners.round != nil {
		for _, line := range s.partners.round.lines(s.partners.id) {
			if after.line[line.partners.id] != line.reach(s.partners.id) {
				return false
			}
		}
	}
	return true
}

// reach is how much was reported: of its own parcels, or of those handed on to another carrier.
func (s *Server) reach(to shipping.CarrierID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	if to == "" {
		return len(s.traffic.log)
	}
	return len(s.traffic.handed[to])
}

func (s *Server) since(after, limit int) ([]report, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	return told(s.traffic.log, after, limit)
}

// track tells all that was reported about some numbers.
func (s *Server) track(w http.ResponseWriter, r *http.Request) {
	var waybills []string
	if !hear(w, r, &waybills) {
		return
	}
	list := s.about(waybills)
	if s.partners.round != nil {
		for _, line := range s.partners.round.lines(s.partners.id) {
			list = append(list, line.about(waybills)...)
		}
	}
	write(w, list, trailer{})
}

func (s *Server) about(waybills []string) []report {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	var list []report
	for _, n := range waybills {
		b := cmp.Or(s.byWaybill[n], s.byPartner[n])
		for i := 0; b != nil && i < len(b.journey.told); i++ {
			if st := b.journey.told[i]; st.partner == (n == b.journey.number) {
				list = append(list, report{b, st})
			}
		}
	}
	return list
}

// write puts reports on the wire, one a line.
func write(w http.ResponseWriter, list []report, end trailer) {
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	for i := range list {
		if list[i].step.torn {
			out.WriteString(`{"waybill":"` + list[i].event().Waybill + `","code":["` + codes[list[i].step.code].code + "\"],\"time\":\"yesterday\"}\n")
			continue
		}
		if err := lines.Encode(list[i].event()); err != nil {
			tell(w, http.StatusInternalServerError, no{"INTERNAL", err.Error()})
			return
		}
	}
	if err := lines.Encode(end); err != nil {
		tell(w, http.StatusInternalServerError, no{"INTERNAL", err.Error()})
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	_, _ = w.Write(out.Bytes())
}
