package book

import (
	"regexp"
	"strconv"

	"crosslane/shipping"
)

// ownDomain is a domain in ASCII with a dot in it, in lower case.
var ownDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`)

// checkNames refuses, Invalid, names for trading partners that can be none.
func (b *Book) checkNames() error {
	if d := b.EPCIS.Domain; d != "" && (len(d) > 253 || !ownDomain.MatchString(d)) {
		return shipping.BadField("epcis.domain", strconv.Quote(d)+" is no domain", "write one that is yours, as shop.example, without https:// and in the form xn-- where it has other letters")
	}
	for i := range b.Warehouses {
		if gln := b.Warehouses[i].GLN; gln != "" && !isGLN(gln) {
			return shipping.BadField("warehouses["+strconv.Itoa(i)+"].gln", strconv.Quote(gln)+" is no global location number", "write its thirteen digits in quotes; the last one is the check digit")
		}
	}
	return nil
}

// isGLN reports whether a number is a global location number: thirteen digits, of which the last one proves the others (GS1 General Specifications 7.9).
func isGLN(number string) bool {
	if len(number) != 13 {
		return false
	}
	sum := 0
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return false
		}
		sum += int(number[i]-'0') * (1 + 2*(i%2))
	}
	return sum%10 == 0
}
