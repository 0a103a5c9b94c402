// Package outside answers the question: which servers of others may be called, and how long are they left alone?
package outside

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"crosslane/shipping"
	"crosslane/system"
)

func prefixes(list ...string) (all []netip.Prefix) {
	for _, text := range list {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

var (
	// own are the networks of a machine and of a house: RFC 1918, RFC 6598 (of carriers), loopback, and unique local addresses.
	own = prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")
	// metadata are where machines in clouds are told their own secrets. Those of the other clouds are link-local.
	metadata = prefixes("100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::254/128", "fd20:ce::254/128")
	// odd are addresses at which no server of others is (the IANA registries of special-purpose addresses), and those that lead
	// elsewhere by way of a relay.
	odd = prefixes("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
		"fe80::/10", "fec0::/10", "ff00::/8")
	// translated are IPv4 addresses in the form of IPv6 (NAT64): the last four bytes say which.
	translated = netip.MustParsePrefix("64:ff9b::/96")
)

func within(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Callable tells whether a server at an address may be called. Private: those of this machine and of private networks may be, too.
func Callable(a netip.Addr, private bool) bool {
	if a.Zone() != "" { // it is of one link
		return false
	}
	a = a.Unmap()
	if translated.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if within(metadata, a) {
		return false
	}
	if within(own, a) { // before odd: ::1 is in both
		return private
	}
	return a.IsGlobalUnicast() && !within(odd, a)
}

// Rule says which servers are called, and how a refusal is worded.
type Rule struct {
	// Private lets servers of this machine and of private networks be called, and http to this machine.
	Private bool
	Never   string // what is not done with such a server: "webhooks are not sent there"
	Signed  string // why an address needs no password: "webhooks are signed"
	Clear   string // what would cross the network in the clear: "events"
	Example string // an address as it should be
	Flag    string // by which networks of one's own are allowed
}

func (r Rule) hint() string {
	return "name a server that the internet reaches; for networks of your own " + r.Flag + ", where crosslane serve is started and with this command"
}

// guard refuses to dial what may not be called. It is asked with the very address that is dialled, behind the name server.
func (r Rule) guard(network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err == nil && strings.HasPrefix(network, "tcp") && Callable(at.Addr(), r.Private) {
		return nil
	}
	return &shipping.Error{Code: shipping.Refused, Field: "url", Message: "its host is this machine, or in a private or special network: " + r.Never, Hint: r.hint()}
}

// Client calls servers by the rule, each with so much patience. It follows no redirects, and knows no proxy.
func (r Rule) Client(patience time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: patience, Control: r.guard}
	return &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true, TLSHandshakeTimeout: patience,
			MaxIdleConnsPerHost: 4, MaxIdleConns: 100, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10},
	}
}

// longest bounds an address.
const longest = 2000

// Check refuses addresses that are not called: other than https, with a password, or of this machine.
func (r Rule) Check(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || len(text) > longest || shipping.Text(text) != text {
		return shipping.BadField("url", "is no address of the web", "write "+r.Example)
	}
	if u.User != nil || u.Fragment != "" {
		return shipping.BadField("url", "has a user, a password, or a part behind #", "leave it out: "+r.Signed)
	}
	if port, err := strconv.ParseUint(u.Port(), 10, 16); (err != nil || port == 0) && u.Host != u.Hostname() && !strings.HasSuffix(u.Host, "]") {
		return shipping.BadField("url", "its port is no number from 1 to 65535", "leave it out, or write it behind the host: "+r.Example)
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	a, err := netip.ParseAddr(host)
	known := err == nil
	switch {
	case known:
	case !isName(host):
		return shipping.BadField("url", "its host is neither a name nor an address in its usual form", "write a name as a name server has it (xn--... where it has other letters than a to z), or four numbers from 0 to 255")
	case isAny(host, loopbacks):
		a, known = netip.IPv6Loopback(), true
	}
	if known && !Callable(a, r.Private) || !known && !r.Private && (!strings.Contains(host, ".") || isAny(host, ownNames)) {
		return shipping.BadField("url", "is this machine, or in a private or special network", r.hint())
	}
	if u.Scheme == "http" && (!known || !a.Unmap().IsLoopback()) {
		return shipping.BadField("url", r.Clear+" would cross the network in the clear", "use https")
	}
	return nil
}

var (
	// loopbacks are the names by which machines know themselves (RFC 6761, section 6.3, and the files of hosts that systems come with).
	loopbacks = []string{"localhost", "localhost.localdomain", "localhost4", "localhost6", "localhost6.localdomain6", "ip6-localhost", "ip6-loopback"}
	// ownNames end the names of networks of one's own: RFC 6762, RFC 8375, what ICANN keeps for them (internal), and what routers and firms use.
	ownNames = []string{"local", "home.arpa", "internal", "localdomain", "lan", "home", "corp", "private", "intranet"}
)

// isAny tells whether a host bears one of some names, or one below it.
func isAny(host string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return host == name || strings.HasSuffix(host, "."+name) })
}

// isName tells whether a host is a name as name servers have them (RFC 1123), whose last part is no number: browsers and some resolvers take
// such a name for an address, in hexadecimal or octal figures too.
func isName(host string) bool {
	labels := strings.Split(host, ".")
	for _, label := range labels {
		odd := strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_")
		if label == "" || len(label) > 63 || odd != "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	last := labels[len(labels)-1]
	number := strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == ""
	return len(host) <= 253 && !number
}

// Pause is how long a server asks to be left alone (Retry-After): in seconds, or until a date; none where it cannot be read.
func Pause(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		return max(time.Duration(n)*time.Second, 0)
	}
	if until, err := http.ParseTime(text); err == nil {
		return max(until.Sub(now), 0)
	}
	return 0
}

// Why says why no answer came, patience being how long one was waited for. The address, in which a key may stand, is not repeated.
func Why(err error, patience time.Duration) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return "no answer within " + patience.String()
		}
		err = e.Err
	}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e.Error()
	}
	if known, ok := system.Why(err); ok {
		return known.Why
	}
	return shipping.Text(err.Error())
}
