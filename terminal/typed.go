// Package terminal answers the question: what did a person type, which place of data is meant, and what is answered? A
// Program is one run of the command line. Values are read as persons write them, and a command line that cannot be
// followed is told which word is at fault, why, and what to write instead.
package terminal

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"crosslane/account"
	"crosslane/db"
	"crosslane/shipping"
)

// Count is a whole number. Its flag's tags least and most say from where to where it goes, both with what they name; without
// least it goes from 0, without most up to a billion.
type Count int

// Address is where a server listens, HOST:PORT; an empty host is every address of the machine, port 0 any that is free.
type Address string

// Public is by which address others reach a server, https://HOST; empty where nobody says.
type Public string

// URL is that address; nil where nobody says.
func (p Public) URL() *url.URL {
	u, err := url.Parse(string(p))
	if err != nil || u.Host == "" {
		return nil
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}
}

// Minus is the sign of a number below zero that nobody takes for a flag.
const Minus = "\u2212"

// Values are the kinds of values that a person types: instants, lengths of time, counts and addresses of servers. What cannot be read or
// is out of its bounds is Invalid, with the flag or argument as its field. The names of files (type:"path") mean what files says; those
// with the tag out are written.
func Values(files *Files) kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		for kind, read := range map[reflect.Type]kong.MapperFunc{
			reflect.TypeFor[time.Time](): instant, reflect.TypeFor[time.Duration](): span,
			reflect.TypeFor[Count](): count, reflect.TypeFor[Address](): address, reflect.TypeFor[Public](): public,
		} {
			if err := kong.TypeMapper(kind, read).Apply(k); err != nil {
				return err
			}
		}
		return kong.NamedMapper("path", path(files)).Apply(k)
	})
}

// path reads the name of a file; - stays what it is.
func path(files *Files) kong.MapperFunc {
	return func(from *kong.DecodeContext, to reflect.Value) error {
		told, err := from.Scan.PopValue("file") // byte for byte: a name need not be UTF-8
		if err == nil {
			to.SetString(files.at(told.String(), from.Value.Tag.Has("out")))
		}
		return err
	}
}

// errBounds is that a value can be read, and cannot be meant.
var errBounds = errors.New("out of bounds")

// mostCount is how far a count goes whose flag names no bound.
const mostCount = "1000000000"

// count reads how many are meant.
func count(from *kong.DecodeContext, to reflect.Value) error {
	least, most := cmp.Or(from.Value.Tag.Get("least"), "0"), cmp.Or(from.Value.Tag.Get("most"), mostCount)
	return typedIn(from, to, "is no whole number, or out of bounds", "write a whole number from "+least+" to "+most, func(s string) (Count, error) {
		n, err := strconv.Atoi(s)
		low, wrong := strconv.Atoi(least)
		high, wrongToo := strconv.Atoi(most)
		if err == nil && (n < low || n > high) {
			err = errBounds
		}
		return Count(n), cmp.Or(wrong, wrongToo, err)
	})
}

// address reads where to listen.
func address(from *kong.DecodeContext, to reflect.Value) error {
	return typedIn(from, to, "is no address to listen on", "write HOST:PORT with a port from 0 to 65535, such as localhost:8080", func(s string) (Address, error) {
		_, port, err := net.SplitHostPort(s)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		return Address(s), err
	})
}

// public reads by which address others reach a server.
func public(from *kong.DecodeContext, to reflect.Value) error {
	return typedIn(from, to, "is no address of a server", "write https://HOST, without a path", func(s string) (Public, error) {
		u, err := url.Parse(s)
		if err == nil && s != "" && (u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/")+u.RawQuery+u.Fragment != "" || u.User != nil) {
			err = errBounds
		}
		return Public(s), err
	})
}

// instant reads a moment that a person typed.
func instant(from *kong.DecodeContext, to reflect.Value) error {
	return typedIn(from, to, "is no instant", "write 2026-12-01T17:00:00+01:00, or with Z at its end for UTC", func(s string) (time.Time, error) { return time.Parse(time.RFC3339, s) })
}

// span reads a length of time that a person typed, not below nothing; the tag least says where it begins elsewhere.
func span(from *kong.DecodeContext, to reflect.Value) error {
	least, hint := from.Value.Tag.Get("least"), "write 90s, 15m, 2h and the like"
	if least != "" {
		hint += ", " + least + " or more"
	}
	return typedIn(from, to, "is no length of time, or out of bounds", hint, func(s string) (time.Duration, error) {
		d, err := time.ParseDuration(s)
		low, wrong := time.ParseDuration(cmp.Or(least, "0s"))
		if err == nil && d < low {
			err = errBounds
		}
		return d, cmp.Or(wrong, err)
	})
}

// typedIn reads a value that a person typed, or tells what is wrong with it.
func typedIn[T any](from *kong.DecodeContext, to reflect.Value, wrong, hint string, read func(string) (T, error)) error {
	var text string
	if err := from.Scan.PopValueInto("text", &text); err != nil {
		return err
	}
	v, err := read(text)
	if err != nil {
		return shipping.BadField(strings.Trim(from.Value.ShortSummary(), "[]"), strconv.Quote(strings.Replace(text, Minus, "-", 1))+" "+wrong, hint)
	}
	to.Set(reflect.ValueOf(v))
	return nil
}

// Meant says which place is meant: what was typed goes before what the environment says, a server elsewhere before a database, and that before a
// directory. What does not count is emptied; an address that is none is Invalid.
func (w *Where) Meant(line *kong.Context) error {
	typed := map[string]bool{}
	for _, word := range line.Path {
		if word.Flag != nil && !word.Resolved { // by a file of settings
			typed[word.Flag.Name] = true
		}
	}
	here := typed["data"] || typed["db"]
	switch {
	case w.Server != "" && typed["server"] && here:
		return shipping.BadField("--server", "does not go with --data and --db", "name one place")
	case w.Server != "" && !here:
		w.DB = ""
		return nil
	case w.Server == "" && typed["again"]:
		return shipping.BadField("--again", "it is of no server", "name the server that was asked, too: --server https://HOST")
	case w.Server == "" && typed["token"] && line.Selected() != nil && line.Selected().Name != "mcp": // which acts as a token where the data lie
		return shipping.BadField("--token", "it is of no server", "name the server, too: --server https://HOST")
	}
	w.Server = ""
	if w.DB != "" && (!typed["data"] || typed["db"]) {
		return db.Address("--db", w.DB)
	}
	if w.DB = ""; w.Data == "" {
		return shipping.BadField("--data", "names no directory", "write --data DIR, or leave it out")
	}
	return nil
}

// whoseOwn are the flags by which whoever types a line says where it is done. They are for his own program, and not sent.
var whoseOwn = []string{"data", "db", "settings", "server", "token", "plain-http", "again"}

// DoneHere refuses a line that names another merchant than the one for which it was sent, or, typed on another machine, another place than the server's:
// nothing is done with the goods of a third.
func (h *Held) DoneHere(ctx context.Context, line *kong.Context) error {
	if line == nil {
		return nil
	}
	_, elsewhere := account.Acting(ctx)
	for _, word := range line.Path {
		if word.Flag == nil {
			continue
		}
		typed, _ := line.FlagValue(word.Flag).(string)
		switch name := word.Flag.Name; {
		case name == "merchant" && typed != h.Where.Merchant:
			return shipping.BadField("--merchant", "the line names another merchant than the one that it was sent for", "name it in the part merchant, before the words of the line")
		case elsewhere && slices.Contains(whoseOwn, name):
			return shipping.BadField("--"+name, "says where something is done, and a line that was sent here is done here", "leave it out")
		}
	}
	return nil
}
