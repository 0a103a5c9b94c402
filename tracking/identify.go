package tracking

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"crosslane/shipping"
)

// Check tells whether a tracking number's check digit fits.
type Check string

// What a check digit can say.
const (
	CheckNone  Check = "none" // the format has no check digit
	CheckRight Check = "right"
	CheckWrong Check = "wrong" // mistyped, or another courier's number
)

// Candidate is one courier whose number it can be.
type Candidate struct {
	Courier string           `json:"courier"`
	Service string           `json:"service,omitempty"`
	Country shipping.Country `json:"country,omitempty"` // of the courier; empty where it is at home in many
	Check   Check            `json:"check_digit"`
	Parts   []Part           `json:"parts,omitempty"` // in the order of the number
	URL     string           `json:"url,omitempty"`   // where the courier shows the parcel
	// Score orders candidates, from 0 to 100: how much the form says, and whether the check digit fits.
	Score int `json:"score"`
}

// Part is one part of a tracking number and what it stands for.
type Part struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Means string `json:"means,omitempty"`
}

const longest = 64 // no courier writes longer numbers

// Identify names every courier whose number it can be, best first; none when no known
// form fits. Case, spaces and hyphens do not matter. One number can fit several couriers, so all are
// named, those whose check digit does not fit last.
func Identify(number string) []Candidate {
	clean, ok := cleanNumber(number)
	if !ok {
		return nil
	}
	var list []Candidate
	for _, f := range formats {
		if m := f.compiled().FindStringSubmatch(clean); m != nil {
			list = append(list, f.candidate(clean, m))
		}
	}
	slices.SortStableFunc(list, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return list
}

// cleanNumber writes a number in capitals without spaces and hyphens; it is not ok when it
// is empty, too long, or has signs that no tracking number has.
func cleanNumber(number string) (string, bool) {
	var b strings.Builder
	for _, r := range number {
		if r >= '\uff01' && r <= '\uff5e' { // full-width forms (Unicode, block FF00)
			r -= '\uff01' - '!'
		}
		switch {
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r))
		case r >= 'a' && r <= 'z':
			b.WriteByte(byte(r - 'a' + 'A'))
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), unicode.Is(unicode.Cf, r): // blanks, dashes, and what nobody sees
		case strings.ContainsRune(`"'=().,`, r): // what spreadsheets, sentences and barcodes in words put around it
		default:
			return "", false
		}
		if b.Len() > longest {
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

// candidate reads a number that has the format's shape.
func (f *format) candidate(clean string, match []string) Candidate {
	c := Candidate{Courier: f.courier, Service: f.service, Country: f.country, Check: CheckNone, Score: 40 + 4*f.telling}
	var body, check string
	for i, name := range f.compiled().SubexpNames() {
		switch {
		case name == "" || match[i] == "":
		case name == "body":
			body = match[i]
		case name == "check":
			check = match[i]
		default:
			c.Parts = append(c.Parts, Part{Name: name, Value: match[i], Means: meaning(f.courier, name, match[i])})
		}
	}
	if f.check != nil {
		c.Check, c.Score = CheckRight, c.Score+24
		if f.telling < 5 { // one number in ten of that length has it by chance
			c.Score -= 12
		}
		if f.check(f.lead+body) != check {
			c.Check, c.Score = CheckWrong, f.telling
		}
	}
	if f.site != "" {
		c.URL = f.site + clean
	}
	if f.service == "UPU S10" {
		c.postal(clean)
	}
	return c
}

// numberless are countries and territories of ISO 3166-1 whose mail bears the numbers of another's operator, or that have none
// (Universal Postal Union, S10 country codes; the French, American, British and Australian territories use those of their country).
const numberless = "AQ AS BL BQ BV CC CX EH GF GG GP GU HM IM IO JE MF MP MQ NF PM PR RE SJ TF UM VI YT"

// postal names the operator that issued an S10 number. A code that is no country's makes
// the candidate unlikely.
func (c *Candidate) postal(number string) {
	country := shipping.Country(number[len(number)-2:])
	info, ok := country.Info()
	if !ok {
		c.Score /= 4
		return
	}
	c.Country, c.Courier = country, "Postal operator of "+info.Name
	if strings.Contains(numberless, string(country)) {
		c.Courier, c.Score = c.Courier+", which issues no numbers of its own", c.Score/2
		return
	}
	if name, ok := operators[country]; ok {
		c.Courier = name
	}
}

// Text says in one line, and the address below it, what is known of the number.
func (k *Candidate) Text() string {
	var b strings.Builder
	b.WriteString(k.Courier)
	if k.Service != "" {
		b.WriteString(", " + k.Service)
	}
	b.WriteString(": check digit " + string(k.Check))
	for _, part := range k.Parts {
		if part.Means != "" {
			b.WriteString("; " + part.Name + " " + part.Means)
		}
	}
	if k.URL != "" {
		b.WriteString("\n    " + k.URL)
	}
	return b.String()
}
