// Package book holds everything that the rules read: the types of the Book, and reads it as people write it, a YAML file, and holds the one
// that the program starts with.
package book

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"crosslane/shipping"
)

//go:embed default.yaml
var defaultFile []byte

// DefaultFile answers with the text of the Book that the program starts with: the
// trade's usual channels, alerts and market rules, with invented carriers and prices.
func DefaultFile() []byte { return defaultFile }

// Default answers with the Book that the program starts with.
func Default() *Book {
	b, err := Read(defaultFile)
	if err != nil {
		panic("the embedded Book cannot be read: " + err.Error())
	}
	return b
}

// Version names a Book by the hash of its file.
func Version(file []byte) string {
	sum := sha256.Sum256(file)
	return "bok_" + hex.EncodeToString(sum[:8])
}

const hint = "compare with crosslane book show"

// Read reads a Book from YAML. Unknown keys and values of the wrong kind are BadField
// errors with the line; whether the parts fit together is checked when it is compiled.
func Read(file []byte) (*Book, error) {
	if err := Shallow(file); err != nil {
		return nil, err
	}
	var b Book
	if err := yaml.UnmarshalWithOptions(file, &b, yaml.DisallowUnknownField(), yaml.AllowDuplicateMapKey()); err != nil {
		return nil, Unreadable(err, hint)
	}
	b.Version = Version(file)
	if b.Name == "" {
		return nil, shipping.BadField("name", "the Book has no name", "give it one, such as \"Winter 2026\"")
	}
	if b.From.IsZero() {
		return nil, shipping.BadField("from", "the Book does not say from when it holds", "write an instant, such as 2026-12-01T00:00:00Z")
	}
	if !b.Base.Valid() {
		return nil, Locate(file, shipping.BadField("base", "the Book has no base currency", "write three letters, such as EUR"))
	}
	for i := range b.Carriers {
		if err := b.Carriers[i].check("carriers[" + strconv.Itoa(i) + "]"); err != nil {
			return nil, Locate(file, err)
		}
	}
	if err := b.checkNames(); err != nil {
		return nil, Locate(file, err)
	}
	return &b, nil
}

// mostPollMinutes is a day, and mostCallsPerDay more than any account has.
const (
	mostPollMinutes = 24 * 60
	mostCallsPerDay = 10_000_000
)

func (c *Carrier) check(at string) error {
	if c.Secret != "" && !envSecret.MatchString(c.Secret) {
		return shipping.BadField(at+".secret", "a secret has no place in the Book, which is kept and shown",
			"put it into an environment variable of the server, and write env:NAME here")
	}
	if c.PollMinutes < 0 || c.PollMinutes > mostPollMinutes {
		return shipping.BadField(at+".poll_minutes", strconv.FormatInt(c.PollMinutes, 10)+" is out of bounds", "1 to 1440; leave it out to ask as often as the server asks all")
	}
	if _, set := c.PickupCutOff(); c.PickupUntil != "" && !set {
		return shipping.BadField(at+".pickup_until", "\""+c.PickupUntil+"\" is not a time of day", "write it as \"13:00\"; leave it out where the carrier says none")
	}
	if c.CallsPerDay < 0 || c.CallsPerDay > mostCallsPerDay {
		return shipping.BadField(at+".calls_per_day", strconv.FormatInt(c.CallsPerDay, 10)+" is out of bounds", "1 to 10000000; leave it out where calls are not limited")
	}
	return nil
}

// envSecret is how a Book says where a secret lies.
var envSecret = regexp.MustCompile(`^env:[A-Za-z_][A-Za-z0-9_]*$`)

// Unreadable tells what the YAML decoder found wrong as one Invalid error: its Field is its place, "line 12, column 5", empty
// where the decoder names none.
func Unreadable(err error, hint string) error {
	line, message := "", err.Error()
	if at, ok := errors.AsType[yaml.Error](err); ok {
		message = at.GetMessage()
		if t := at.GetToken(); t != nil && t.Position != nil {
			line = place{t.Position.Line, t.Position.Column}.String()
		}
	}
	message, _, _ = strings.Cut(message, "\n")
	return &shipping.Error{Code: shipping.Invalid, Field: line, Message: message, Hint: hint}
}
