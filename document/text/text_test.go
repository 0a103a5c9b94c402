package text

import (
	"slices"
	"strings"
	"testing"

	"crosslane/document/font"
	"crosslane/shipping"
)

// room is wide enough for one line.
var room = Box{Width: 500, Height: 100, Most: 10, Least: 10}

func set(t *testing.T, what string, box Box) *Block {
	t.Helper()
	block, err := NewSetter(font.BuiltIn()).Fit([]Paragraph{{Field: "line", Text: what}}, box)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return block
}

// seen is what letters stand for, from left to right.
func seen(l Line) (list []string) {
	for i := range l.Letters {
		if text := l.Letters[i].Text; text != "" {
			list = append(list, text)
		}
	}
	return list
}

// Text that is read from the right stands so; numbers and Latin words in it do not (Unicode Bidirectional Algorithm).
func TestOrder(t *testing.T) {
	const alef, bet = "\u05d0", "\u05d1"
	for what, want := range map[string]string{
		alef + bet + " 12/3":                  "12/3 " + bet + alef,
		"A " + alef + bet + " 12 B":           "A 12 " + bet + alef + " B",
		"Flat 7, " + alef + bet + " 12":       "Flat 7, 12 " + bet + alef,
		alef + " (" + bet + ")":               ")" + bet + "( " + alef,
		alef + bet + " Ltd 5":                 "Ltd 5 " + bet + alef,
		"A " + alef + " 1, " + bet + " 2 B 3": "A 2 " + bet + " ,1 " + alef + " B 3",
		"abc":                                 "abc",
	} {
		l := set(t, what, room).Lines[0]
		if got := strings.Join(seen(l), ""); got != want {
			t.Errorf("%s stands as %s, want %s", what, got, want)
		}
		if first := []rune(what)[0]; l.Right != (first > 0x590 && first < 0x700) {
			t.Errorf("%s begins at the right: %t", what, l.Right)
		}
	}
}

// Letters that join have other shapes than when they stand alone, and marks take no room.
func TestJoining(t *testing.T) {
	alone, joined := set(t, "ب ب ب", room).Lines[0], set(t, "ببب", room).Lines[0]
	shapes := map[uint32]bool{}
	for i := range joined.Letters {
		shapes[joined.Letters[i].Glyph] = true
	}
	if len(shapes) < 3 || alone.Letters[0].Glyph == joined.Letters[0].Glyph {
		t.Errorf("Arabic does not join: %v", shapes)
	}
	if n := len(set(t, "क्ष", room).Lines[0].Letters); n != 1 {
		t.Errorf("a conjunct of Devanagari is %d letters", n)
	}
	if l := set(t, "ที่", room).Lines[0]; l.Width >= set(t, "ทท", room).Lines[0].Width {
		t.Errorf("marks of Thai take room: %.0f", l.Width)
	}
	if l := set(t, "e\u0302\u0301", room).Lines[0]; len(l.Letters) != 1 { // ế of two marks is one letter of one font
		t.Errorf("Vietnamese in parts: %d letters", len(l.Letters))
	}
}

// One word has one font, as far as one face has all of it.
func TestOneFaceAWord(t *testing.T) {
	for _, word := range []string{"Nguyễn", "Łódź", "Ёлкин", "Παπαδόπουλος", "กรุงเทพ", "प्रियंका", "محمد", "서울특별시", "東京都渋谷区"} {
		l := set(t, word, room).Lines[0]
		for i := range l.Letters {
			if l.Letters[i].Face != l.Letters[0].Face || l.Letters[i].Glyph == 0 {
				t.Errorf("%s: %s and %s", word, l.Letters[0].Face.Name, l.Letters[i].Face.Name)
			}
		}
	}
}

// Lines end between words; nothing gets lost, nothing is wider than its room, and no number is torn.
func TestWrapping(t *testing.T) {
	box := Box{Width: 60, Height: 60, Most: 14, Least: 8}
	for _, what := range []string{
		"Donaudampfschifffahrtsgesellschaft 1234, Hinterhaus, Aufgang C, 7. Stock",
		"شارع الملك فهد 1234، شقة 5، الطابق الثالث، مبنى 17، حي العليا",
		"宝安区中山路100号3栋502室宝安区中山路100号3栋502室宝安区中山路100号3栋502室",
		"เขตคลองเตยใกล้สถานีรถไฟฟ้าอโศกและศูนย์การค้าเทอร์มินอลทเวนตี้วันชั้นที่สาม 1234",
		"서울특별시 강남구 테헤란로 152 강남파이낸스센터 17층 1234호",
	} {
		block := set(t, what, box)
		if len(block.Lines) < 2 {
			t.Errorf("%s: on one line", what)
		}
		var all []string
		for i := range block.Lines {
			l := &block.Lines[i]
			all = append(all, strings.ReplaceAll(l.Text, " ", ""))
			if w := (l.Width + l.In) * block.Size * Millimetres / 1000; w > box.Width+0.01 {
				t.Errorf("%q is %.1f mm wide", l.Text, w)
			}
		}
		if got := strings.Join(all, ""); got != strings.ReplaceAll(what, " ", "") {
			t.Errorf("%q came out as %q", what, all)
		}
		if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, "1234") || strings.Contains(s, "502") }) {
			t.Errorf("a number is torn: %q", all)
		}
	}
}

// A word of a script without blanks is broken only where smaller letters do not keep it whole, and a number beside it never.
func TestTearing(t *testing.T) {
	const word = "ใกล้สถานีรถไฟฟ้าอโศกและศูนย์การค้าเทอร์มินอลทเวนตี้วัน"
	box := Box{Width: 88, Height: 30, Most: 14, Least: 8}
	block := set(t, word+" 1234", box)
	if !slices.ContainsFunc(block.Lines, func(l Line) bool { return strings.Contains(l.Text, word) }) || block.Size == box.Most {
		t.Errorf("%d lines of %.1f points", len(block.Lines), block.Size)
	}
	_, err := NewSetter(font.BuiltIn()).Fit([]Paragraph{{Field: "line", Text: "ถนน " + strings.Repeat("12345", 20)}}, box)
	if shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a number was torn: %v", err)
	}
}

// A number of the trade goes on below, when it must.
func TestANumberMayBreak(t *testing.T) {
	number := strings.Repeat("A1", 20)
	box := Box{Width: 40, Height: 20, Most: 10, Least: 8}
	block, err := NewSetter(font.BuiltIn()).Fit([]Paragraph{{Field: "number", Text: number, Tear: true}}, box)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, l := range block.Lines {
		all += l.Text
	}
	if len(block.Lines) < 2 || all != number {
		t.Errorf("%d lines: %s", len(block.Lines), all)
	}
}

// What has no room, even in the smallest letters, is an error: never a shorter text.
func TestNoRoom(t *testing.T) {
	box := Box{Width: 30, Height: 20, Most: 14, Least: 8}
	s := NewSetter(font.BuiltIn())
	for what, words := range map[string]string{
		strings.Repeat("W", 30):          "30 signs, the longest word 30",
		strings.Repeat("12 ", 60) + "34": "182 signs, the longest word 2",
	} {
		_, err := s.Fit([]Paragraph{{Field: "name", Text: "A"}, {Field: "lines[0]", Text: what}}, box)
		if shipping.CodeOf(err) != shipping.Invalid || !strings.HasPrefix(err.Error(), "lines[0]: ") || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What is far too long is refused at once.
func TestFarTooLong(t *testing.T) {
	s := NewSetter(font.BuiltIn())
	for _, list := range [][]Paragraph{{{Field: "name", Text: strings.Repeat("ก", 2_000_000)}}, make([]Paragraph, 100_000)} {
		if _, err := s.Fit(list, room); shipping.CodeOf(err) != shipping.Invalid {
			t.Error(err)
		}
	}
	all := ""
	for r := rune(0xf0000); r < 0xf2000; r++ {
		all += string(r)
	}
	if n := len(s.Missing(strings.Repeat(all, 20))); n != 32 {
		t.Errorf("%d signs are missing", n)
	}
}

// Marks of direction and controls cannot make a text read as another.
func TestCleaning(t *testing.T) {
	for what, want := range map[string]string{
		"\u202e4321 yaw\u202c": "4321 yaw", "a\tb\u00a0 c\n": "a b c", "so\u00adft": "soft", "e\u0301": "é", "": "", "\u200f": "", "a\x00b": "a b", "a\xffb": "a\ufffdb",
	} {
		if got := clean(what); got != want {
			t.Errorf("%q: %q, want %q", what, got, want)
		}
	}
}

func TestMissing(t *testing.T) {
	s := NewSetter(font.BuiltIn())
	for what, want := range map[string]string{"Ann": "", "Ann 🎁🎁 😀": "🎁😀", "ကက": "က", "한글 漢字 かな ไทย हिन्दी عربي": "", "a\xff": "\ufffd", "广东 栋 號": ""} {
		if got := string(s.Missing(what)); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	signs := s.Missing("က🎁")
	if got := NotDrawn(signs); got != "no font of this machine draws Myanmar and emoji" {
		t.Error(got)
	}
	if got := Remedy(signs); !strings.Contains(got, "fonts-noto-core") {
		t.Error(got)
	}
	if got := Remedy(s.Missing("𠮷\U00030000")); !strings.Contains(got, "fonts-noto-cjk") {
		t.Error(got)
	}
}
