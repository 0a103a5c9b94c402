package order

import (
	"errors"
	"time"

	"crosslane/calendar"
	"crosslane/order/file"
	"crosslane/order/mapfile"
	"crosslane/order/measure"
	"crosslane/order/moment"
	"crosslane/shipping"
)

func zoneOf(e mapfile.Entry) (*time.Location, error) {
	name, err := e.Text()
	if err != nil {
		return nil, err
	}
	zone, err := calendar.Zone(name)
	if wrong, ok := errors.AsType[*shipping.Error](err); ok {
		return nil, e.Bad(wrong.Message, wrong.Hint)
	}
	return zone, nil
}

func currencyOf(e mapfile.Entry) (shipping.Currency, error) {
	text, err := e.Text()
	if err != nil {
		return "", err
	}
	c := shipping.Currency(text)
	if w := told(c.LivesOn(time.Time{})); w != nil {
		return "", e.Bad(w.message, w.hint)
	}
	return c, nil
}

// columns reads the columns of a field: one, or several of which the first that holds something counts, or, under join, several
// that are put together.
func columnsOf(e mapfile.Entry) (names []string, joined bool, err error) {
	if !e.Block() {
		names, err = e.List()
		return names, false, err
	}
	err = e.Keys(func(key string, value mapfile.Entry) error {
		if key != "join" {
			return value.Bad("columns are joined, and nothing else", "write join: [First, Last]")
		}
		names, err = value.List()
		return err
	})
	return names, true, err
}

func encodingOf(e mapfile.Entry) (string, error) {
	text, err := e.Text()
	name, ok := file.EncodingNamed(text)
	if err == nil && !ok {
		err = e.Bad(quote(text)+" is no encoding that is known here", "write utf-8, windows-1252, iso-8859-2, cp932 (shift_jis), gbk, big5, euc-kr, utf-16le or another of the web's names (WHATWG Encoding)")
	}
	return name, err
}

func unitOf(e mapfile.Entry, of *measure.Units) (string, error) {
	text, err := e.Text()
	if err == nil && !of.Has(text) {
		err = e.Bad(quote(text)+" is no unit that is known here", "the units are "+of.Names())
	}
	return text, err
}

// readUnits reads in which units the file is written.
func (m *Mapping) readUnits(key string, e mapfile.Entry) (err error) {
	switch key {
	case "weight":
		m.written.weight, err = unitOf(e, measure.Weights)
	case "size":
		m.written.size, err = unitOf(e, measure.Lengths)
	default:
		err = e.Bad("nothing else has a unit", "the keys are weight, size")
	}
	return err
}

func datesOf(e mapfile.Entry) ([]string, error) {
	forms, err := e.List()
	if err != nil {
		return nil, err
	}
	layouts := make([]string, 0, len(forms))
	for _, form := range forms {
		layout, ok := moment.Layout(form)
		if !ok {
			return nil, e.Bad(quote(form)+" is not a form of dates", "put it together from YYYY YY MM M MMM DD D HH H hh h mm ss A Z, such as D.M.YYYY H:mm")
		}
		layouts = append(layouts, layout)
	}
	return layouts, nil
}
