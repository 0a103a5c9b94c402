package book

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"crosslane/shipping"
)

var instants = reflect.TypeFor[time.Time]()

// scalar checks one value by the type that it is read as.
func (p *proof) scalar(t reflect.Type, k *key, n ast.Node, at string, in shipping.Currency) error {
	switch {
	case t == instants:
		return instant(n, at)
	case t.Kind() == reflect.Bool:
		if n.Type() != ast.BoolType {
			return misread(n, at, written(n)+" is neither true nor false", "write true or false, without quotes")
		}
		return nil
	case t.Kind() == reflect.String:
		return text(t, k, n, at)
	}
	return number(k, n, at, in)
}

// written is a value as it stands in the file.
func written(n ast.Node) string {
	text := strings.TrimSpace(n.String())
	if first, _, more := strings.Cut(text, "\n"); more {
		return first + "..."
	}
	return text
}

func instant(n ast.Node, at string) error {
	if _, err := time.Parse(time.RFC3339, n.GetToken().Value); err != nil {
		return misread(n, at, written(n)+" is no instant: a day alone begins at another moment in every place", "write it with hours and zone, such as 2026-12-01T00:00:00Z")
	}
	return nil
}

var (
	whole    = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	fraction = regexp.MustCompile(`^[+-]?[0-9_]*\.[0-9_]*$`)
	exponent = regexp.MustCompile(`^[+-]?[0-9.]+[eE][+-]?[0-9]+$`)
	grouped  = regexp.MustCompile(`^[+-]?[0-9]+([_, ']?[0-9]+)+$`)
)

// number checks a whole number. It is compared by its signs, as the decoder cuts fractions and reads 010 as eight.
func number(k *key, n ast.Node, at string, in shipping.Currency) error {
	text := written(n)
	if !whole.MatchString(text) {
		message, hint := noNumber(k, n, text, in)
		return misread(n, at, message, hint)
	}
	value, err := strconv.ParseInt(text, 10, 64)
	most := k.most
	if most == 0 {
		most = mostNumber
	}
	if err == nil && value == 0 && k.least > 0 && !k.needs {
		return misread(n, at, "0 is no limit: it would be read as if nothing were written", "write "+strconv.FormatInt(k.least, 10)+" or more, or leave the key out")
	}
	if err != nil || value < k.least || value > most {
		return misread(n, at, text+" is out of bounds", strconv.FormatInt(k.least, 10)+" to "+strconv.FormatInt(most, 10))
	}
	return nil
}

// mostNumber is more than anything of the trade counts, and leaves room for sums.
const mostNumber = 1_000_000_000_000_000

// noNumber says why a text is no whole number, and what to write instead.
func noNumber(k *key, n ast.Node, text string, in shipping.Currency) (message, hint string) {
	unit := "a whole number"
	if k.in != nil {
		unit = "whole " + k.in.name
	}
	message, hint = text+" is no whole number", "write "+unit+", in digits alone"
	quoted := strings.Trim(text, `"'`)
	switch {
	case quoted != text && whole.MatchString(quoted):
		return text + " is a text, and no number", "write " + quoted + ", without quotes"
	case fraction.MatchString(text) && text != ".":
		return message, fractionHint(k, strings.ReplaceAll(text, "_", ""), in)
	case n.Type() == ast.IntegerType:
		value, err := strconv.ParseInt(text, 0, 64)
		if digits := strings.TrimLeft(text, "0"); err == nil && digits != "" && digits != text && strconv.FormatInt(value, 10) != digits && !strings.ContainsAny(digits, "xXoObB_") {
			return text + " is read as " + strconv.FormatInt(value, 10) + ", in eights, because it begins with 0", "write " + digits
		}
		if err == nil {
			return text + " is written oddly", "write " + strconv.FormatInt(value, 10)
		}
		return text + " is written oddly", "write " + unit + ", in digits alone"
	case exponent.MatchString(text):
		if f, err := strconv.ParseFloat(text, 64); err == nil && f == float64(int64(f)) {
			return text + " is written oddly", "write " + strconv.FormatInt(int64(f), 10)
		}
	case grouped.MatchString(text) && strings.ContainsAny(text, ",' _"):
		return text + " is no whole number", "write " + strings.NewReplacer(",", "", "'", "", " ", "", "_", "").Replace(text) + " if thousands are parted; " + unit
	}
	return message, hint
}

// fractionHint tells a fraction in the key's own unit.
func fractionHint(k *key, text string, in shipping.Currency) string {
	if k.in == nil {
		return "write a whole number"
	}
	large, shift := k.in.large, k.in.shift
	if k.in == minor {
		large, shift = string(in), in.Digits()
	}
	if digits, ok := shifted(text, shift); ok && shift > 0 {
		return "write " + k.in.name + ", " + digits + " for " + strings.TrimSpace(text+" "+large)
	}
	return "write whole " + k.in.name
}

// shifted moves the point of a decimal to the right; it is not ok when something stays behind it.
func shifted(text string, places int) (string, bool) {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign = "-"
	}
	before, behind, _ := strings.Cut(strings.TrimLeft(text, "+-"), ".")
	behind = strings.TrimRight(behind, "0")
	if len(behind) > places {
		return "", false
	}
	digits := strings.TrimLeft(before+behind+strings.Repeat("0", places-len(behind)), "0")
	if digits == "" {
		return "0", true
	}
	return sign + digits, true
}

// text checks a text. What is not in quotes, and is a number, yes or no by the rules of YAML, must lose nothing.
func text(t reflect.Type, k *key, n ast.Node, at string) error {
	plain := written(n)
	value := n.GetToken().Value
	switch n.Type() {
	case ast.StringType, ast.LiteralType:
	case ast.IntegerType:
		if !whole.MatchString(plain) {
			return misread(n, at, plain+" is read as a number, and would be changed", "quote it: \""+plain+"\"")
		}
	default:
		return misread(n, at, plain+" is no text", "quote it: \""+plain+"\"")
	}
	if !quoted(n) && (exponent.MatchString(plain) || grouped.MatchString(plain) && !whole.MatchString(plain)) {
		return misread(n, at, plain+" looks like a number, which other programs would change", "quote it: \""+plain+"\"")
	}
	if k.needs && value == "" && n.Type() == ast.StringType {
		return misread(n, at, "empty", "write what it says: "+k.says)
	}
	return word(t, k, n, at, value)
}

func quoted(n ast.Node) bool {
	return n.Type() != ast.StringType || strings.HasPrefix(written(n), `"`) || strings.HasPrefix(written(n), "'")
}

// word checks a text that is one of a few words, or has a form.
func word(t reflect.Type, k *key, n ast.Node, at, value string) error {
	switch {
	case value == "":
		return nil
	case k.long > 0 && utf8.RuneCountInString(value) > k.long:
		return misread(n, at, "it has "+strconv.Itoa(utf8.RuneCountInString(value))+" signs, and a label has room for "+strconv.Itoa(k.long), "write it shorter")
	case len(k.among) > 0 && !slices.Contains(k.among, value):
		return misread(n, at, "\""+value+"\" is not known here", "known are "+strings.Join(k.among, ", "))
	case t == reflect.TypeFor[shipping.Country]() && !shipping.Country(value).Known() && (!k.goes || !shipping.Country(value).Destined()):
		hint := "use two capital letters of ISO 3166-1, such as DE"
		if k.goes {
			hint += ", or the code of a territory, such as ES-CN (docs/territories.md)"
		}
		if c, ok := shipping.CountryNamed(value); ok {
			hint = "write " + string(c)
		}
		return misread(n, at, "\""+value+"\" is not a country", hint)
	case t == reflect.TypeFor[shipping.Currency]() && !shipping.Currency(value).Valid():
		return misread(n, at, "\""+value+"\" is not a currency", "use three capital letters of ISO 4217, such as EUR")
	case t == reflect.TypeFor[shipping.Date]():
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return misread(n, at, "\""+value+"\" is not a day", "write it as 2026-11-21, without a time")
		}
	}
	return nil
}
