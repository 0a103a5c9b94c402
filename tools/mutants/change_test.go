package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestChangesIn(t *testing.T) {
	const source = `package desk

const most = 1 + 2

func f(n int, late, barred bool) bool {
	if late && !barred || n > 0 {
		s.total = n * 2
		call(n)
		return true
	}
	n++
	x := "a" + name
	return n >= most
}
`
	path := filepath.Join(t.TempDir(), "f.go")
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := changesIn(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range all {
		text, err := c.apply()
		if err != nil {
			t.Fatal(err)
		}
		if n := c.start; string(text[:n]) != source[:n] || !strings.HasSuffix(string(text), source[c.end:]) || string(text[n:n+len(c.is)]) != c.is {
			t.Errorf("%s changes more than it says", c)
		}
		if line := strings.Split(source, "\n")[c.line-1]; strings.TrimSpace(line) != c.context {
			t.Errorf("%s stands in line %d: %s", c, c.line, line)
		}
		got = append(got, c.was+" -> "+c.is)
	}
	want := []string{
		"|| -> &&", "late && !barred -> false", "n > 0 -> false", "&& -> ||", "late -> true", "!barred -> true", "! -> ",
		"> -> >=", "> -> <=", "0 -> 1", "s.total = n * 2 -> ", "* -> /", "2 -> 3", "call(n) -> ", "true -> false", "++ -> --", ">= -> >", ">= -> <",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestKnown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte("# words\na.go: if x < 1 {: < -> <= # one is never reached\nb.go: f(): f() -> nothing\nc.go: g(): g() -> nothing # \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	same, err := known(path)
	if err != nil || len(same) != 1 || !same["a.go: if x < 1 {: < -> <="] {
		t.Errorf("%v, %v: a reason is asked for", same, err)
	}
}
