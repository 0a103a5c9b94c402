package book

import (
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// WithoutBackups rewrites the file of a Book, to see what backups are worth: no triggers, and no channel stands by, so
// that a refused booking waits for somebody. A file that Read refuses is refused likewise.
func WithoutBackups(file []byte) ([]byte, error) {
	tree, err := parse(file)
	if err != nil {
		return nil, err
	}
	drop(tree, "triggers")
	backups, err := yaml.PathString("$.policy.backups")
	if err != nil {
		return nil, Unreadable(err, hint)
	}
	if err := backups.ReplaceWithReader(tree, strings.NewReader("0")); err != nil {
		return nil, Unreadable(err, hint)
	}
	return []byte(tree.String()), nil
}

// delays is the section of a Book by which buyers are told of risks, delays and switches, at any hour and of nothing else.
const delays = "\nmessages:\n  enabled: true\n  ways: [mail]\n  kinds: [at_risk, late, switched]\n"

// TellingOfDelays rewrites the file of a Book so that buyers are told by mail of risks, delays and switches, at any
// hour, and of nothing else. A file that Read refuses is refused likewise.
func TellingOfDelays(file []byte) ([]byte, error) {
	tree, err := parse(file)
	if err != nil {
		return nil, err
	}
	drop(tree, "messages")
	return []byte(tree.String() + delays), nil
}

// drop takes a section out of a Book.
func drop(tree *ast.File, section string) {
	root := tree.Docs[0].Body.(*ast.MappingNode) // a Book has several keys
	kept := root.Values[:0]
	for _, v := range root.Values {
		if v.Key.GetToken().Value != section {
			kept = append(kept, v)
		}
	}
	root.Values = kept
}

func parse(file []byte) (*ast.File, error) {
	if _, err := Read(file); err != nil {
		return nil, err
	}
	tree, err := parser.ParseBytes(file, parser.ParseComments, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, Unreadable(err, hint)
	}
	return tree, nil
}
