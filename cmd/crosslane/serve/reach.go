package serve

import (
	"cmp"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"

	"crosslane/web"
)

// reach is how others reach the server.
type reach struct {
	public  *url.URL    // by which address, through a proxy; nil: none is named
	proxies web.Proxies // that are believed
}

// reach reads how others reach the server.
func (v *Command) reach() (*reach, error) {
	r := &reach{public: v.Public.URL()}
	named := v.Proxies
	if len(named) == 0 && r.public != nil {
		named = []string{"127.0.0.0/8", "::1"}
	}
	var err error
	r.proxies, err = web.ReadProxies("--proxies", named)
	return r, err
}

// at is the address by which a server that listens there is reached.
func (r *reach) at(l net.Listener) string {
	if r.public != nil {
		return r.public.String()
	}
	host := l.Addr().String()
	if at, err := netip.ParseAddrPort(host); err == nil && at.Addr().IsUnspecified() { // by every address of the machine, so by its name
		name, _ := os.Hostname()
		host = net.JoinHostPort(cmp.Or(name, "localhost"), strconv.Itoa(int(at.Port())))
	}
	return "http://" + host
}

// alone tells whether only this machine reaches a server that listens there.
func (r *reach) alone(l net.Listener) bool {
	at, err := netip.ParseAddrPort(l.Addr().String())
	return r.public == nil && err == nil && at.Addr().IsLoopback()
}

// secure tells whether browsers come by HTTPS.
func (r *reach) secure() bool { return r.public != nil && r.public.Scheme == "https" }
