package main

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"crosslane/shipping"
	"crosslane/world/scenario"
)

type scenariosCommand struct {
	List scenarioList `cmd:"" default:"1" help:"List what may befall a simulated world."`
	Show scenarioShow `cmd:"" help:"Print the file of one."`
}

type scenarioList struct{}

// Help gives an example.
func (scenarioList) Help() string { return "Example: crosslane scenarios list --json" }

// Run lists the scenarios that come with the program.
func (scenarioList) Run(p *program, c *commands) error {
	type row struct {
		Name  string `json:"name"`
		Title string `json:"title"`
		Shows string `json:"shows"`
	}
	var rows []row
	for _, s := range scenario.Shipped() {
		rows = append(rows, row{s.Name, s.Title, s.Shows})
	}
	if c.JSON {
		return p.answer(rows)
	}
	for _, r := range rows {
		fmt.Fprintf(p.stdout, "%-20s  %s\n", r.Name, r.Title)
	}
	return nil
}

type scenarioShow struct {
	Name string `arg:"" help:"Name of the scenario."`
}

// Help gives an example.
func (scenarioShow) Help() string {
	return "Example: crosslane scenarios show black-friday > mine.yaml"
}

// Run prints the file of a scenario.
func (s *scenarioShow) Run(p *program) error {
	text, err := scenario.File(s.Name)
	if err == nil {
		_, err = p.stdout.Write(text)
	}
	return err
}

// withoutBackups rewrites the file of a Book: no triggers, and no channel stands by.
func withoutBackups(file []byte) ([]byte, error) {
	tree, err := parser.ParseBytes(file, parser.ParseComments)
	if err != nil {
		return nil, shipping.Fault(shipping.Invalid, "the Book cannot be read", "crosslane book check FILE")
	}
	root, ok := tree.Docs[0].Body.(*ast.MappingNode)
	if !ok {
		return nil, shipping.Fault(shipping.Invalid, "the Book has no keys", "crosslane book check FILE")
	}
	kept := root.Values[:0]
	for _, v := range root.Values {
		if v.Key.String() != "triggers" {
			kept = append(kept, v)
		}
	}
	root.Values = kept
	path, err := yaml.PathString("$.policy.backups")
	if err != nil {
		return nil, err
	}
	if err := path.ReplaceWithReader(tree, strings.NewReader("0")); err != nil {
		return nil, err
	}
	return []byte(tree.String()), nil
}
