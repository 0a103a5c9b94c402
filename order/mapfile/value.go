package mapfile

import (
	"errors"
	"strconv"
	"time"

	"crosslane/calendar"
	"crosslane/order/file"
	"crosslane/order/measure"
	"crosslane/order/moment"
	"crosslane/shipping"
)

// Zone reads the name of a time zone.
func (e Entry) Zone() (*time.Location, error) {
	name, err := e.Text()
	if err != nil {
		return nil, err
	}
	zone, err := calendar.Zone(name)
	return zone, e.as(err)
}

// Currency reads the code of a currency that lives.
func (e Entry) Currency() (shipping.Currency, error) {
	text, err := e.Text()
	if err != nil {
		return "", err
	}
	c := shipping.Currency(text)
	return c, e.as(c.LivesOn(time.Time{}))
}

// as puts an error at the place of the value.
func (e Entry) as(err error) error {
	if wrong, ok := errors.AsType[*shipping.Error](err); ok {
		return e.Bad(wrong.Message, wrong.Hint)
	}
	return err
}

// Columns reads the columns of a field: one, or several of which the first that holds something counts, or, under join, several
// that are put together.
func (e Entry) Columns() (names []string, joined bool, err error) {
	if !e.Block() {
		names, err = e.List()
		return names, false, err
	}
	err = e.Keys(func(key string, value Entry) error {
		if key != "join" {
			return value.Bad("columns are joined, and nothing else", "write join: [First, Last]")
		}
		names, err = value.List()
		return err
	})
	return names, true, err
}

// Encoding reads the name of an encoding; empty: UTF-8.
func (e Entry) Encoding() (string, error) {
	text, err := e.Text()
	name, ok := file.EncodingNamed(text)
	if err == nil && !ok {
		err = e.Bad(strconv.Quote(text)+" is no encoding that is known here", "write utf-8, windows-1252, iso-8859-2, cp932 (shift_jis), gbk, big5, euc-kr, utf-16le or another of the web's names (WHATWG Encoding)")
	}
	return name, err
}

// Unit reads the name of a unit.
func (e Entry) Unit(of *measure.Units) (string, error) {
	text, err := e.Text()
	if err == nil && !of.Has(text) {
		err = e.Bad(strconv.Quote(text)+" is no unit that is known here", "the units are "+of.Names())
	}
	return text, err
}

// Dates reads forms of dates, as layouts of package time.
func (e Entry) Dates() ([]string, error) {
	forms, err := e.List()
	if err != nil {
		return nil, err
	}
	layouts := make([]string, 0, len(forms))
	for _, form := range forms {
		layout, ok := moment.Layout(form)
		if !ok {
			return nil, e.Bad(strconv.Quote(form)+" is not a form of dates", "put it together from YYYY YY MM M MMM DD D HH H hh h mm ss A Z, such as D.M.YYYY H:mm")
		}
		layouts = append(layouts, layout)
	}
	return layouts, nil
}
