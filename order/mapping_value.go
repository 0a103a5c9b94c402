package order

import (
	"errors"
	"time"

	"github.com/goccy/go-yaml/ast"
	yamltoken "github.com/goccy/go-yaml/token"

	"crosslane/calendar"
	"crosslane/order/file"
	"crosslane/order/measure"
	"crosslane/shipping"
)

func (e entry) zone() (*time.Location, error) {
	name, err := e.text()
	if err != nil {
		return nil, err
	}
	zone, err := calendar.Zone(name)
	if wrong, ok := errors.AsType[*shipping.Error](err); ok {
		return nil, e.bad(wrong.Message, wrong.Hint)
	}
	return zone, nil
}

func (e entry) currency() (shipping.Currency, error) {
	text, err := e.text()
	if err != nil {
		return "", err
	}
	c := shipping.Currency(text)
	if w := told(c.LivesOn(time.Time{})); w != nil {
		return "", e.bad(w.message, w.hint)
	}
	return c, nil
}

// columns reads the columns of a field: one, or several of which the first that holds something counts, or, under join, several
// that are put together.
func (e entry) columns() (names []string, joined bool, err error) {
	if _, block := e.node.(*ast.MappingNode); !block {
		names, err = e.list()
		return names, false, err
	}
	err = e.keys(func(key string, value entry) error {
		if key != "join" {
			return value.bad("columns are joined, and nothing else", "write join: [First, Last]")
		}
		names, err = value.list()
		return err
	})
	return names, true, err
}

func (e entry) encoding() (string, error) {
	text, err := e.text()
	name, ok := file.EncodingNamed(text)
	if err == nil && !ok {
		err = e.bad(quote(text)+" is no encoding that is known here", "write utf-8, windows-1252, iso-8859-2, cp932 (shift_jis), gbk, big5, euc-kr, utf-16le or another of the web's names (WHATWG Encoding)")
	}
	return name, err
}

func (e entry) unit(of *measure.Units) (string, error) {
	text, err := e.text()
	if err == nil && !of.Has(text) {
		err = e.bad(quote(text)+" is no unit that is known here", "the units are "+of.Names())
	}
	return text, err
}

// readUnits reads in which units the file is written.
func (m *Mapping) readUnits(key string, e entry) (err error) {
	switch key {
	case "weight":
		m.written.weight, err = e.unit(measure.Weights)
	case "size":
		m.written.size, err = e.unit(measure.Lengths)
	default:
		err = e.bad("nothing else has a unit", "the keys are weight, size")
	}
	return err
}

// either reads one of two words and reports whether it is the second.
func (e entry) either(first, second string) (bool, error) {
	text, err := e.text()
	if err != nil || text == first || text == second {
		return text == second, err
	}
	return false, e.bad(quote(text)+" is not known here", "write "+first+" or "+second)
}

func (e entry) dates() ([]string, error) {
	forms, err := e.list()
	if err != nil {
		return nil, err
	}
	layouts := make([]string, 0, len(forms))
	for _, form := range forms {
		layout, ok := dateLayout(form)
		if !ok {
			return nil, e.bad(quote(form)+" is not a form of dates", "put it together from YYYY YY MM M MMM DD D HH H hh h mm ss A Z, such as D.M.YYYY H:mm")
		}
		layouts = append(layouts, layout)
	}
	return layouts, nil
}

// asToken finds the place in a fault of the YAML library.
func asToken(err error, at *interface{ GetToken() *yamltoken.Token }) bool {
	return errors.As(err, at) && (*at).GetToken() != nil && (*at).GetToken().Position != nil
}
