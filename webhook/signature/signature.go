// Package signature proves to a receiver who sent it a webhook, in the way of Standard Webhooks 1.0 (standardwebhooks.com).
package signature

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"crosslane/shipping"
)

// The headers that a receiver looks at.
const (
	ID        = "Webhook-Id"
	Timestamp = "Webhook-Timestamp"
	Signature = "Webhook-Signature"
)

// prefix begins a secret.
const prefix = "whsec_"

// newBytes is how many bytes of chance a new secret has; leastBytes and mostBytes bound those of others.
const (
	newBytes   = 32
	leastBytes = 24
	mostBytes  = 64
)

// Secret is what both sides know. Printed it says nothing.
type Secret struct{ key []byte }

// New is a secret that nobody had before.
func New() Secret {
	key := make([]byte, newBytes)
	_, _ = rand.Read(key) // never fails: the program ends first
	return Secret{key}
}

// Parse reads a secret: "whsec_" and 24 to 64 bytes in base64.
func Parse(text string) (Secret, error) {
	rest, prefixed := strings.CutPrefix(text, prefix)
	key, err := base64.StdEncoding.DecodeString(rest)
	if !prefixed || err != nil || len(key) < leastBytes || len(key) > mostBytes {
		return Secret{}, shipping.BadField("secret", "is not a webhook secret", "write whsec_ and 24 to 64 random bytes in base64")
	}
	return Secret{key}, nil
}

// Text is the secret, for whoever is to know it.
func (s Secret) Text() string { return prefix + base64.StdEncoding.EncodeToString(s.key) }

// Format says nothing, whatever it is printed by.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, prefix+"...") }

// Sign names a message, when it was sent, and who sent it: by each secret, so that a receiver may go over to a new one.
func Sign(h http.Header, id string, at time.Time, body []byte, by ...Secret) {
	sent := strconv.FormatInt(at.Unix(), 10)
	signed := make([]string, len(by))
	for i, secret := range by {
		mac := hmac.New(sha256.New, secret.key)
		mac.Write([]byte(id + "." + sent + "."))
		mac.Write(body)
		signed[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	h.Set(ID, id)
	h.Set(Timestamp, sent)
	h.Set(Signature, strings.Join(signed, " "))
}
