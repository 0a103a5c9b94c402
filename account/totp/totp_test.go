package totp

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestVectors are those of RFC 6238, Appendix B, for SHA-1.
func TestVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"} {
		if got := code(secret, Step(time.Unix(at, 0)), 8); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		if got := Code(secret, Step(time.Unix(at, 0))); got != want[2:] {
			t.Errorf("at %d: %s, want %s", at, got, want[2:])
		}
	}
}

// TestEachCodeOnce: the code of now, and those beside it, count, each once, and none that is older.
func TestEachCodeOnce(t *testing.T) {
	secret, at := NewSecret(), time.Unix(1_800_000_000, 0)
	now := Step(at)
	for away, counts := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		step, ok := Shown(secret, Code(secret, now+away), at, 0)
		if ok != counts || ok && step != now+away {
			t.Errorf("%d away: %d, %t", away, step, ok)
		}
	}
	if _, ok := Shown(secret, Code(secret, now), at, now); ok {
		t.Error("a code counts twice")
	}
	if _, ok := Shown(secret, Code(secret, now-1), at, now); ok {
		t.Error("a code counts behind a newer one")
	}
	typed := Code(secret, now)
	if _, ok := Shown(secret, typed[:3]+" "+typed[3:], at, 0); !ok {
		t.Error("a blank, as phones show it")
	}
	for _, wrong := range []string{"", "12345", typed + "0", "abcdef"} {
		if _, ok := Shown(secret, wrong, at, 0); ok {
			t.Errorf("%q counts", wrong)
		}
	}
}

// TestWhatAPhoneReads: issuer and holder stand in the address as phones expect them.
func TestWhatAPhoneReads(t *testing.T) {
	u, err := url.Parse(URI([]byte("12345678901234567890"), "Crosslane ship.example", "anna@shop.example"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Crosslane ship.example:anna@shop.example" || u.Query().Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || u.Query().Get("issuer") != "Crosslane ship.example" || strings.Contains(u.RawQuery, "+") {
		t.Errorf("%v, %v", u, err)
	}
	if text := Text([]byte("12345678901234567890")); text != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Error(text)
	}
}
