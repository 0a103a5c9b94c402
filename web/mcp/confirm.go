package mcp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/shipping"
)

// A confirmation is a code by which a deed that was told beforehand is done. Nothing of it is kept: it says until when it holds, with a
// seal over that and the deed, by a key of this process.
const (
	confirmationHolds = 10 * time.Minute
	confirmationMark  = "confirm_"
	nonceBytes        = 9
	sealBytes         = 16
)

// deed is what would be done, and by whom.
type deed struct {
	who      account.Actor
	tool     string
	merchant shipping.MerchantID
	asked    string // the arguments, in one form
}

// seal binds a deed to the head of a confirmation.
func (d *Door) seal(what *deed, head []byte) []byte {
	mac := hmac.New(sha256.New, d.key)
	for _, part := range []string{string(head), what.who.Name, what.tool, string(what.merchant), what.asked} {
		_ = binary.Write(mac, binary.BigEndian, int64(len(part))) // a hash takes everything
		_, _ = mac.Write([]byte(part))
	}
	return mac.Sum(nil)[:sealBytes]
}

// confirmation is a new code for a deed, and until when it holds.
func (d *Door) confirmation(what *deed) (code string, until time.Time) {
	until = d.now().Add(confirmationHolds).Truncate(time.Second)
	head := binary.BigEndian.AppendUint64(nil, uint64(until.Unix()))
	nonce := make([]byte, nonceBytes)
	_, _ = rand.Read(nonce) // never fails: the program ends first
	head = append(head, nonce...)
	return confirmationMark + base64.RawURLEncoding.EncodeToString(append(head, d.seal(what, head)...)), until.UTC()
}

// confirmed refuses a code that was not given for a deed, or is too old.
func (d *Door) confirmed(what *deed, code string) error {
	const headBytes = 8 + nonceBytes
	text, found := strings.CutPrefix(code, confirmationMark)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if !found || err != nil || len(raw) != headBytes+sealBytes || !hmac.Equal(raw[headBytes:], d.seal(what, raw[:headBytes])) {
		return &Fault{shipping.Invalid, "confirmation", "was not given for this", "call without it, with the arguments that are meant: the answer tells what would happen, and has another"}
	}
	if until := time.Unix(int64(binary.BigEndian.Uint64(raw)), 0); d.now().After(until) {
		return &Fault{shipping.Invalid, "confirmation", "is older than ten minutes", "call without it: the answer tells what would happen now, and has another"}
	}
	return nil
}
