package rehearse

import (
	"fmt"

	"crosslane/terminal"
	"crosslane/world/scenario"
)

// Scenarios tells what may befall a simulated world.
type Scenarios struct {
	List scenarioList `cmd:"" default:"1" alone:"" help:"List what may befall a simulated world."`
	Show scenarioShow `cmd:"" alone:"" help:"Print the file of one."`
}

type scenarioList struct{}

// Help gives an example.
func (scenarioList) Help() string { return "Example: crosslane scenarios list --json" }

// Run lists the scenarios that come with the program.
func (scenarioList) Run(p *terminal.Program) error {
	type row struct {
		Name  string `json:"name"`
		Title string `json:"title"`
		Shows string `json:"shows"`
	}
	var rows []row
	for _, s := range scenario.Shipped() {
		rows = append(rows, row{s.Name, s.Title, s.Shows})
	}
	if p.JSON {
		return p.Answer(rows)
	}
	for _, r := range rows {
		fmt.Fprintf(p.Stdout, "%-20s  %s\n", r.Name, r.Title)
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
func (s *scenarioShow) Run(p *terminal.Program) error {
	text, err := scenario.File(s.Name)
	if err != nil {
		return terminal.AsTyped(err, "scenario=<name>")
	}
	return p.File(text)
}
