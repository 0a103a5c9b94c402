package push

import "time"

// Wait has the entrance give somebody so long for a body, and so long in the queue.
func (s *Store) Wait(body, queue time.Duration) { s.patience, s.queue = body, queue }
