package calendar

import (
	"archive/zip"
	"cmp"
	_ "embed"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"crosslane/shipping"
)

// TZVersion is the release of the IANA time zone database that the program tells time by.
const TZVersion = "2026c"

// database holds a file of every zone (RFC 9636), under its name.
//
//go:embed zoneinfo.zip
var database string

// opened are the zones read so far, by name.
var opened sync.Map

// Zone finds a time zone by its name in the IANA database, such as Europe/Berlin. Names are told apart
// by upper and lower case, and old ones are known too. Another name is an Invalid error without a
// field, whose hint gives names near it. The machine's own zone, "Local", is no name.
func Zone(name string) (*time.Location, error) {
	if z, ok := opened.Load(name); ok {
		return z.(*time.Location), nil
	}
	file := files()[name]
	if file == nil {
		return nil, shipping.BadField("", "\""+name+"\" is not a time zone", near(name))
	}
	z := time.UTC
	if name != "UTC" {
		z = read(file)
	}
	first, _ := opened.LoadOrStore(name, z)
	return first.(*time.Location), nil
}

// ZoneAt is the zone that a Book names for a place, and where it names none, that of most people there.
// The error of [Zone] gets the field in which the name stands.
func ZoneAt(field, name string, p shipping.Place) (*time.Location, error) {
	if name == "" {
		return ZoneOf(p), nil
	}
	z, err := Zone(name)
	if wrong, ok := errors.AsType[*shipping.Error](err); ok {
		return nil, shipping.BadField(field, wrong.Message, wrong.Hint)
	}
	return z, nil
}

// files are the zones of the database, by name. One that cannot be read is a broken program.
var files = sync.OnceValue(func() map[string]*zip.File {
	archive, err := zip.NewReader(strings.NewReader(database), int64(len(database)))
	if err != nil {
		panic(err)
	}
	list := make(map[string]*zip.File, len(archive.File))
	for _, f := range archive.File {
		list[f.Name] = f
	}
	return list
})

func read(file *zip.File) *time.Location {
	r, err := file.Open()
	if err != nil {
		panic(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	z, err := time.LoadLocationFromTZData(file.Name, data)
	if err != nil {
		panic(err)
	}
	return z
}

// near is a hint at the zones whose last part begins most like that of a name that is none, those of the
// same area before others.
func near(name string) string {
	const letters, most = 3, 3 // from how many on they are alike, and how many are named
	city, area := parts(name)
	least, found := letters, []string(nil)
	for other := range files() {
		c, _ := parts(other)
		switch n := alike(city, c); {
		case n > least:
			least, found = n, []string{other}
		case n == least:
			found = append(found, other)
		}
	}
	slices.SortFunc(found, func(a, b string) int {
		_, areaA := parts(a)
		_, areaB := parts(b)
		return cmp.Or(-cmp.Compare(alike(area, areaA), alike(area, areaB)), cmp.Compare(a, b))
	})
	if len(found) == 0 {
		return "write a name of the IANA database, such as Europe/Berlin"
	}
	return "did you mean " + strings.Join(found[:min(most, len(found))], ", ") + "?"
}

// parts are the last part of a zone's name and what stands before it, both in lower case.
func parts(name string) (city, area string) {
	name = strings.ReplaceAll(strings.ToLower(name), " ", "_")
	i := strings.LastIndexByte(name, '/')
	return name[i+1:], name[:max(i, 0)]
}

// alike counts the letters with which both begin.
func alike(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
