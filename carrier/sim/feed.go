package sim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
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
	return event{Waybill: r.booking.Waybill, Code: c.code, Text: c.text, Time: at, Seq: int64(r.step.seq), Country: p.Country, City: p.City, Facility: p.Facility}
}

// Bounds of one part of the feed.
const usualPart, mostPart = 1000, 10_000

// events tells what was reported since a cursor, a line each, and a trailer with the next cursor.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.Atoi(cmp.Or(r.FormValue("after"), "0"))
	limit, err2 := strconv.Atoi(cmp.Or(r.FormValue("limit"), strconv.Itoa(usualPart)))
	if err != nil || err2 != nil || after < 0 || limit < 1 {
		tell(w, http.StatusBadRequest, no{"BAD_REQUEST", "after and limit must be numbers"})
		return
	}
	part, more := s.since(after, min(limit, mostPart))
	write(w, part, trailer{Next: strconv.Itoa(after + len(part)), More: more})
}

// Silent tells that nothing was reported behind a cursor. Whoever runs the carrier in his own process need not
// ask it over the wire then.
func (s *Server) Silent(cursor string) bool {
	after, err := strconv.Atoi(cmp.Or(cursor, "0"))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	return err == nil && after == len(s.traffic.log)
}

func (s *Server) since(after, limit int) ([]report, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	after = min(after, len(s.traffic.log))
	end := min(after+limit, len(s.traffic.log))
	part := make([]report, 0, end-after)
	for _, e := range s.traffic.log[after:end] {
		part = append(part, report{e.booking, e.booking.journey.told[e.step]})
	}
	return part, end < len(s.traffic.log)
}

// track tells all that was reported about some numbers.
func (s *Server) track(w http.ResponseWriter, r *http.Request) {
	var waybills []string
	if !hear(w, r, &waybills) {
		return
	}
	write(w, s.about(waybills), trailer{})
}

func (s *Server) about(waybills []string) []report {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	var list []report
	for _, n := range waybills {
		if b := s.byWaybill[n]; b != nil {
			for _, st := range b.journey.told {
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
			out.WriteString(`{"waybill":"` + list[i].booking.Waybill + `","code":["` + codes[list[i].step.code].code + "\"],\"time\":\"yesterday\"}\n")
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
