// Package totp answers the question: which six digits does a phone show now, that shares a secret with us (RFC 6238)?
package totp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what RFC 6238 has by default, and all that most phones can do; HMAC does not need what SHA-1 lost
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Period is how long a code is shown (RFC 6238, section 5.2); one before and one behind count, too, for clocks differ and people type slowly.
const (
	Period      = 30 * time.Second
	around      = 1
	digits      = 6
	secretBytes = 20 // RFC 4226, section 4
)

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret is a new secret of 160 bits.
func NewSecret() []byte {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // never fails: the program ends first
	return b
}

// Text is a secret as people type it: base32, in groups of four.
func Text(secret []byte) string {
	var b strings.Builder
	for i, r := range letters.EncodeToString(secret) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// URI is a secret as phones read it off a QR code (the Key Uri Format), with whose it is and what for.
func URI(secret []byte, issuer, holder string) string {
	q := url.Values{"secret": {letters.EncodeToString(secret)}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+holder) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// Step is which code is shown at a time, counted from 1970 on.
func Step(at time.Time) int64 { return at.Unix() / int64(Period/time.Second) }

// Code is the code of a step, six digits.
func Code(secret []byte, step int64) string { return code(secret, step, digits) }

// code is RFC 4226, section 5.3.
func code(secret []byte, step int64, digits int) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes everything
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:]) & 0x7fffffff
	most := uint32(1)
	for range digits {
		most *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%most)
}

// Shown tells which step a code is of that somebody typed at a time: one behind those of before, since each counts once. Blanks are passed over.
func Shown(secret []byte, typed string, at time.Time, before int64) (step int64, ok bool) {
	typed = strings.Join(strings.Fields(typed), "")
	now := Step(at)
	for s := now - around; s <= now+around; s++ {
		if subtle.ConstantTimeCompare([]byte(Code(secret, s)), []byte(typed)) == 1 && s > before && !ok {
			step, ok = s, true
		}
	}
	return step, ok
}
