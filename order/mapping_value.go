package order

import (
	"errors"
	"time"

	yamltoken "github.com/goccy/go-yaml/token"

	"crosslane/calendar"
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
