package again

import (
	"slices"
	"sync"
)

// Kept has what a carrier answered since the program began, for who asks again under the same key: of a carrier that answers once, and not a
// second time. The zero value has nothing, and is safe for concurrent use.
type Kept[T any] struct {
	mu   sync.Mutex
	list []answered[T] // oldest first
}

type answered[T any] struct {
	key    string
	answer T
}

// mostAnswers is how many are kept; a label may have 3 MB.
const mostAnswers = 64

// Keep keeps an answer. The oldest goes where there are too many.
func (k *Kept[T]) Keep(key string, answer T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.list = slices.DeleteFunc(k.list, func(a answered[T]) bool { return a.key == key })
	if len(k.list) == mostAnswers {
		k.list = slices.Delete(k.list, 0, 1)
	}
	k.list = append(k.list, answered[T]{key, answer})
}

// Of is what was answered under a key, if that is kept.
func (k *Kept[T]) Of(key string) (answer T, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.list {
		if k.list[i].key == key {
			return k.list[i].answer, true
		}
	}
	return answer, false
}

// Drop forgets answers that do not hold any more, and tells under which keys they were.
func (k *Kept[T]) Drop(over func(T) bool) (keys []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.list = slices.DeleteFunc(k.list, func(a answered[T]) bool {
		if !over(a.answer) {
			return false
		}
		keys = append(keys, a.key)
		return true
	})
	return keys
}
