package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// Known answers only for the hosts that a server is known by: localhost, addresses in numbers, and those of some places, each
// HOST:PORT or a URL; where one of them is every address of the machine, also the machine's name. Anything else, and no name at all, is Forbidden:
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
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, number, ok := asked(r.Host); !ok || !number && !known[host] { // numbers are nobody's to point elsewhere
			answer(w, nil, &shipping.Error{Code: shipping.Forbidden, Field: "Host", Message: "this server is not known by the name " + strconv.Quote(shipping.Text(r.Host)),
				Hint: "open it by its address in numbers or as localhost, or have it listen on that name: --listen NAME:PORT"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// asked reads the host of a request, NAME or NAME:PORT, and tells whether it is an address in numbers; false where it is neither, to the last sign.
func asked(said string) (host string, number, ok bool) {
	host, port, with := said, "", false
	if at := strings.LastIndexByte(said, ':'); at > strings.LastIndexByte(said, ']') {
		host, port, with = said[:at], said[at+1:], true
	}
	if _, err := strconv.ParseUint(port, 10, 16); with && err != nil {
		return "", false, false
	}
	if inside, six := strings.CutPrefix(host, "["); six {
		inside, closed := strings.CutSuffix(inside, "]")
		ip, err := netip.ParseAddr(inside)
		return inside, true, closed && err == nil && ip.Is6() && ip.Zone() == ""
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	ip, err := netip.ParseAddr(host)
	return host, err == nil && ip.Is4(), host != "" && !strings.ContainsAny(host, ":[]")
}

// hostOf is the host of a place, without its port, in small letters.
func hostOf(at string) string {
	if host, _, err := net.SplitHostPort(at); err == nil {
		at = host
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(at, "[]"), "."))
}
