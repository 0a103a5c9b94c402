package world

import (
	"reflect"
	"strings"
	"testing"

	"crosslane/view"
)

// TestFiguresAreExplained: the summary says of every figure what it means.
func TestFiguresAreExplained(t *testing.T) {
	var told strings.Builder
	(&Summary{}).Tell(&told)
	for field := range reflect.TypeFor[view.Figures]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if meanings[name] == "" {
			t.Errorf("nothing is said of %s", name)
		}
		if !strings.Contains(told.String(), strings.ReplaceAll(name, "_", " ")) {
			t.Errorf("%s is not told", name)
		}
	}
}
