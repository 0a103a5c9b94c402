package tracking

import (
	"strconv"
	"strings"

	"crosslane/shipping"
)

// Number makes the number with this serial by a pattern of shipping.Channel.Waybill. Two
// forms of pattern are known:
//
//	S10:LX:CN    a UPU S10 number: service indicator, eight digits, check digit, country
//	SP#########C each # is a digit of the serial; a C at the end is a GS1 check digit over
//	             the digits before it; everything else stands for itself
//
// A serial beyond the pattern's digits begins again from zero. A pattern of neither form is an
// Invalid error of field "waybill".
func Number(pattern string, serial uint64) (string, error) {
	if s, ok := strings.CutPrefix(pattern, "S10:"); ok {
		return s10Number(pattern, s, serial)
	}
	digits := strings.Count(pattern, "#")
	if digits == 0 || digits > 18 || pattern != strings.ToUpper(pattern) {
		return "", badPattern(pattern)
	}
	body, checked := strings.CutSuffix(pattern, "C")
	var b strings.Builder
	figures := padded(serial, digits)
	for i, at := 0, 0; i < len(body); i++ {
		if body[i] == '#' {
			b.WriteByte(figures[at])
			at++
			continue
		}
		b.WriteByte(body[i])
	}
	if checked {
		b.WriteString(gs1(onlyDigits(b.String())))
	}
	return b.String(), nil
}

// Serials is how many numbers a pattern has before it begins again; 0 when it is no pattern.
func Serials(pattern string) uint64 {
	digits := strings.Count(pattern, "#")
	if strings.HasPrefix(pattern, "S10:") {
		digits = 8
	}
	if _, err := Number(pattern, 0); err != nil {
		return 0
	}
	return power10(digits)
}

func s10Number(pattern, rest string, serial uint64) (string, error) {
	service, country, _ := strings.Cut(rest, ":")
	if len(service) != 2 || !capitals(service) || len(country) != 2 || !capitals(country) {
		return "", badPattern(pattern)
	}
	body := padded(serial, 8)
	return service + body + s10(body) + country, nil
}

func badPattern(pattern string) error {
	return shipping.BadField("waybill", "\""+pattern+"\" is not a pattern of tracking numbers", "write S10:LX:CN, or capitals and # for digits such as SP#########C")
}

// padded writes the last digits of a serial, with zeros before it.
func padded(serial uint64, digits int) string {
	s := strconv.FormatUint(serial%power10(digits), 10)
	return strings.Repeat("0", digits-len(s)) + s
}

func power10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func capitals(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// Fits reports whether a number can have been made by a pattern.
func Fits(pattern, number string) bool {
	var digits strings.Builder
	form := pattern
	if strings.HasPrefix(pattern, "S10:") {
		form = "..########"
	}
	for i := 0; i < len(form) && i < len(number); i++ {
		if form[i] == '#' {
			digits.WriteByte(number[i])
		}
	}
	serial, err := strconv.ParseUint(digits.String(), 10, 64)
	if err != nil {
		return false
	}
	made, err := Number(pattern, serial)
	return err == nil && made == number
}
