package crosslane_test

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pure rooms and floors compute: no clock, no environment, no files, no network, no database,
// no zones of the machine, no randomness without a seed.
var pure = []string{"shipping", "fact", "calendar", "desks", "lintel", "carrier/awaited"}

// outward are the folders of pure floors that reach outside on purpose.
var outward = []string{"route/distance", "route/http", "route/benchroute"}

// libraries are what pure rooms may use beside the standard library, by folder. Each has its decision record.
var libraries = map[string]string{
	"order/mapfile":   "github.com/goccy/go-yaml", // 10
	"order/file":      "golang.org/x/text",        // 56
	"order/name":      "golang.org/x/text",        // 69
	"channel/trigger": "cel.dev/cel-go",           // 40
}

// banned are packages, with all below them, that a pure room has no use for.
var banned = map[string]string{
	"os": "files and environment", "net": "the network", "database/sql": "the database", "syscall": "the machine",
	"crypto/rand": "randomness without a seed", "log": "output", "runtime": "the machine", "unsafe": "the machine",
	"io/ioutil": "files", "plugin": "other programs", "hash/maphash": "randomness without a seed", "mime": "the machine",
}

// harmless are packages below banned ones that only compute.
var harmless = []string{"net/url", "net/netip", "net/mail", "net/textproto"}

// bannedNames would let the clock, the machine's time zones or chance into a pure room.
var bannedNames = map[string][]string{
	"time":          {"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "AfterFunc", "LoadLocation", "Local"},
	"math/rand":     nil, // all but what is made from a seed, see seeded
	"math/rand/v2":  nil,
	"context":       {"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"},
	"fmt":           {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"path/filepath": {"Abs", "EvalSymlinks", "Glob", "Walk", "WalkDir"},
	"archive/zip":   {"OpenReader"},
	"html/template": {"ParseFiles", "ParseGlob"},
	"text/template": {"ParseFiles", "ParseGlob"},
	"go/parser":     {"ParseFile", "ParseDir"},
}

// seeded is all of chance that a pure room may name: what is made from a seed.
var seeded = []string{"New", "NewSource", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "Source", "PCG", "ChaCha8", "Zipf"}

// bans reports whether a name of a package has no place in a room that computes.
func bans(path, name string) bool {
	if path == "math/rand" || path == "math/rand/v2" {
		return !slices.Contains(seeded, name)
	}
	return slices.Contains(bannedNames[path], name)
}

func (h *house) pure(folder string) bool {
	name := h.room(folder)
	if name == "" || slices.Contains(outward, folder) {
		return false
	}
	return slices.Contains(pure, h.find(name).floor) || slices.Contains(pure, name)
}

// purity finds what a room that computes must not use.
func (h *house) purity(s source) (all []breach) {
	if !h.pure(s.folder) {
		return nil
	}
	for _, spec := range s.tree.Imports {
		to, _ := strconv.Unquote(spec.Path.Value)
		if spec.Name != nil && spec.Name.Name == "." {
			all = append(all, breach{s.path, "takes the names of " + to + " for its own: nobody sees whose they are"})
		}
		if why := impure(to); why != "" {
			all = append(all, breach{s.folder + " imports " + to, why + " has no place in a room that computes"})
		}
		host, _, _ := strings.Cut(to, "/")
		if library := libraries[s.folder]; strings.Contains(host, ".") && (library == "" || !within(to, library)) {
			all = append(all, breach{s.folder + " imports " + to, "a library in a room that computes needs a decision record, and a row here"})
		}
	}
	for _, group := range s.tree.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:linkname") {
				all = append(all, breach{s.path, "goes round the imports with go:linkname"})
			}
		}
	}
	return append(all, s.bannedNames()...)
}

func (s source) bannedNames() (all []breach) {
	names := s.imports()
	ast.Inspect(s.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && bans(names[id.Name], n.Sel.Name) {
				all = append(all, breach{s.path, "uses " + id.Name + "." + n.Sel.Name + ": time, zones and chance are handed in"})
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Local" && len(n.Args) == 0 {
				all = append(all, breach{s.path, "uses Local: the machine's zone is nobody's"})
			}
		}
		return true
	})
	return all
}

func within(path, parent string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }

func impure(path string) string {
	if slices.Contains(harmless, path) {
		return ""
	}
	for parent, why := range banned {
		if within(path, parent) {
			return why
		}
	}
	return ""
}

func TestPurity(t *testing.T) {
	h := house{[]room{{name: "shipping"}, {name: "order", floor: "desks"}, {name: "route", floor: "desks"}, {name: "web", floor: "roof"}}}
	for _, c := range []struct{ path, imports, body, want string }{
		{"order/a.go", `"os/exec"`, "", "order imports os/exec files and environment has no place in a room that computes"},
		{"order/part/a.go", `"net/http"`, "", "order/part imports net/http the network has no place in a room that computes"},
		{"order/a.go", `"net/url"`, "", ""},
		{"order/a.go", `"osprey"`, "", ""},
		{"web/a.go", `"os"; "time"`, "var x = time.Now()", ""},
		{"route/http/a.go", `"net/http"`, "", ""},
		{"order/mapfile/a.go", `"github.com/goccy/go-yaml/ast"`, "", ""},
		{"order/mapfile/a.go", `"github.com/goccy/go-yamlish"`, "", "order/mapfile imports github.com/goccy/go-yamlish a library in a room that computes needs a decision record, and a row here"},
		{"shipping/a.go", `"time"`, "var x = time.Now", "shipping/a.go uses time.Now: time, zones and chance are handed in"},
		{"order/a.go", `clock "time"`, "var x = clock.Local", "order/a.go uses clock.Local: time, zones and chance are handed in"},
		{"order/a.go", `"time"`, `var _, x = time.LoadLocation("Asia/Tokyo")`, "order/a.go uses time.LoadLocation: time, zones and chance are handed in"},
		{"order/a.go", `"time"`, "var t time.Time\nvar x = t.Local()", "order/a.go uses Local: the machine's zone is nobody's"},
		{"order/a.go", `"math/rand/v2"`, "var x = rand.IntN(3)", "order/a.go uses rand.IntN: time, zones and chance are handed in"},
		{"order/a.go", `"math/rand"`, "var x = rand.NormFloat64()", "order/a.go uses rand.NormFloat64: time, zones and chance are handed in"},
		{"order/a.go", `"path/filepath"`, `var x, _ = filepath.Glob("*")`, "order/a.go uses filepath.Glob: time, zones and chance are handed in"},
		{"order/a.go", `"hash/maphash"`, "", "order imports hash/maphash randomness without a seed has no place in a room that computes"},
		{"order/a.go", `. "time"`, "var x = Now()", "order/a.go takes the names of time for its own: nobody sees whose they are"},
		{"order/a.go", `"math/rand/v2"`, "var x = rand.New(rand.NewPCG(1, 2))", ""},
		{"order/a.go", `"time"`, "//go:linkname now time.now\nfunc now()", "order/a.go goes round the imports with go:linkname"},
	} {
		if got := told(h.purity(parse(t, c.path, "package a\nimport ("+c.imports+")\n"+c.body+"\n"))); got != c.want {
			t.Errorf("%s with %s %s: %q, want %q", c.path, c.imports, c.body, got, c.want)
		}
	}
}
