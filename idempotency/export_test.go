package idempotency

// Forget has the store stand as one of a process that begins: it remembers none of the calls that are under way.
func (s *Store) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process = "another"
	clear(s.running)
}
