package sim

import (
	"net/http"
	"strconv"
)

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	var a ask
	if !hear(w, r, &a) {
		return
	}
	channel, ok := s.channels[a.Channel]
	if !ok {
		tell(w, http.StatusUnprocessableEntity, no{"NO_SERVICE", "service " + string(a.Channel) + " is not offered"})
		return
	}
	price, err := s.cost(&a, channel, s.now())
	if err != nil {
		tell(w, http.StatusUnprocessableEntity, no{"NO_PRICE", err.Error()})
		return
	}
	tell(w, http.StatusOK, priceAnswer{price})
}

func (s *Server) manifest(w http.ResponseWriter, r *http.Request) {
	var a manifestAsk
	if !hear(w, r, &a) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := manifestAnswer{Reference: "MF-" + strconv.FormatUint(newDraw(s.seed, "manifest", a.Key).random.Uint64(), 36)}
	for _, n := range a.Waybills {
		if b := s.byWaybill[n]; b != nil && !b.journey.cancelled {
			m.Waybills = append(m.Waybills, n)
		} else {
			m.Unknown = append(m.Unknown, n)
		}
	}
	tell(w, http.StatusOK, m)
}
