package sim

import "math"

// never is the instant of what will not happen.
const never = math.MaxInt64

// due is when something happens to a booking or is reported of it next.
func (b *booking) due() int64 {
	at := int64(never)
	if !b.waits && b.next < len(b.plan) {
		at = b.plan[b.next].at
	}
	if len(b.pending) > 0 {
		at = min(at, b.pending[0].reported)
	}
	return at
}

// queue orders bookings by when they have their turn; of one instant, by number.
type queue []*booking

// Len is how many bookings wait; it and the next four are what container/heap asks for.
func (q queue) Len() int { return len(q) }

// Less puts what happens first before.
func (q queue) Less(i, j int) bool {
	if a, b := q[i].due(), q[j].due(); a != b {
		return a < b
	}
	return q[i].Waybill < q[j].Waybill
}

// Swap changes two bookings' places.
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

// Push adds a booking.
func (q *queue) Push(x any) {
	b := x.(*booking)
	b.index = len(*q)
	*q = append(*q, b)
}

// Pop takes the last booking out.
func (q *queue) Pop() any {
	b := (*q)[len(*q)-1]
	*q, b.index = (*q)[:len(*q)-1], -1
	return b
}
