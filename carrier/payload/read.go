package payload

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"crosslane/shipping"
)

// mostDepth is how deep an answer may be nested.
const mostDepth = 64

// Read makes a tree of an answer. Of one that ends too early, or is broken in its middle, the tree has what stands before, and the error says
// so (CannotRead). A page for people (HTML) and what is neither JSON nor XML have no tree.
func Read(answer []byte) (*Node, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(answer, []byte("\xef\xbb\xbf")))
	if len(text) == 0 {
		return nil, unread("the answer is empty", "ask again")
	}
	switch head := strings.ToLower(string(text[:min(len(text), 512)])); {
	case text[0] == '{' || text[0] == '[':
		return readJSON(text)
	case strings.HasPrefix(head, "<!doctype html"), strings.Contains(head, "<html"):
		return nil, unread("the answer is a page for people, not the carrier's own answer: a gateway or a login stands between", "ask again later; see that the address is the one of the interface")
	case text[0] == '<':
		return readXML(text)
	}
	return nil, unread("the answer is neither JSON nor XML", "hand in the carrier's answer as it came")
}

func unread(message, hint string) error {
	return &shipping.Error{Code: shipping.Invalid, Field: "answer", Message: message, Hint: hint}
}

// readJSON reads a tree. An answer that is whole is read at once, and one that is not, token by token up to where it breaks.
func readJSON(text []byte) (*Node, error) {
	root := &Node{}
	if json.Valid(text) {
		s := scan{text: text}
		if err := s.value(root, "", 0); err != nil {
			return root.whole(), broken(err)
		}
		return root.whole(), nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := readValue(d, root, "", 0); err != nil {
		return root.whole(), broken(err)
	}
	return root.whole(), nil
}

// whole is the value below the root; the root itself for a list.
func (n *Node) whole() *Node {
	if len(n.Kids) == 1 {
		return n.Kids[0]
	}
	return n
}

// readValue adds the next value to a parent, under a name.
func readValue(d *json.Decoder, parent *Node, name string, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if depth > mostDepth {
		return errDeep
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return readList(d, parent, name, depth)
		}
		return readObject(d, parent.add(name, ""), depth)
	case string:
		parent.add(name, t)
	case json.Number:
		parent.add(name, t.String())
	case bool:
		parent.add(name, map[bool]string{true: "true", false: "false"}[t])
	}
	return nil
}

func (n *Node) add(name, text string) *Node {
	kid := &Node{Name: name, Text: text}
	n.Kids = append(n.Kids, kid)
	return kid
}

func readList(d *json.Decoder, parent *Node, name string, depth int) error {
	for d.More() {
		if err := readValue(d, parent, name, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func readObject(d *json.Decoder, n *Node, depth int) error {
	n.cut = true // until its end is seen
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := readValue(d, n, name, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	n.cut = err != nil
	return err
}

var errDeep = errors.New("it is nested too deep")

// broken says in words why an answer could not be read to its end.
func broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "unexpected EOF") || strings.Contains(err.Error(), "unexpected end") {
		return unread("the answer ends in its middle", "what stands before was read; ask again for the rest")
	}
	return unread("the answer is broken: "+err.Error(), "what stands before was read; ask again for the rest")
}

// readXML reads a tree of elements; attributes are nodes too, name spaces are left out.
func readXML(text []byte) (*Node, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.CharsetReader = charset
	root, path := &Node{}, []*Node(nil)
	path = append(path, root)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && len(path) == 1 && len(root.Kids) > 0 {
			return root.whole(), nil
		}
		if err != nil {
			return root.whole(), broken(err)
		}
		top := path[len(path)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(path) > mostDepth {
				return root.whole(), broken(errDeep)
			}
			kid := top.add(t.Name.Local, "")
			kid.cut = true // until its end is seen
			for _, a := range t.Attr {
				kid.add(a.Name.Local, a.Value)
			}
			path = append(path, kid)
		case xml.EndElement:
			if len(path) > 1 {
				top.cut = false
				path = path[:len(path)-1]
			}
		case xml.CharData:
			if len(path) > 1 {
				top.Text += string(t)
			}
		}
	}
}

// charset reads what is not written in UTF-8.
func charset(name string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(name)
	if err != nil {
		return r, nil //nolint:nilerr // letters may be wrong then, but nothing else is lost
	}
	return e.NewDecoder().Reader(r), nil
}
