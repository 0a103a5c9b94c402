package sim

import (
	"container/heap"
	"math"
)

// never is the instant of what will not happen.
const never = math.MaxInt64

// due is when something happens to a booking or is reported of it next.
func (b *booking) due() int64 {
	at := int64(never)
	if !b.journey.waits && b.journey.next < len(b.journey.plan) {
		at = b.journey.plan[b.journey.next].at
	}
	if len(b.journey.pending) > 0 {
		at = min(at, b.journey.pending[0].reported)
	}
	return at
}

// turn is when a booking is due. The instant stands beside the booking, so that the queue is put in order
// without looking into the bookings.
type turn struct {
	at      int64
	booking *booking
}

// queue orders bookings by when they have their turn; of one instant, by number.
type queue []turn

// schedule gives a booking the place in the queue that it is due for.
func (q *queue) schedule(b *booking) {
	at := b.due()
	switch {
	case b.journey.index < 0 && at < never:
		heap.Push(q, turn{at, b})
	case b.journey.index >= 0 && at == never:
		heap.Remove(q, b.journey.index)
	case b.journey.index >= 0:
		(*q)[b.journey.index].at = at
		heap.Fix(q, b.journey.index)
	}
}

// Len is how many bookings wait; it and the next four are what container/heap asks for.
func (q queue) Len() int { return len(q) }

// Less puts what happens first before.
func (q queue) Less(i, j int) bool {
	if q[i].at != q[j].at {
		return q[i].at < q[j].at
	}
	return q[i].booking.Waybill < q[j].booking.Waybill
}

// Swap changes two bookings' places.
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].booking.journey.index, q[j].booking.journey.index = i, j
}

// Push adds a booking.
func (q *queue) Push(x any) {
	t := x.(turn)
	t.booking.journey.index = len(*q)
	*q = append(*q, t)
}

// Pop takes the last booking out.
func (q *queue) Pop() any {
	t := (*q)[len(*q)-1]
	*q, t.booking.journey.index = (*q)[:len(*q)-1], -1
	return t
}
