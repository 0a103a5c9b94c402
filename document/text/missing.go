package text

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/language"

	"crosslane/document/font"
)

// Missing lists the signs of a text that cannot be drawn as no face has them, each once, in the order of their numbers; the first
// 32 of them.
func (s *Setter) Missing(text string) (signs []rune) {
	const most = 32
	for _, r := range clean(text) {
		if len(signs) == most {
			break
		}
		if r < unicode.MaxLatin1 || joins(r) || slices.Contains(signs, r) {
			continue
		}
		if r == unicode.ReplacementChar || s.fonts.Find(r, language.LookupScript(r), font.Plain) == nil {
			signs = append(signs, r)
		}
	}
	slices.Sort(signs)
	return signs
}

// NotDrawn says by their scripts which signs cannot be drawn. It does not tell the signs, which may be a person's name.
func NotDrawn(signs []rune) string {
	return "no font of this machine draws " + strings.Join(scripts(signs), " and ")
}

// Remedy is what can be done about signs that cannot be drawn.
func Remedy(signs []rune) string {
	for _, r := range signs {
		if !font.Emoji(r) && font.ScriptOf(r) != "" {
			return "write it in Latin letters; or install the Debian package " + font.Package(r) + ", or another font named Noto"
		}
	}
	return "leave it out"
}

// scripts are the names of the scripts of signs, each once.
func scripts(signs []rune) (names []string) {
	for _, r := range signs {
		name := strings.ReplaceAll(font.ScriptOf(r), "_", " ")
		switch {
		case font.Emoji(r):
			name = "emoji"
		case name == "", r == unicode.ReplacementChar:
			name = "what is no letter of any script"
		case name == "Common" || name == "Inherited":
			name = "some signs"
		case name == "Han":
			name = "some Chinese signs"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// some writes signs beside each other, at most eight.
func some(signs []rune) string {
	const most = 8
	var b strings.Builder
	for i, r := range signs {
		if i == most {
			return b.String() + " ..."
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
