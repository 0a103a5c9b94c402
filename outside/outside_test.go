package outside_test

import (
	"cmp"
	"net/netip"
	"strings"
	"testing"
	"time"

	"crosslane/outside"
	"crosslane/shipping"
)

// TestAddresses: nothing of this machine, of a private network or of a special one is called, in whatever form it is written.
func TestAddresses(t *testing.T) {
	for text, private := range map[string]bool{ // whether it may be called where private addresses may
		"127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true, "::ffff:7f00:1": true, "64:ff9b::7f00:1": true, "10.0.0.1": true, "10.255.255.255": true, "172.16.0.1": true,
		"172.31.255.255": true, "192.168.1.1": true, "100.64.0.1": true, "100.127.255.255": true, "fd12:3456::1": true, "fc00::1": true, "::ffff:10.1.2.3": true, "64:ff9b::a00:1": true,
		"0.0.0.0": false, "0.1.2.3": false, "::": false, "::ffff:0.0.0.0": false, "169.254.169.254": false, "::ffff:169.254.169.254": false, "64:ff9b::a9fe:a9fe": false, "169.254.1.1": false,
		"fe80::1": false, "fe80::1%eth0": false, "febf::1": false, "fec0::1": false, "224.0.0.1": false, "239.1.1.1": false, "ff02::1": false, "255.255.255.255": false, "240.0.0.1": false,
		"100.100.100.200": false, "168.63.129.16": false, "192.0.0.192": false, "fd00:ec2::254": false, "192.0.2.1": false, "198.18.0.1": false, "198.51.100.1": false, "203.0.113.5": false,
		"2001::1": false, "2001:db8::1": false, "2002:7f00:1::1": false, "64:ff9b:1::1": false, "::7f00:1": false, "::127.0.0.1": false, "100::1": false, "192.88.99.1": false,
	} {
		a := netip.MustParseAddr(text)
		if outside.Callable(a, false) {
			t.Errorf("%s is called", text)
		}
		if outside.Callable(a, true) != private {
			t.Errorf("%s where private ones are: %t", text, !private)
		}
	}
	for _, text := range []string{"1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "172.15.255.255", "100.63.255.255", "100.128.0.1", "192.167.255.255", "11.0.0.1", "2606:4700::1111", "2a00:1450::1",
		"::ffff:8.8.8.8", "64:ff9b::808:808", "168.63.129.17", "2003::1"} {
		if a := netip.MustParseAddr(text); !outside.Callable(a, false) || !outside.Callable(a, true) {
			t.Errorf("%s is not called", text)
		}
	}
}

// TestPause: how long a server asks to be left alone.
func TestPause(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second, " 120 ": 2 * time.Minute, "-3": 0, "soon": 0, "Mon, 01 Jun 2026 12:01:00 GMT": time.Minute, "Mon, 01 Jun 2026 11:00:00 GMT": 0} {
		if got := outside.Pause(text, now); got != want {
			t.Errorf("%q: %s, not %s", text, got, want)
		}
	}
}

// TestNamesOfHosts: an address at which nobody can be called, or whose host is of one's own networks however it is spelled, is refused when it is named.
func TestNamesOfHosts(t *testing.T) {
	public, own := outside.Rule{Flag: "--private-webhooks"}, outside.Rule{Private: true, Flag: "--private-webhooks"}
	for _, text := range []string{"https://shop.example/hooks", "https://shop.example:1/x", "https://shop.example.:65535/", "https://1.1.1.1", "https://[2606:4700::1111]:443/x", "https://xn--bcher-kva.example", "https://3com.example"} {
		if err := cmp.Or(public.Check(text), own.Check(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, private := range map[string]bool{ // whether it may be named where private addresses may
		"https://localhost": true, "https://localhost.": true, "https://LocalHost.:8443/x": true, "https://a.localhost.": true, "https://ip6-localhost": true, "https://localhost.localdomain": true, "http://localhost.:80": true, "http://127.0.0.1": true,
		"https://intranet/hooks": true, "https://intranet.": true, "https://erp.local": true, "https://erp.local.": true, "https://erp.internal": true, "https://nas.home.arpa": true, "https://erp.lan": true, "https://erp.corp": true, "https://127.0.0.1.": true, "https://10.0.0.1.": true,
		"https://shop.example:0": false, "https://shop.example:99999/": false, "https://shop.example:65536": false, "https://shop.example:": false, "https://shop.example:x": false, "https://shop.example:-1": false,
		"https://127.1": false, "https://2130706433": false, "https://0x7f000001": false, "https://0x7f.1": false, "https://0177.0.0.1": false, "https://1.2.3.4.5": false, "https://shop.1": false, "https://１２７.0.0.1": false, "https://127。0。0。1": false,
		"https://a..b": false, "https://.": false, "https://-a.example": false, "https://a b.example": false, "https://a_b,c": false, "https://169.254.169.254.": false, "https://[::ffff:169.254.169.254]": false, "https://[fe80::1%25eth0]": false,
		"https://metadata.google.internal": true, "http://intranet": false, "http://erp.local": false,
	} {
		if err := public.Check(text); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s is taken: %v", text, err)
		}
		if err := own.Check(text); (err == nil) != private {
			t.Errorf("%s where private ones are: %v", text, err)
		}
	}
	if err := public.Check("https://shop.example:99999"); !strings.Contains(err.Error(), "port") {
		t.Errorf("it is not told of the port: %v", err)
	}
	if err := public.Check("https://localhost."); !strings.Contains(err.Error(), "--private-webhooks") {
		t.Errorf("it is not told how: %v", err)
	}
}
