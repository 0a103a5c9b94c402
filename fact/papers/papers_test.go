package papers_test

import (
	"reflect"
	"testing"

	"crosslane/fact"
	"crosslane/fact/papers"
	"crosslane/shipping"
)

// TestEveryDocumentIsFound: whatever kind of fact names a document, in whatever field, it is found; in a list stand those
// that were erased.
func TestEveryDocumentIsFound(t *testing.T) {
	named := 0
	for kind := range fact.Kinds() {
		body := fact.NewBody(kind)
		n, lists := 0, 0
		name(t, kind, reflect.ValueOf(body).Elem(), &n, &lists)
		if got := papers.Erased(body); len(got) != lists {
			t.Errorf("%s lists %d documents, and %v are erased", kind, lists, got)
		}
		if got := papers.Named(body); len(got) != n {
			t.Errorf("%s names %d documents, and %v are found", kind, n, got)
		}
		if got := papers.Named(fact.NewBody(kind)); len(got) != 0 {
			t.Errorf("an empty %s names %v", kind, got)
		}
		named += n
	}
	if named < 6 {
		t.Errorf("all kinds together name %d documents", named)
	}
}

// name sets every field that names a document, and counts them.
func name(t *testing.T, kind fact.Kind, v reflect.Value, n, lists *int) {
	switch {
	case v.Type() == reflect.TypeFor[shipping.DocumentID]():
		v.SetString("pap_x")
		*n++
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				name(t, kind, v.Field(i), n, lists)
			}
		}
	case v.Type() == reflect.TypeFor[[]shipping.DocumentID]():
		v.Set(reflect.ValueOf([]shipping.DocumentID{"pap_y"}))
		*lists++
	case v.Kind() == reflect.Slice:
		before := *n
		name(t, kind, reflect.New(v.Type().Elem()).Elem(), n, lists)
		if *n != before {
			t.Errorf("%s names documents in a list, where they are not looked for", kind)
		}
	}
}
