package sim

import "crosslane/shipping"

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

	Channels map[shipping.ChannelID]ChannelStats `json:"channels,omitempty"`
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

// Stats counts what the carrier was asked to do.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	stats := s.stats
	stats.Keys, stats.Events = int64(len(s.byKey)), int64(len(s.traffic.log))
	stats.Channels = make(map[shipping.ChannelID]ChannelStats, len(s.traffic.networks))
	for _, n := range s.traffic.networks {
		stats.Channels[n.channel.ID] = n.count
	}
	return stats
}
