package payload

import (
	"slices"
	"strings"
)

// Node is a value of an answer: a member of a JSON object, or an element or attribute of an XML document. The elements
// of a JSON list are so many nodes of the list's name, so that one thing and a list of one are the same. A nil node
// is one that is not there, and can be asked like any other.
type Node struct {
	Name string
	Text string // of a value; empty for an object, and for null
	Kids []*Node

	cut bool // the answer broke off within it
}

// At is the first node below n along the names; nil where there is none. Names are told apart without regard to case.
func (n *Node) At(path ...string) *Node {
	for _, name := range path {
		n = n.first(name)
	}
	return n
}

func (n *Node) first(name string) *Node {
	if n == nil {
		return nil
	}
	for _, kid := range n.Kids {
		if strings.EqualFold(kid.Name, name) {
			return kid
		}
	}
	return nil
}

// All are the nodes of a name right below the node at the end of a path; of a list, its elements.
func (n *Node) All(path ...string) (list []*Node) {
	if len(path) == 0 {
		return nil
	}
	last := len(path) - 1
	if n = n.At(path[:last]...); n == nil {
		return nil
	}
	for _, kid := range n.Kids {
		if strings.EqualFold(kid.Name, path[last]) {
			list = append(list, kid)
		}
	}
	return list
}

// Whole is All without what the answer broke off in: half an event may have half a code, and is none.
func (n *Node) Whole(path ...string) []*Node {
	return slices.DeleteFunc(n.All(path...), func(n *Node) bool { return n.cut })
}

// Get is the text of the first node along the names, without blanks around it; empty where there is none.
func (n *Node) Get(path ...string) string {
	if n = n.At(path...); n == nil {
		return ""
	}
	return strings.TrimSpace(n.Text)
}

// First is the text of the first of some names that has one.
func (n *Node) First(names ...string) string {
	for _, name := range names {
		if text := n.Get(name); text != "" {
			return text
		}
	}
	return ""
}

// Find is the node of a name nearest to the root, at any depth: n itself where it bears the name.
func (n *Node) Find(name string) *Node {
	for level := []*Node{n}; len(level) > 0; {
		var next []*Node
		for _, each := range level {
			if each == nil {
				continue
			}
			if strings.EqualFold(each.Name, name) {
				return each
			}
			next = append(next, each.Kids...)
		}
		level = next
	}
	return nil
}

// Holding lists the nodes, at any depth, that have a node of the name right below them, in their order. Such a node is
// not looked into further.
func (n *Node) Holding(name string) []*Node {
	if n == nil {
		return nil
	}
	if n.first(name) != nil {
		return []*Node{n}
	}
	var list []*Node
	for _, kid := range n.Kids {
		list = append(list, kid.Holding(name)...)
	}
	return list
}
