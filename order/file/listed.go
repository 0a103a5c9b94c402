package file

import (
	"encoding/json"
	"slices"
)

// NewListed reads the objects of a list that stands under a key of the object around it, as answers of APIs have it:
// {"orders": [...], "total": 2}. The object around it may be of any size, and several may stand one behind the other; what
// stands before the list, and what stands behind it, has 1 MB at most.
func NewListed(w *File, key string) *Objects { return &Objects{w: w, around: key} }

// First answers with the first object of a file, without using it up: the file's own, that of its list, or, with a key, that of
// the list under the key of the object around it. It is nil where that list is empty, and not ok where there is no such object
// within 1 MB.
func (w *File) First(key string) (raw []byte, ok bool, err error) {
	for {
		data := w.view()
		at := space(data, 0)
		if key != "" {
			around := data[at:]
			if at = under(data, at, key); at < 0 {
				if _, whole := closing(around); whole {
					return nil, false, nil
				}
			}
		} else if at < len(data) && data[at] == '[' {
			at = space(data, at+1)
		}
		if at >= 0 && at < len(data) {
			if data[at] == ']' {
				return nil, true, nil
			}
			if n, whole := closing(data[at:]); data[at] != '{' || whole {
				return data[at:][:n], whole, nil
			}
		}
		if len(data) > 2*maxObject {
			return nil, false, nil
		}
		if more, err := w.more(); err != nil || !more {
			return nil, false, err
		}
	}
}

// openList goes into the list of the object around it.
func (o *Objects) openList() error {
	for {
		if at := under(o.w.view(), 0, o.around); at > 0 {
			if head := o.w.view()[:at]; at > maxObject || !closed(head, "]}") {
				break
			}
			o.list, o.ended = true, false
			o.w.take(at)
			return nil
		}
		if len(o.w.view()) > maxObject {
			break
		}
		if more, err := o.w.more(); err != nil {
			return err
		} else if !more {
			break
		}
	}
	return o.broken("there is no list under " + o.around)
}

// closeList passes over what stands behind the list, its bracket first, to the end of the object around it.
func (o *Objects) closeList() error {
	for {
		data := slices.Concat([]byte("["), o.w.view())
		if n, ok := closing(slices.Concat([]byte("{"), data)); ok {
			if rest := o.w.view()[:n-2]; json.Valid(slices.Concat([]byte(`{"":[`), rest)) {
				o.list = false
				o.w.take(n - 2)
				return nil
			}
			break
		}
		if o.w.eof || len(data) > maxObject {
			break
		}
		if _, err := o.w.more(); err != nil {
			return err
		}
	}
	return o.broken("what stands behind the list is not JSON, or has more than 1 MB")
}

func closed(head []byte, end string) bool { return json.Valid(slices.Concat(head, []byte(end))) }

// space answers with the place of the next sign that is no space.
func space(data []byte, at int) int {
	for at < len(data) && (data[at] == ' ' || data[at] == '\t' || data[at] == '\n' || data[at] == '\r') {
		at++
	}
	return at
}

// under finds the list under a key of the object that begins at a place: the place of the first sign in it that is no space; -1:
// it is not in sight.
func under(data []byte, from int, key string) int {
	depth := 0
	for i := from; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			end := i + 1
			for end < len(data) && data[end] != '"' {
				if data[end] == '\\' {
					end++
				}
				end++
			}
			colon := space(data, end+1)
			if depth == 1 && colon < len(data) && data[colon] == ':' && string(data[i+1:end]) == key {
				if at := space(data, colon+1); at < len(data) && data[at] == '[' {
					return space(data, at+1)
				}
			}
			i = end
		}
		if depth == 0 {
			break
		}
	}
	return -1
}
