// Package terminal answers the question: what did a person type, which place of data is meant, and what is answered? A
// Program is one run of the command line. Values are read as persons write them, and a command line that cannot be
// followed is told which word is at fault, why, and what to write instead.
package terminal

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"crosslane/db"
	"crosslane/shipping"
)

// Values are the kinds of values that a person types: instants and lengths of time. What cannot be read is Invalid, with
// the flag or argument as its field.
func Values() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		if err := kong.TypeMapper(reflect.TypeFor[time.Time](), kong.MapperFunc(instant)).Apply(k); err != nil {
			return err
		}
		return kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(span)).Apply(k)
	})
}

// instant reads a moment that a person typed.
func instant(from *kong.DecodeContext, to reflect.Value) error {
	return typedIn(from, to, "is no instant", "write 2026-12-01T17:00:00+01:00, or with Z at its end for UTC", func(s string) (time.Time, error) { return time.Parse(time.RFC3339, s) })
}

// span reads a length of time that a person typed.
func span(from *kong.DecodeContext, to reflect.Value) error {
	return typedIn(from, to, "is no length of time", "write 90s, 15m, 2h and the like", time.ParseDuration)
}

// typedIn reads a value that a person typed, or tells what is wrong with it.
func typedIn[T any](from *kong.DecodeContext, to reflect.Value, wrong, hint string, read func(string) (T, error)) error {
	var text string
	if err := from.Scan.PopValueInto("text", &text); err != nil {
		return err
	}
	v, err := read(text)
	if err != nil {
		return shipping.BadField(strings.Trim(from.Value.ShortSummary(), "[]"), strconv.Quote(text)+" "+wrong, hint)
	}
	to.Set(reflect.ValueOf(v))
	return nil
}

// Place says which place is meant: what was typed goes before what the environment says, and a database before a directory.
// A database that does not count is emptied; an address that is none is Invalid.
func Place(line *kong.Context, data string, database *string) error {
	typed := map[string]bool{}
	for _, word := range line.Path {
		if word.Flag != nil {
			typed[word.Flag.Name] = true
		}
	}
	if *database != "" && (!typed["data"] || typed["db"]) {
		return db.Address("--db", *database)
	}
	if *database = ""; data == "" {
		return shipping.BadField("--data", "names no directory", "write --data DIR, or leave it out")
	}
	return nil
}
