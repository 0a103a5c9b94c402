package crosslane_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// namedFile is a file of the tree as a document names it: `fact/order.go`.
var namedFile = regexp.MustCompile("`([a-z0-9_]+(?:/[a-z0-9_]+)*\\.go)`")

// missing lists the files of Go that a document names and that are not there.
func missing(text string, files []string) (list []string) {
	for _, m := range namedFile.FindAllStringSubmatch(text, -1) {
		there := slices.ContainsFunc(files, func(f string) bool {
			return f == m[1] || !strings.Contains(m[1], "/") && strings.HasSuffix(f, "/"+m[1])
		})
		if !there && !slices.Contains(list, m[1]) {
			list = append(list, m[1])
		}
	}
	return list
}

// TestDocumentsNameFiles: whoever follows a document finds the file that it names. Decisions tell how it was when they were taken.
func TestDocumentsNameFiles(t *testing.T) {
	files := tree(t)
	for _, path := range files {
		if strings.HasSuffix(path, ".md") && !strings.HasPrefix(path, "docs/decisions/") && path != "CHANGELOG.md" {
			for _, name := range missing(read(t, path), files) {
				t.Errorf("%s names %s, which is not there", path, name)
			}
		}
	}
	got := missing("`a/b.go`, `b.go`, `c.go` and `a/c.go`, not a/d.go; `a/c.go` again", []string{"a/b.go", "c.go", "x/a/b.go"})
	if want := []string{"a/c.go"}; !slices.Equal(got, want) {
		t.Errorf("missing %v, want %v", got, want)
	}
}
