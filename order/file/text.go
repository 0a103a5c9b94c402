package file

import (
	"strings"
	"unicode/utf8"
)

// windows1252 is what the bytes 0x80 to 0x9f mean in Windows-1252 (WHATWG Encoding
// Standard, index windows-1252); all other bytes are those of Latin-1.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

// readable answers with the text as UTF-8: text that is none is read as Windows-1252,
// and signs that no field may hold (NUL and its kin) are taken out.
func readable(text string) string {
	if !utf8.ValidString(text) {
		text = fromWindows1252(text)
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

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
}

func fromWindows1252(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 0x80 && c < 0xa0:
			b.WriteRune(windows1252[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}
