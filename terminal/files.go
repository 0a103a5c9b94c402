package terminal

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Files are those that whoever typed a command line may mean, where a server runs it: by paths of the directory in which it was typed,
// or, where that is another machine, those alone that were sent along. nil: this process was started there, and means what it says.
type Files struct {
	dir  string
	sent map[string]string // where each is to lie, by its name as typed; nil: paths are meant
	made map[string]string // where each is written that is to be sent back
}

// FilesOf are those that are named from a directory of this machine.
func FilesOf(dir string) *Files { return &Files{dir: dir} }

// SentFiles are those that are sent along with a line. They lie in a directory that holds nothing else, as does what is to be sent back; no name leads
// out of it.
func SentFiles(dir string) *Files {
	return &Files{dir: dir, sent: map[string]string{}, made: map[string]string{}}
}

// Sent is where a file is to lie that is sent along under a name, which a line that was read means; false where it does not.
func (f *Files) Sent(name string) (path string, meant bool) {
	path, meant = f.sent[name]
	return path, meant
}

// Made are the files that the line has written, by path under dir, each with its name as typed.
func (f *Files) Made() (list map[string]string) {
	list = map[string]string{}
	for name, path := range f.made {
		found, _ := filepath.Glob(path + "*") // the pattern is in order
		for _, p := range found {
			list[p] = name + strings.TrimPrefix(p, path)
		}
	}
	return list
}

// at is where a file lies that was typed; out: where it is written.
func (f *Files) at(name string, out bool) string {
	switch {
	case f == nil || name == "" || name == "-":
		return name
	case f.sent == nil && (f.dir == "" || filepath.IsAbs(name)):
		return name
	case f.sent == nil:
		return filepath.Join(f.dir, name)
	}
	list, as := f.sent, "sent"
	if out {
		list, as = f.made, "made"
	}
	if list[name] == "" { // nothing lies there yet: a file that is not sent is one that is not there
		list[name] = filepath.Join(f.dir, fmt.Sprintf("%s-%03d.", as, len(list)))
	}
	return list[name]
}

// AsTyped names files in a text as whoever typed the line named them.
func (f *Files) AsTyped(text string) string {
	if f == nil {
		return text
	}
	if f.sent == nil {
		return strings.ReplaceAll(text, f.dir+string(filepath.Separator), "")
	}
	var pairs []string
	for _, list := range []map[string]string{f.sent, f.made} {
		for name, path := range list {
			pairs = append(pairs, path, name)
		}
	}
	if len(pairs) == 0 {
		return text
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Typed names files in a text as whoever typed the line named them: a server has them elsewhere.
func (p *Program) Typed(text string) string {
	if p.Held == nil {
		return text
	}
	return p.Held.Files.AsTyped(text)
}
