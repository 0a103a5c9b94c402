package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"crosslane/shipping"
)

// Proxies are the networks of proxies that are believed when they say from where somebody comes. The zero value believes nobody.
type Proxies []netip.Prefix

// ReadProxies reads addresses and networks, "10.0.0.7" or "10.0.0.0/8". Invalid, by the field's name: one is neither.
func ReadProxies(field string, named []string) (list Proxies, err error) {
	for _, name := range named {
		net, err := netip.ParsePrefix(name)
		if err != nil {
			var one netip.Addr
			if one, err = netip.ParseAddr(name); err == nil {
				net = netip.PrefixFrom(one, one.BitLen())
			}
		}
		if err != nil {
			return nil, shipping.BadField(field, shipping.Text(name)+" is no address and no network", "write 10.0.0.7, or 10.0.0.0/8")
		}
		list = append(list, net.Masked())
	}
	return list, nil
}

// From is the address from which somebody comes: of the connection, or, where a proxy that is believed has it, what that proxy says last of
// others. The zero address where it is not known.
func (p Proxies) From(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr) // a socket of files has none
	from := at.Addr().Unmap()
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, word := range slices.Backward(said) { // each proxy adds to the end whom it heard
		if !p.believed(from) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(word))
		if err != nil {
			break
		}
		from = next.Unmap()
	}
	return from
}

func (p Proxies) believed(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(net netip.Prefix) bool { return net.Contains(a) })
}
