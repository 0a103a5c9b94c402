package document

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/document/font"
	"crosslane/document/text"
	"crosslane/shipping"
)

// Unprintable is the code by which a carrier that draws its labels here refuses a parcel that can have none.
const Unprintable = "UNPRINTABLE"

// Hold is what keeps an order from having a label that can be read: an address or a number that no font of this machine
// draws, or for which there is no room. The zero value: nothing does. It names the scripts and the field, and nobody.
func Hold(number string, to *shipping.Address) shipping.Hold {
	if plain(number, to) {
		return shipping.Hold{}
	}
	s := text.Borrow()
	defer s.Return()
	order, phone := text.Paragraph{Field: "number", Text: number, Weight: font.Bold, Tear: true}, text.Paragraph{Field: "phone", Text: to.Phone}
	for _, p := range append(parts(to), order, phone) {
		if signs := s.Missing(p.Text); len(signs) > 0 {
			return shipping.Hold{Why: shipping.Unprintable, Word: p.Field + ": " + text.NotDrawn(signs) + " (" + text.Remedy(signs) + ")"}
		}
	}
	_, err := s.Fit(paragraphs(to), addressee)
	if err == nil {
		_, err = s.Fit([]text.Paragraph{order}, orderRoom)
	}
	if err == nil {
		_, err = s.Fit([]text.Paragraph{phone}, phoneRoom)
	}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return shipping.Hold{Why: shipping.Unprintable, Word: e.Error()}
	}
	return shipping.Hold{}
}

// parts are all that an address says, by field.
func parts(a *shipping.Address) []text.Paragraph {
	list := []text.Paragraph{{Field: "name", Text: a.Name}, {Field: "company", Text: a.Company}}
	for i, line := range a.Lines {
		list = append(list, text.Paragraph{Field: "lines[" + strconv.Itoa(i) + "]", Text: line})
	}
	return append(list, text.Paragraph{Field: "city", Text: a.City}, text.Paragraph{Field: "region", Text: a.Region}, text.Paragraph{Field: "postcode", Text: a.Postcode})
}

// plain reports of an address, without setting it, that it can be printed: Western letters, and few of them. Most are.
func plain(number string, to *shipping.Address) bool {
	// Each fits a line in the smallest letters, however wide they are, and so many lines fit below each other.
	const mostLines, mostSigns, mostOfNumber = 5, 32, 20
	few := func(what string, most int) bool {
		return utf8.RuneCountInString(what) <= most && strings.IndexFunc(what, func(r rune) bool { return r < ' ' || r > '~' && r < '¡' || r > 'ſ' }) < 0
	}
	if len(to.Lines) > mostLines || !few(number, mostOfNumber) || !few(to.Phone, mostSigns) {
		return false
	}
	return !slices.ContainsFunc(parts(to), func(p text.Paragraph) bool { return !few(p.Text, mostSigns) })
}
