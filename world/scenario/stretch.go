package scenario

import (
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Stretch is a part of a world's time, counted from its start. It is written in days, the first being 1:
// "12", the whole day; "12..16", to the end of day 16; "12 06:00..14 18:00", from hour to hour.
type Stretch struct {
	From  time.Duration
	Until time.Duration // the first instant that is not part of it
}

// Holds reports whether an instant so long after the start is part of it.
func (s Stretch) Holds(since time.Duration) bool { return s.From <= since && since < s.Until }

// mostDays bounds a world.
const mostDays = 3660

const badStretch = "is no stretch of days; write 12, 12..16 or 12 06:00..14 18:00, the first day being 1"

// UnmarshalYAML reads a stretch; its errors know their line.
func (s *Stretch) UnmarshalYAML(node ast.Node) error {
	text := ""
	if scalar, ok := node.(ast.ScalarNode); ok {
		text = scalar.GetToken().Value
	}
	var ok bool
	if *s, ok = stretch(text); !ok {
		return &yaml.SyntaxError{Message: "\"" + text + "\" " + badStretch, Token: node.GetToken()}
	}
	return nil
}

func stretch(text string) (Stretch, bool) {
	first, last, both := strings.Cut(text, "..")
	from, day, ok := moment(first)
	if !both {
		return Stretch{from, from + 24*time.Hour}, ok && day
	}
	until, day, fine := moment(last)
	if day {
		until += 24 * time.Hour
	}
	return Stretch{from, until}, ok && fine && from < until
}

// moment reads "12" or "12 06:00"; day tells that it is the former.
func moment(text string) (at time.Duration, day, ok bool) {
	number, clock, both := strings.Cut(strings.TrimSpace(text), " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > mostDays {
		return 0, false, false
	}
	at = time.Duration(n-1) * 24 * time.Hour
	if !both {
		return at, true, true
	}
	hour, err := time.Parse("15:04", strings.TrimSpace(clock))
	return at + time.Duration(hour.Hour())*time.Hour + time.Duration(hour.Minute())*time.Minute, false, err == nil
}
