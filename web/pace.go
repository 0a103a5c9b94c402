package web

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"crosslane/account"
	"crosslane/shipping"
)

// How fast a caller may call where nobody says otherwise, and how many callers are remembered.
const (
	usualPace   = 500 // calls a second, and twice as many at once
	mostCallers = 10_000
)

// Pace bounds how many calls each caller makes. It is made by NewPace, and safe for concurrent use.
type Pace struct {
	perSecond int
	now       func() time.Time

	mu  sync.Mutex
	who map[string]*rate.Limiter
}

// NewPace lets each caller make so many calls a second, and twice as many at once; 500 when zero.
func NewPace(perSecond int, now func() time.Time) *Pace {
	return &Pace{perSecond: cmp.Or(perSecond, usualPace), now: now, who: map[string]*rate.Limiter{}}
}

// Step counts a call, and says in the head of its answer how many are left (draft-ietf-httpapi-ratelimit-headers-10). TooMany: the caller is too fast.
func (p *Pace) Step(head http.Header, who account.Actor) error {
	p.mu.Lock()
	l := p.who[who.Name]
	if l == nil {
		if len(p.who) >= mostCallers {
			clear(p.who)
		}
		l = rate.NewLimiter(rate.Limit(p.perSecond), 2*p.perSecond)
		p.who[who.Name] = l
	}
	p.mu.Unlock()
	now := p.now()
	may := l.AllowN(now, 1)
	left := math.Max(0, l.TokensAt(now))
	full := math.Ceil((float64(l.Burst()) - left) / float64(p.perSecond))
	head.Set("Ratelimit-Policy", fmt.Sprintf(`"calls";q=%d;w=2`, l.Burst()))
	head.Set("Ratelimit", fmt.Sprintf(`"calls";r=%d;t=%d`, int(left), int(full)))
	if may {
		return nil
	}
	head.Set("Retry-After", "1")
	return &shipping.Error{Code: shipping.TooMany, Field: "request", Wait: time.Second, Message: "more than " + strconv.Itoa(p.perSecond) + " calls a second", Hint: "wait a second, and hand many things in by one call"}
}
