package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/shipping"
)

const hint = "compare with crosslane scenarios show black-friday"

// Read reads a scenario from YAML and checks it. Every mistake is an Invalid error with its line: an unknown
// key, a value of the wrong kind, or one that makes no sense.
func Read(file []byte) (*Scenario, error) {
	if err := book.Shallow(file); err != nil {
		return nil, err
	}
	var s Scenario
	if err := yaml.UnmarshalWithOptions(file, &s, yaml.DisallowUnknownField()); err != nil {
		return nil, book.Unreadable(err, hint)
	}
	if err := s.check(); err != nil {
		return nil, placed(file, err)
	}
	return &s, nil
}

// placed finds the line of the field at fault.
func placed(file []byte, err *shipping.Error) *shipping.Error {
	tree, parseErr := parser.ParseBytes(file, 0)
	if parseErr != nil {
		return err
	}
	for path := err.Field; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		if line := lineOf(tree, path); line > 0 {
			err.Message, err.Field = err.Field+": "+err.Message, "line "+strconv.Itoa(line)
			return err
		}
	}
	return err
}

func lineOf(tree *ast.File, field string) int {
	path, err := yaml.PathString("$." + field)
	if err != nil {
		return 0
	}
	node, err := path.FilterFile(tree)
	if err != nil || node == nil || node.GetToken() == nil {
		return 0
	}
	return node.GetToken().Position.Line
}

var names = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check finds the first value that makes no sense; its field is a path.
func (s *Scenario) check() *shipping.Error {
	if _, err := time.Parse(time.DateOnly, string(s.Start)); s.Start != "" && err != nil {
		return shipping.BadField("start", "\""+string(s.Start)+"\" is no day", "write it as 2026-11-02")
	}
	switch {
	case !names.MatchString(s.Name):
		return shipping.BadField("name", "\""+s.Name+"\" is no name", "lower-case letters, digits and hyphens, such as port-strike")
	case s.Title == "":
		return shipping.BadField("title", "the scenario has no title", "give it one, such as Port strike")
	case s.Days < 0 || s.Days > mostDays:
		return shipping.BadField("days", "orders come on 1 to 3660 days", "")
	case s.Orders < 0:
		return shipping.BadField("orders", "there is at least one order a day", "")
	case len(s.Demand) > 64:
		return shipping.BadField("demand", "there are at most 64 entries", "")
	}
	for _, check := range []func() *shipping.Error{s.checkDemand, s.checkNetwork, s.checkClosed, s.checkCrashes, s.checkConditions} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scenario) checkDemand() *shipping.Error {
	for i := range s.Demand {
		d, at := &s.Demand[i], fmt.Sprintf("demand[%d]", i)
		if d.During == (Stretch{}) {
			return shipping.BadField(at+".during", "it does not say when", "write days, such as 12..16")
		}
		if d.Factor < 1 || d.Factor > 10_000 {
			return shipping.BadField(at+".factor", "a factor is 1 to 10000 per cent of the usual", "")
		}
	}
	return nil
}

func (s *Scenario) checkNetwork() *shipping.Error {
	seen := map[shipping.ChannelID]bool{}
	for i, l := range s.Network {
		at := fmt.Sprintf("network[%d]", i)
		switch {
		case l.Channel == "" || seen[l.Channel]:
			return shipping.BadField(at+".channel", "each entry names another channel", "")
		case l.Parcels < 1:
			return shipping.BadField(at+".parcels", "a channel takes at least one parcel a day for every hundred orders", "for none at all, say no_departure under conditions")
		case l.Hub < 0:
			return shipping.BadField(at+".hub", "a hub has room for one parcel or more", "leave it out, and there is room for all")
		}
		seen[l.Channel] = true
	}
	return nil
}

func (s *Scenario) checkClosed() *shipping.Error {
	for i := range s.Closed {
		c, at := &s.Closed[i], fmt.Sprintf("closed[%d]", i)
		switch {
		case c.Warehouse == "":
			return shipping.BadField(at+".warehouse", "it does not say which warehouse", "")
		case c.During == (Stretch{}) || c.During.From%time.Hour != 0 || c.During.Until%time.Hour != 0:
			return shipping.BadField(at+".during", "a warehouse closes and opens on the hour", "write days, such as 12..16")
		case c.Spoiled < 0 || c.Spoiled > 1000:
			return shipping.BadField(at+".spoiled", "a share is 0 to 1000 thousandths", "")
		case i > 0 && c.During.From <= s.Closed[i-1].During.Until:
			return shipping.BadField(at+".during", "warehouses close one after the other", "put them in order of time, an hour apart at least")
		}
	}
	return nil
}

func (s *Scenario) checkCrashes() *shipping.Error {
	for i, c := range s.Crashes {
		if c.During == (Stretch{}) || c.Every < 1 {
			return shipping.BadField(fmt.Sprintf("crashes[%d].every", i), "it does not say when, and every how many hours", "during: 3..9, every: 7")
		}
	}
	return nil
}

func (s *Scenario) checkConditions() *shipping.Error {
	for i := range s.Conditions {
		c, at := &s.Conditions[i], fmt.Sprintf("conditions[%d]", i)
		switch {
		case !c.Is.From.IsZero() || !c.Is.Until.IsZero():
			return shipping.BadField(at+".from", "when it holds is said by during", "write days, such as 12..16")
		case c.During == (Stretch{}):
			return shipping.BadField(at+".during", "it does not say when", "write days, such as 12..16")
		}
	}
	if wrong, ok := errors.AsType[*shipping.Error](sim.Check(s.conditions(time.Unix(0, 0)))); ok {
		return wrong
	}
	return nil
}
