package fact

import "crosslane/fact/coder"

// Desk names who gives a reason. Each explains its own.
type Desk string

// Reason is one entry in the list of why something was decided: a rule, what it
// was about, and what was compared. The text for people is made from it.
type Reason struct {
	// Rule is the short name of the rule: "weight", "no_zone", "stock_short".
	Rule string `json:"rule"`
	// About is what it speaks of: a channel, a warehouse, a SKU, a field.
	About string `json:"about,omitempty"`
	// Limit and Actual are the two sides of the comparison, in the rule's own unit.
	Limit  int64 `json:"limit,omitempty"`
	Actual int64 `json:"actual,omitempty"`
	// Note is what else there is to say, such as a partner's own words.
	Note string `json:"note,omitempty"`
	// Desk is who says so; its rules are its own. Empty in what was recorded before desks were named.
	Desk Desk `json:"desk,omitempty"`
}

// codeReasons codes a list of reasons in a form that names their desks from a version on.
func codeReasons(c *coder.Coder, list *[]Reason, desks uint64) {
	coder.List(c, list, func(c *coder.Coder, r *Reason) {
		coder.Pair(c, &r.Rule, &r.About)
		coder.Nums(c, &r.Limit, &r.Actual)
		coder.Text(c, &r.Note)
		if c.Since(desks) {
			coder.Text(c, &r.Desk)
		}
	})
}

// Problem is something wrong with an order as it came in.
type Problem struct {
	Line    int    `json:"line,omitempty"` // of the file, counted from 1; 0: the order as a whole
	Field   string `json:"field"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func codeProblem(c *coder.Coder, p *Problem) {
	coder.Num(c, &p.Line)
	coder.Pair(c, &p.Field, &p.Message)
	coder.Text(c, &p.Hint)
}
