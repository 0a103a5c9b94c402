package tool

import (
	"fmt"

	"crosslane/terminal"
	"crosslane/tracking"
)

// Track answers questions about tracking numbers.
type Track struct {
	Identify trackIdentify `cmd:"" alone:"" help:"Whose tracking number is this, and is its check digit right?"`
	Parse    trackParse    `cmd:"" alone:"" help:"What does a carrier's answer say about a parcel?"`
}

// trackIdentify tells whose number it may be.
type trackIdentify struct {
	Numbers []string `arg:"" help:"Tracking numbers; quote one that has spaces."`
}

// Help gives an example.
func (trackIdentify) Help() string {
	return "Example: crosslane track identify RR123456785CN 1Z999AA10123456784"
}

// identified is what is known of one number.
type identified struct {
	Number     string               `json:"number"`
	Candidates []tracking.Candidate `json:"candidates"`
}

// Run prints all carriers that a number fits, best first.
func (t *trackIdentify) Run(p *terminal.Program) error {
	list := make([]identified, len(t.Numbers))
	for i, n := range t.Numbers {
		list[i] = identified{n, append([]tracking.Candidate{}, tracking.Identify(n)...)}
	}
	if p.JSON {
		return p.Answer(list)
	}
	for _, n := range list {
		fmt.Fprintln(p.Stdout, n.Number)
		if len(n.Candidates) == 0 {
			fmt.Fprintln(p.Stdout, "  fits no known format")
		}
		for _, k := range n.Candidates {
			fmt.Fprintf(p.Stdout, "  %s\n", k.Text())
		}
	}
	return nil
}
