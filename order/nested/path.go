package nested

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"crosslane/order/file"
)

// step is one key of a path; at is which element of the list below it, -1: all of them.
type step struct {
	key string
	at  int
}

// steps cuts a path apart: "shipping_assignments[0].shipping.city".
func steps(path string) (out []step) {
	for part := range strings.SplitSeq(path, ".") {
		s := step{part, -1}
		if key, index, ok := strings.Cut(part, "["); ok {
			if at, err := strconv.Atoi(strings.TrimSuffix(index, "]")); err == nil && at >= 0 {
				s = step{key, at}
			}
		}
		out = append(out, s)
	}
	return out
}

// down goes one step down from an object; nil: there is nothing.
func (s step) down(from map[string]any) any {
	list, is := from[s.key].([]any)
	switch {
	case s.at < 0:
		return from[s.key]
	case is && s.at < len(list):
		return list[s.at]
	}
	return nil
}

// texts gathers what stands at the end of a path; of a list that it passes through, what stands below each element. It is not ok
// where a block stands at its end, or a value in its middle.
func texts(node any, path []step, to []string) (all []string, ok bool) {
	text := ""
	switch n := node.(type) {
	case nil:
		return to, true
	case []any:
		for _, one := range n {
			if to, ok = texts(one, path, to); !ok {
				return to, false
			}
		}
		return to, true
	case map[string]any:
		if len(path) == 0 {
			return to, false
		}
		return texts(path[0].down(n), path[1:], to)
	case string:
		text = strings.TrimSpace(file.Readable(n))
	case json.Number:
		text = n.String()
	case bool:
		text = strconv.FormatBool(n)
	}
	if text == "" {
		return to, true
	}
	return append(to, text), len(path) == 0
}

// names reports whether the keys of a path are there, whatever stands below the last one. A list without elements says nothing
// against it.
func names(node any, path []step) bool {
	switch n := node.(type) {
	case []any:
		return len(n) == 0 || slices.ContainsFunc(n, func(one any) bool { return names(one, path) })
	case map[string]any:
		_, there := n[path[0].key]
		return there && (len(path) == 1 || names(path[0].down(n), path[1:]))
	}
	return false
}

// throughout reports whether the keys of a path are there in every element of the lists that it passes through.
func throughout(node any, path []step) bool {
	switch n := node.(type) {
	case []any:
		return !slices.ContainsFunc(n, func(one any) bool { return !throughout(one, path) })
	case map[string]any:
		_, there := n[path[0].key]
		return there && (len(path) == 1 || throughout(path[0].down(n), path[1:]))
	}
	return false
}

// paths lists the paths of everything that stands in a value.
func paths(node any, path string, to map[string]bool) {
	switch n := node.(type) {
	case []any:
		for _, one := range n {
			paths(one, path, to)
		}
	case map[string]any:
		for key, below := range n {
			paths(below, strings.TrimPrefix(path+"."+key, "."), to)
		}
	default:
		to[path] = true
	}
}

// plain is a path without the places in its lists.
func plain(path string) string {
	var keys []string
	for _, s := range steps(path) {
		keys = append(keys, s.key)
	}
	return strings.Join(keys, ".")
}
