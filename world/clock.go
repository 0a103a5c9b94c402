package world

import (
	"sync/atomic"
	"time"
)

// Clock is the virtual time of a world. It is safe for concurrent use.
type Clock struct{ ms atomic.Int64 }

// NewClock makes a clock that stands at an instant.
func NewClock(at time.Time) *Clock {
	c := &Clock{}
	c.Set(at)
	return c
}

// Now is the instant at which the clock stands, in UTC, to the millisecond.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.ms.Load()).UTC() }

// Set puts the clock on.
func (c *Clock) Set(at time.Time) { c.ms.Store(at.UnixMilli()) }
