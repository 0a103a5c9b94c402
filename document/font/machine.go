package font

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
)

// machine is the font files of this machine, looked for by the names that Noto gives them: NotoSansBengali-Regular.ttf.
type machine struct {
	folders []string
	mu      sync.Mutex
	paths   map[string]string // by name of the file; nil: not looked yet
	faces   map[string]*Face  // by name of the file; nil where there is none
}

// folders are where Linux, macOS and Windows keep fonts, and where a person puts more.
func folders() []string {
	list := []string{"/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", `C:\Windows\Fonts`}
	if home, err := os.UserHomeDir(); err == nil {
		list = append(list, filepath.Join(home, ".local/share/fonts"), filepath.Join(home, "Library/Fonts"))
	}
	return list
}

// find answers with a face of the machine that has a sign; nil when it has none.
func (m *machine) find(r rune) *Face {
	for _, file := range filesOf(r) {
		if face := m.face(file); face != nil && face.Has(r) {
			return face
		}
	}
	return nil
}

// face opens a file, once.
func (m *machine) face(file string) *Face {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.paths == nil {
		m.look()
	}
	face, opened := m.faces[file]
	if path := m.paths[file]; !opened && path != "" {
		face = open(path)
		m.faces[file] = face
	}
	return face
}

// look lists the files of all folders. The first folder that has a file counts.
func (m *machine) look() {
	m.paths, m.faces = map[string]string{}, map[string]*Face{}
	for _, folder := range m.folders {
		_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // a folder that is not there, or is not ours to read, has no fonts
			}
			if _, known := m.paths[d.Name()]; !known && strings.HasPrefix(d.Name(), "Noto") {
				m.paths[d.Name()] = path
			}
			return nil
		})
	}
}

// bigCollection has all signs of Chinese, Japanese and Korean.
const bigCollection = "NotoSansCJK-Regular.ttc"

// filesOf are the files of Noto that may have a sign, by its script.
func filesOf(r rune) []string {
	switch name := ScriptOf(r); name {
	case "Han", "Hangul", "Hiragana", "Katakana", "Bopomofo":
		return []string{bigCollection}
	case "Common", "Inherited", "":
		return []string{"NotoSans-Regular.ttf", "NotoSansSymbols2-Regular.ttf", bigCollection}
	default:
		name = strings.ReplaceAll(name, "_", "")
		return []string{"NotoSans" + name + "-Regular.ttf", "NotoSerif" + name + "-Regular.ttf"}
	}
}

// ScriptOf names the script of a sign as Unicode does: "Thai", "Han", "Common". Empty: Unicode has no such sign.
func ScriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}

// Package is the Debian package whose fonts have most signs of a sign's script.
func Package(r rune) string {
	if filesOf(r)[0] == bigCollection {
		return "fonts-noto-cjk"
	}
	return "fonts-noto-core"
}
