package file

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Readable answers with the text as UTF-8: text that is none is read as Windows-1252,
// and signs that no field may hold (NUL and its kin) are taken out.
func Readable(text string) string {
	if !utf8.ValidString(text) {
		text, _ = charmap.Windows1252.NewDecoder().String(text) // every byte is a sign of it, or U+FFFD
	}
	if strings.IndexFunc(text, isControl) >= 0 {
		text = strings.Map(func(r rune) rune {
			if isControl(r) {
				return -1
			}
			return r
		}, text)
	}
	return text
}

// Formula is a text without the formula by which exports keep a spreadsheet from reading it as a number: ="00123".
func Formula(text string) string {
	if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	return text
}

// Narrow is a number whose signs are as wide as letters of Latin: full-width forms (Unicode, block FF00) are what a keyboard for Chinese or
// Japanese types.
func Narrow(text string) string {
	if strings.IndexFunc(text, fullWidth) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if fullWidth(r) {
			return r - '\uff01' + '!'
		}
		return r
	}, text)
}

func fullWidth(r rune) bool { return r >= '\uff01' && r <= '\uff5e' }

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
}
