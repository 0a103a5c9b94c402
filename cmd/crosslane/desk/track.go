package desk

import (
	"fmt"

	"crosslane/tracking"
)

// Track answers questions about tracking numbers.
type Track struct {
	Identify Identify `cmd:"" help:"Whose tracking number is this, and is its check digit right?"`
}

// Identify tells whose number it may be.
type Identify struct {
	Numbers []string `arg:"" help:"Tracking numbers; quote one that has spaces."`
}

// Help gives an example.
func (Identify) Help() string {
	return "Example: crosslane track identify RR123456785CN 1Z999AA10123456784"
}

// identified is what is known of one number.
type identified struct {
	Number     string               `json:"number"`
	Candidates []tracking.Candidate `json:"candidates"`
}

// Run prints all carriers that a number fits, best first.
func (t *Identify) Run(p *Console) error {
	list := make([]identified, len(t.Numbers))
	for i, n := range t.Numbers {
		list[i] = identified{n, tracking.Identify(n)}
		if list[i].Candidates == nil {
			list[i].Candidates = []tracking.Candidate{}
		}
	}
	if p.JSON {
		return p.Answer(list)
	}
	for _, n := range list {
		fmt.Fprintln(p.Out, n.Number)
		if len(n.Candidates) == 0 {
			fmt.Fprintln(p.Out, "  fits no known format")
		}
		for _, k := range n.Candidates {
			fmt.Fprintf(p.Out, "  %s\n", tellCandidate(&k))
		}
	}
	return nil
}

func tellCandidate(k *tracking.Candidate) string {
	text := k.Courier
	if k.Service != "" {
		text += ", " + k.Service
	}
	text += ": check digit " + string(k.Check)
	for _, part := range k.Parts {
		if part.Means != "" {
			text += "; " + part.Name + " " + part.Means
		}
	}
	if k.URL != "" {
		text += "\n    " + k.URL
	}
	return text
}
