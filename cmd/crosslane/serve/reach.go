package serve

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"crosslane/shipping"
	"crosslane/web"
)

// reach is how others reach the server.
type reach struct {
	public  *url.URL    // by which address, through a proxy; nil: none is named
	proxies web.Proxies // that are believed
}

// reach reads how others reach the server.
func (v *Command) reach() (*reach, error) {
	public, err := v.public()
	if err != nil {
		return nil, err
	}
	named := v.Proxies
	if len(named) == 0 && public != nil {
		named = []string{"127.0.0.0/8", "::1"}
	}
	proxies, err := web.ReadProxies("--proxies", named)
	return &reach{public, proxies}, err
}

// public is the address by which others reach the server; nil where none is named.
func (v *Command) public() (*url.URL, error) {
	if v.Public == "" {
		return nil, nil //nolint:nilnil // there is none, which is no fault
	}
	u, err := url.Parse(v.Public)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/")+u.RawQuery+u.Fragment != "" || u.User != nil {
		return nil, shipping.BadField("--public-url", "is no address of a server", "write https://HOST, without a path")
	}
	return u, nil
}

// at is the address by which a server that listens there is reached.
func (r *reach) at(l net.Listener) string {
	if r.public != nil {
		return r.public.Scheme + "://" + r.public.Host
	}
	return "http://" + l.Addr().String()
}

// alone tells whether only this machine reaches a server that listens there.
func (r *reach) alone(l net.Listener) bool {
	at, err := netip.ParseAddrPort(l.Addr().String())
	return r.public == nil && err == nil && at.Addr().IsLoopback()
}

// secure tells whether browsers come by HTTPS.
func (r *reach) secure() bool { return r.public != nil && r.public.Scheme == "https" }
