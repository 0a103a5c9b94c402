package font

import (
	_ "embed"
	"sync"

	arabic "eliasnaur.com/font/noto/sans/arabic/regular"
	japanese "eliasnaur.com/font/noto/sans/jp/regular"
	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	"github.com/go-text/typesetting/language"
)

var (
	//go:embed noto/NotoSansThai-Regular.ttf
	thai []byte
	//go:embed noto/NotoSansDevanagari-Regular.ttf
	devanagari []byte
	//go:embed noto/NotoSansCJKsc-Rest.otf
	rest []byte
)

// The faces that are part of the program. Each is read when it is first needed.
var (
	western     = builtIn("DejaVu Sans Condensed", dejavusanscondensed.TTF)
	westernBold = builtIn("DejaVu Sans Condensed Bold", dejavusanscondensedbold.TTF)
	ofArabic    = builtIn("Noto Sans Arabic", arabic.TTF)
	ofThai      = builtIn("Noto Sans Thai", thai)
	ofHindi     = builtIn("Noto Sans Devanagari", devanagari)
	ofJapan     = builtIn("Noto Sans JP", japanese.TTF)
	ofRest      = builtIn("Noto Sans CJK SC", rest)
)

func builtIn(name string, data []byte) func() *Face {
	return sync.OnceValue(func() *Face { return parse(name, data) })
}

// own are the faces made for a script: they go before the western ones.
var own = map[language.Script][]func() *Face{
	language.Arabic: {ofArabic}, language.Thai: {ofThai}, language.Devanagari: {ofHindi}, language.Han: {ofJapan, ofRest},
	language.Hiragana: {ofJapan}, language.Katakana: {ofJapan}, language.Hangul: {ofRest, ofJapan}, language.Bopomofo: {ofJapan, ofRest},
}

// others have signs that belong to no script, such as punctuation.
var others = []func() *Face{ofJapan, ofRest, ofThai, ofHindi, ofArabic}

// Set is the faces that can be drawn with. It is safe for use by several goroutines at once.
type Set struct {
	machine *machine
}

// BuiltIn are the faces that are part of the program: the same on every machine.
func BuiltIn() *Set { return &Set{&machine{}} }

// Here are the faces of the program and of this machine.
var Here = sync.OnceValue(func() *Set { return &Set{&machine{folders: folders()}} })

// Find answers with the face to draw a sign with, where it stands in text of a script. Nil: no face has the sign, or it
// is an emoji, which is a picture and no letter.
func (s *Set) Find(r rune, script language.Script, w Weight) *Face {
	if Emoji(r) {
		return nil
	}
	main := western
	if w == Bold {
		main = westernBold
	}
	for _, face := range own[script] {
		if face().Has(r) {
			return face()
		}
	}
	if main().Has(r) {
		return main()
	}
	for _, face := range others {
		if face().Has(r) {
			return face()
		}
	}
	return s.machine.find(r)
}

// Emoji reports whether a sign is a picture: what Unicode has from mahjong tiles to pictographs (U+1F000 to U+1FAFF).
func Emoji(r rune) bool { return r >= 0x1f000 && r <= 0x1faff }
