package font

import (
	"bytes"
	"os"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Weight is how thick letters are.
type Weight int

// The weights. Bold is had for Latin, Greek, Cyrillic and Hebrew; other scripts have one weight, and Bold is drawn with it.
const (
	Plain Weight = iota
	Bold
)

// Face is one font at one weight. It is safe for use by several goroutines at once.
type Face struct {
	// Name tells it from every other face of a Set.
	Name string
	// Font is what shaping reads.
	Font *font.Font
}

// Has reports whether the face has a shape for a sign.
func (f *Face) Has(r rune) bool {
	_, ok := f.Font.NominalGlyph(r)
	return ok
}

// parse reads a font from memory. Those that are part of the program can be read.
func parse(name string, data []byte) *Face {
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		panic("document/font: " + name + " cannot be read: " + err.Error())
	}
	return &Face{name, face.Font}
}

// simplified is which font of Noto's collection for Chinese, Japanese and Korean is taken.
const simplified = 2

// open reads a font file of the machine, or one font of a collection. One that cannot be read is none.
func open(path string) *Face {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	all, err := opentype.NewLoaders(bytes.NewReader(data))
	if err != nil || len(all) == 0 {
		return nil
	}
	one := all[0]
	if len(all) > simplified {
		one = all[simplified]
	}
	parsed, err := font.NewFont(one)
	if err != nil {
		return nil
	}
	return &Face{path, parsed}
}
