package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"crosslane/shipping"
)

// Known answers only for the hosts that a server is known by: localhost, addresses in numbers, and those of some places, each
// HOST:PORT or a URL; where one of them is every address of the machine, also the machine's name. Anything else is Forbidden:
// until somebody has an account nobody signs in, and the page of another site whose name was made to lead here could read everything.
func Known(next http.Handler, places ...string) http.Handler {
	known := map[string]bool{"localhost": true}
	for _, place := range places {
		if place == "" {
			continue
		}
		host := hostOf(place)
		if u, err := url.Parse(place); err == nil && u.Host != "" {
			host = hostOf(u.Host)
		}
		known[host] = true
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			name, _ := os.Hostname() // a machine without a name has none to be called by
			short, _, _ := strings.Cut(name, ".")
			known[hostOf(name)], known[hostOf(short)] = true, true
		}
	}
	known[""] = true // only programs leave it out
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := hostOf(r.Host)
		if _, err := netip.ParseAddr(host); err != nil && !known[host] { // numbers are nobody's to point elsewhere
			answer(w, nil, &shipping.Error{Code: shipping.Forbidden, Field: "Host", Message: "this server is not known by the name " + shipping.Text(host),
				Hint: "open it by its address in numbers or as localhost, or have it listen on that name: --listen NAME:PORT"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOf is a host without its port, in small letters.
func hostOf(at string) string {
	if host, _, err := net.SplitHostPort(at); err == nil {
		at = host
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(at, "[]"), "."))
}
