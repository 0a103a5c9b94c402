package api

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/klauspost/compress/gzhttp"
	"golang.org/x/time/rate"

	"crosslane/account"
	"crosslane/shipping"
)

// How fast a caller may call where nobody says otherwise, and how many callers are remembered.
const (
	usualPace   = 500 // calls a second, and twice as many at once
	mostCallers = 10_000
)

// pace bounds how many calls each caller makes. It is safe for concurrent use.
type pace struct {
	perSecond int
	now       func() time.Time

	mu  sync.Mutex
	who map[string]*rate.Limiter
}

func newPace(perSecond int, now func() time.Time) *pace {
	return &pace{perSecond: cmp.Or(perSecond, usualPace), now: now, who: map[string]*rate.Limiter{}}
}

// step counts a call, and says in the answer's headers how many are left (draft-ietf-httpapi-ratelimit-headers-10). TooMany: the caller is too fast.
func (p *pace) step(c huma.Context, who account.Actor) error {
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
	c.SetHeader("RateLimit-Policy", fmt.Sprintf(`"calls";q=%d;w=2`, l.Burst()))
	c.SetHeader("RateLimit", fmt.Sprintf(`"calls";r=%d;t=%d`, int(left), int(full)))
	if may {
		return nil
	}
	c.SetHeader("Retry-After", "1")
	return &shipping.Error{Code: shipping.TooMany, Field: "request", Message: "more than " + strconv.Itoa(p.perSecond) + " calls a second", Hint: "wait a second, and hand many things in by one call"}
}

// RequestHeader names a request in its answer: as whoever asked named it, or by chance.
const RequestHeader = "Request-Id"

// named gives each answer the name of its request.
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(RequestHeader)
		if id == "" || len(id) > 100 || strings.ContainsFunc(id, func(s rune) bool { return s <= ' ' || s > '~' }) {
			id = "req_" + rand.Text()
		}
		w.Header().Set(RequestHeader, id)
		next.ServeHTTP(w, r)
	})
}

// packed packs answers for whoever unpacks them. Events are not: each is to come at once.
func packed(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ContentTypes([]string{"application/json", "application/problem+json", "application/yaml", "text/html", "text/plain"}))
	if err != nil {
		return nil, err
	}
	return named(wrap(tagged(next))), nil
}
