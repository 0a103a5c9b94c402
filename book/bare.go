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
	if _, err := Read(file); err != nil {
		return nil, err
	}
	tree, err := parser.ParseBytes(file, parser.ParseComments, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, Unreadable(err, hint)
	}
	root := tree.Docs[0].Body.(*ast.MappingNode) // a Book has several keys
	kept := root.Values[:0]
	for _, v := range root.Values {
		if v.Key.String() != "triggers" {
			kept = append(kept, v)
		}
	}
	root.Values = kept
	backups, err := yaml.PathString("$.policy.backups")
	if err != nil {
		return nil, Unreadable(err, hint)
	}
	if err := backups.ReplaceWithReader(tree, strings.NewReader("0")); err != nil {
		return nil, Unreadable(err, hint)
	}
	return []byte(tree.String()), nil
}
