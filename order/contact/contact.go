// Package contact answers the question: can a buyer be reached by an e-mail address or a telephone number, as it is written? It
// looks at what is impossible alone, and never repeats what it looks at.
package contact

import (
	"strings"
	"unicode"
)

const (
	mailHint  = "no message about the parcel will reach the buyer: correct it; the order goes all the same"
	phoneHint = "a courier cannot call the buyer: correct it; the order goes all the same"
)

// Email tells why nobody has such an e-mail address, and what follows; nothing of one that can be, or of none at all.
func Email(text string) (message, hint string) {
	if text = strings.TrimSpace(text); text == "" {
		return "", ""
	}
	if message = wrongEmail(text); message != "" {
		hint = mailHint
	}
	return message, hint
}

func wrongEmail(text string) string {
	local, domain, _ := strings.Cut(text, "@")
	switch n := strings.Count(text, "@"); {
	case strings.ContainsAny(text, ",;") && n > 1:
		return "it is more than one e-mail address"
	case n == 0:
		return "it is no e-mail address: there is no @ in it"
	case n > 1:
		return "it is no e-mail address: there is more than one @ in it"
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "it is no e-mail address: a blank stands in it"
	case strings.Contains(text, "**"):
		return "the storefront hides a part of it"
	case local == "" || domain == "":
		return "it is no e-mail address: nothing stands on one side of the @"
	case dotted(local) || dotted(domain):
		return "it is no e-mail address: a dot stands first, last or twice"
	case !strings.Contains(domain, "."):
		return "it is no e-mail address: there is no dot behind the @"
	case strings.ContainsAny(text, `,;:<>()[]"\`) || strings.ContainsFunc(domain, inNoDomain):
		return "it is no e-mail address: it holds signs that none has"
	case len(text) > 254 || len(local) > 64:
		return "it is no e-mail address: it is too long"
	}
	return ""
}

func dotted(part string) bool {
	return strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".") || strings.Contains(part, "..")
}

func inNoDomain(r rune) bool {
	return !unicode.In(r, unicode.L, unicode.M, unicode.N) && r != '-' && r != '.'
}

// Phone tells why nobody has such a telephone number, and what follows; nothing of one that can be, or of none at all. How many digits
// a country's numbers have is not looked at.
func Phone(text string) (message, hint string) {
	low := strings.ToLower(strings.TrimSpace(text))
	number, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(low, "tel"), ":"), "x") // an extension: "ext. 12", "x12"
	number = strings.TrimSuffix(strings.TrimRight(number, " "), "e")
	digits := digitsOf(number)
	switch {
	case low == "":
		return "", ""
	case strings.Contains(low, "e+") || strings.HasPrefix(low, "#"):
		return "it is no telephone number, but what a spreadsheet makes of one", "export again, and open the file with that column as text; the order goes all the same"
	case strings.Contains(low, "**"):
		return "the storefront hides a part of it", phoneHint
	case strings.ContainsFunc(number, unicode.IsLetter) || strings.Contains(number, "@"):
		return "it is no telephone number: it holds letters", phoneHint
	case len(digits) < 5 || len(digits) > 17: // the longest is of 15 digits, and some write (0) and 00
		return "it is no telephone number: it has too few or too many digits", phoneHint
	case strings.Count(digits, digits[:1]) == len(digits):
		return "it is no telephone number: all its digits are the same", phoneHint
	}
	return "", ""
}

// digitsOf are the digits of a number, those of other scripts as others of ours.
func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsDigit(r):
			return -1
		case r > '9':
			return '0' + r%10
		}
		return r
	}, text)
}
