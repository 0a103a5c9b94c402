package sim

import "time"

// next is when a reader of the feed who was told so many events should look again: there may be news then, and there is
// none before. The zero time: unless somebody books or cancels, nothing more will be reported.
func (s *Server) next(heard int) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.advance(now)
	due := s.due()
	switch {
	case heard < len(s.traffic.log):
		return s.upAt(now)
	case due == never:
		return time.Time{}
	}
	return s.upAt(time.Unix(due, 0).UTC())
}
