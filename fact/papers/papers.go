// Package papers tells which documents facts name, and which erasures took them.
package papers

import (
	"reflect"
	"slices"
	"sync"

	"crosslane/fact"
	"crosslane/shipping"
)

// Named lists the documents that a fact names as there, in whatever field. Those that it says were erased are not
// among them.
func Named(b fact.Body) []shipping.DocumentID {
	t := reflect.TypeOf(b).Elem()
	paths, ok := documentFields.Load(t)
	if !ok {
		paths, _ = documentFields.LoadOrStore(t, fieldsOf(t))
	}
	list := paths.([][]int)
	if len(list) == 0 {
		return nil
	}
	var ids []shipping.DocumentID
	v := reflect.ValueOf(b).Elem()
	for _, path := range list {
		if id := shipping.DocumentID(v.FieldByIndex(path).String()); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// documentFields are the fields that name documents, for each kind of fact.
var documentFields sync.Map

func fieldsOf(t reflect.Type) (paths [][]int) {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == reflect.TypeFor[shipping.DocumentID]() {
			paths = append(paths, []int{i})
			continue
		}
		for _, path := range fieldsOf(f.Type) {
			paths = append(paths, slices.Insert(path, 0, i))
		}
	}
	return paths
}

// Erased tells which documents were gone before a fact was recorded, or went with it.
func Erased(b fact.Body) []shipping.DocumentID {
	switch b := b.(type) {
	case *fact.DocumentsErased:
		return b.Documents
	case *fact.DecisionsRevised:
		return b.Erased
	}
	return nil
}

// Erasures lists those erasures that took documents which some facts name.
func Erasures(facts, erasures []*fact.Fact) []*fact.Fact {
	if len(erasures) == 0 {
		return nil
	}
	named := map[shipping.DocumentID]bool{}
	for _, f := range facts {
		for _, id := range Named(f.Body) {
			named[id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(erasures), func(f *fact.Fact) bool {
		return !slices.ContainsFunc(Erased(f.Body), func(id shipping.DocumentID) bool { return named[id] })
	})
}
