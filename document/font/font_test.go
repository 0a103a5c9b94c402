package font

import (
	"os"
	"testing"

	"github.com/go-text/typesetting/language"
)

// What every machine can draw, without a font of its own.
func TestScriptsOfTheProgram(t *testing.T) {
	s := BuiltIn()
	for _, text := range []string{
		"ŻółćęśąńŁşğıčřžőűẤếỡƯợĐ", "АБВГДЕЁЖЗабвгдеёжзїєіўҒқө", "ΑΒΓΔαβγδάέήίόύώ", "אבגדהוזחטיךםןףץ", "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ", "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดต",
		"अआइईउऊऋएऐओऔकखगघङचछजझञ१२३", "中山路号上海北京深圳广州栋东湾", "臺灣號樓國際", "東京都渋谷区カタカナひらがな々", "서울특별시강남구테헤란로", "აბგდ", "ԱԲԳ", "№§°½’“”–…€",
	} {
		for _, r := range text {
			if s.Find(r, language.LookupScript(r), Plain) == nil || s.Find(r, language.LookupScript(r), Bold) == nil {
				t.Errorf("%c has no shape", r)
			}
		}
	}
	for _, r := range "🎁😀🀄🇩" {
		if s.Find(r, language.Common, Plain) != nil {
			t.Errorf("%c is drawn as a letter", r)
		}
	}
	for _, face := range others {
		if !face().Has(' ') {
			t.Errorf("%s has no blank", face().Name)
		}
	}
}

// A script that the program does not carry is drawn where the machine has Noto's font for it.
func TestFontsOfTheMachine(t *testing.T) {
	if s := (&Set{&machine{folders: []string{t.TempDir(), "/there/is/none"}}}); s.Find('က', language.Myanmar, Plain) != nil {
		t.Error("a machine without fonts draws Burmese")
	}
	for file, r := range map[string]rune{"NotoSansBengali-Regular.ttf": 'ক', "NotoSansMyanmar-Regular.ttf": 'က', "NotoSansCJK-Regular.ttc": '𠀡'} {
		m := &machine{folders: folders()}
		if m.face(file) == nil {
			t.Logf("skipped: %s is not on this machine (%s)", file, Package(r))
			continue
		}
		if face := (&Set{m}).Find(r, language.LookupScript(r), Plain); face == nil || face.Name != m.paths[file] {
			t.Errorf("%c is not drawn with %s", r, file)
		}
	}
	folder := t.TempDir()
	if err := os.WriteFile(folder+"/NotoSansMyanmar-Regular.ttf", []byte("no font"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := (&Set{&machine{folders: []string{folder}}}); s.Find('က', language.Myanmar, Plain) != nil {
		t.Error("a file that is no font draws Burmese")
	}
}

func TestPackages(t *testing.T) {
	for r, want := range map[rune]string{'က': "fonts-noto-core", '𠀡': "fonts-noto-cjk", '한': "fonts-noto-cjk", '☃': "fonts-noto-core"} {
		if got := Package(r); got != want {
			t.Errorf("%c: %s", r, got)
		}
	}
}
