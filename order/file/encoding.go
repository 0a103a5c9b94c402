package file

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// pages are names of encodings that a list of the web's does not have.
var pages = map[string]string{"cp932": "shift_jis", "cp936": "gbk", "cp949": "euc-kr", "cp950": "big5", "mac": "macintosh"}

// EncodingNamed is the name by which Decoded knows an encoding; false where there is none (WHATWG Encoding, and code pages).
func EncodingNamed(text string) (name string, ok bool) {
	name = strings.ToLower(strings.TrimSpace(text))
	if page := pages[name]; page != "" {
		name = page
	}
	_, err := htmlindex.Get(name)
	return name, err == nil
}

// Decoded is a file in UTF-8 that is written in another encoding, as EncodingNamed names it. A byte order mark goes before.
// What the encoding does not have is U+FFFD.
func Decoded(r io.Reader, encoding string) io.Reader {
	written, err := htmlindex.Get(encoding)
	if err != nil { // EncodingNamed gives none such
		return r
	}
	return transform.NewReader(r, unicode.BOMOverride(written.NewDecoder()))
}

// doubled is text in UTF-8 that was taken for Windows-1252 once ("MÃ¼ller", "â€™", and "ï¿½" of what was lost before); foreign is text of another encoding that was
// ("ŽR“c"): quotes and daggers in the midst of words; and U+FFFD stands for what could not be read at all.
var (
	doubled = regexp.MustCompile("[ÂÃÄÅÐÑ][\u0080-\u00bf\u2013-\u2022\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2026\u2030\u2039\u203a\u20ac\u2122]|â€|ï[¿»][½¿]")
	foreign = regexp.MustCompile(`\pL[“”„‚…†‡ˆ‰‹›˜¤¦§¨©ª«¬®¯°±²³´µ¶¸¹º»¼½¾¿×÷]\pL`)
)

// Ruined reports whether a text was read in another encoding than it was written in.
func Ruined(text string) bool {
	return !plainASCII(text) && (strings.ContainsRune(text, utf8.RuneError) || doubled.MatchString(text) || foreign.MatchString(text))
}

// Seen is a text without signs that nobody sees and that turn what stands behind them: controls of writing direction, and signs without width.
// Those that join letters of Persian, Indian scripts and pictures stay.
func Seen(text string) string {
	if plainASCII(text) {
		return text
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C, r == 0x200B, r == 0x2060, r == 0xFEFF, r == 0x00AD, r == 0x180E:
			return -1
		}
		return r
	}, text))
}

// Composed is what is seen of a text, each letter with its marks as one sign (Unicode NFC), so that what reads the same is the same.
func Composed(text string) string {
	if plainASCII(text) {
		return text
	}
	return norm.NFC.String(Seen(text))
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
