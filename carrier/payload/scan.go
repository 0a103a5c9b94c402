package payload

import (
	"encoding/json"
	"strings"
)

// scan reads JSON that is known to be valid: three times as fast as token by token, which matters where a million parcels are asked for.
type scan struct {
	text []byte
	at   int
}

// peek is the next sign that is no blank.
func (s *scan) peek() byte {
	for s.text[s.at] == ' ' || s.text[s.at] == '\n' || s.text[s.at] == '\t' || s.text[s.at] == '\r' {
		s.at++
	}
	return s.text[s.at]
}

// value adds the next value to a parent, under a name.
func (s *scan) value(parent *Node, name string, depth int) error {
	if depth > mostDepth {
		return errDeep
	}
	switch s.peek() {
	case '{':
		return s.members(parent.add(name, ""), depth)
	case '[':
		return s.elements(parent, name, depth)
	case '"':
		text, err := s.quoted()
		parent.add(name, text)
		return err
	}
	from := s.at
	for s.at < len(s.text) && strings.IndexByte(",]} \n\t\r", s.text[s.at]) < 0 {
		s.at++
	}
	if word := string(s.text[from:s.at]); word != "null" {
		parent.add(name, word)
	}
	return nil
}

func (s *scan) members(n *Node, depth int) error {
	s.at++
	for s.peek() != '}' {
		if s.text[s.at] == ',' {
			s.at++
			continue
		}
		name, err := s.quoted()
		if err != nil {
			return err
		}
		s.peek() // the colon
		s.at++
		if err := s.value(n, name, depth+1); err != nil {
			return err
		}
	}
	s.at++
	return nil
}

func (s *scan) elements(parent *Node, name string, depth int) error {
	s.at++
	for s.peek() != ']' {
		if s.text[s.at] == ',' {
			s.at++
			continue
		}
		if err := s.value(parent, name, depth+1); err != nil {
			return err
		}
	}
	s.at++
	return nil
}

// quoted reads a text between quotation marks.
func (s *scan) quoted() (text string, err error) {
	from, plain := s.at, true
	for s.at++; s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			s.at++
			plain = false
		}
		plain = plain && s.text[s.at] < 0x80
	}
	s.at++
	if plain {
		return string(s.text[from+1 : s.at-1]), nil
	}
	err = json.Unmarshal(s.text[from:s.at], &text)
	return text, err
}
