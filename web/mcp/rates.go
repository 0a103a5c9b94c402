package mcp

import (
	"context"
	"encoding/json"

	"crosslane/channel/quote"
	"crosslane/fulfillment"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Destination is where a parcel goes.
type Destination struct {
	Country  string `json:"country" jsonschema:"ISO 3166-1, such as DE"`
	Region   string `json:"region,omitempty"`
	Postcode string `json:"postcode,omitempty"`
}

// Worth is an amount as people write it.
type Worth struct {
	Amount   string `json:"amount" jsonschema:"in whole units, such as 49.90"`
	Currency string `json:"currency" jsonschema:"ISO 4217, such as EUR"`
}

// Question is which parcel is asked about.
type Question struct {
	From      string       `json:"from" jsonschema:"the warehouse, as the Book names it; a wrong one is answered with those that there are"`
	To        *Destination `json:"to"`
	Weight    int64        `json:"weight_g" jsonschema:"in grams"`
	Size      []int64      `json:"size_mm,omitempty" jsonschema:"length, width, height"`
	Value     *Worth       `json:"value,omitempty" jsonschema:"of the goods"`
	Batteries []string     `json:"batteries,omitempty" jsonschema:"how lithium cells travel: inside, with or alone"`
	Dangerous bool         `json:"dangerous,omitempty" jsonschema:"there are dangerous goods in it"`
	HS        []string     `json:"hs,omitempty" jsonschema:"codes of the goods, 2 to 10 digits"`
	At        string       `json:"at,omitempty" jsonschema:"when it is handed over: a day or an instant; left out: now"`
}

// RatesAsked asks what a parcel costs.
type RatesAsked struct {
	Whose
	Question
}

// Span is how many days it takes, at least and at most.
type Span struct {
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
}

// Rate is a channel for a parcel.
type Rate struct {
	Channel string `json:"channel"`
	Name    string `json:"name"`
	Carrier string `json:"carrier"`
	Verdict string `json:"verdict" jsonschema:"primary (chosen), backup, outranked or refused"`
	Days    *Span  `json:"days,omitempty"`
	Price   *Worth `json:"price,omitempty"`
	Cost    *Worth `json:"cost,omitempty" jsonschema:"the price in the Book's base currency"`
	Text    string `json:"text,omitempty" jsonschema:"why it does not take the parcel, or is not chosen"`
}

// Rates are the channels for a parcel, by one Book.
type Rates struct {
	Book     string   `json:"book" jsonschema:"the version that decides"`
	Day      string   `json:"day"`
	Primary  string   `json:"primary,omitempty" jsonschema:"the channel that would be chosen; left out: none takes it"`
	Backups  []string `json:"backups"`
	Mind     []string `json:"mind,omitempty" jsonschema:"what is missing, and may change the answer"`
	Channels []Rate   `json:"channels"`
}

func rates(ctx context.Context, c *call, in *RatesAsked) (*Rates, error) {
	rules, err := c.Rules(ctx)
	if err != nil {
		return nil, err
	}
	return c.rates(rules, &in.Question)
}

// rates answers a question by the rules of a Book.
func (c *call) rates(rules *fulfillment.Rules, q *Question) (*Rates, error) {
	asked, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	text, err := quote.Rates(rules.Channels, asked, c.now)
	if err != nil {
		return nil, err
	}
	out := &Rates{}
	if err := json.Unmarshal(text, out); err != nil {
		return nil, err
	}
	for i := range out.Channels {
		r := &out.Channels[i]
		r.Name, r.Text = clean(r.Name), clean(r.Text)
	}
	return out, nil
}

// mostBook bounds a Book that an agent hands in.
const mostBook = 1 << 20

// WhatIf asks the same by another Book.
type WhatIf struct {
	Whose
	Question
	Book string `json:"book" jsonschema:"the text of the other Book (YAML), at most 1 MB"`
}

// Moved is a channel that the other Book would price or judge otherwise.
type Moved struct {
	Channel string `json:"channel"`
	Was     *Rate  `json:"was,omitempty" jsonschema:"by the Book in force; left out: it does not have the channel"`
	Is      *Rate  `json:"is,omitempty" jsonschema:"by the other Book; left out: it does not have the channel"`
}

// Compared is how two Books answer.
type Compared struct {
	InForce string   `json:"in_force" jsonschema:"version of the Book in force"`
	Other   string   `json:"other" jsonschema:"version of the other Book"`
	Was     string   `json:"primary_was,omitempty" jsonschema:"the channel that is chosen now; left out: none takes it"`
	Is      string   `json:"primary_is,omitempty" jsonschema:"the channel that the other Book would choose; left out: none takes it"`
	Changed bool     `json:"changed" jsonschema:"the chosen channel or its price is another"`
	Moved   []Moved  `json:"moved" jsonschema:"the channels of which price, days or verdict would change"`
	Minded  []string `json:"mind,omitempty" jsonschema:"what the other Book's text may mean otherwise than it decides"`
}

func whatIf(ctx context.Context, c *call, in *WhatIf) (*Compared, error) {
	if len(in.Book) > mostBook {
		return nil, &Fault{shipping.Invalid, "book", "is larger than 1 MB", "ask crosslane whatif with the file"}
	}
	other, remarks, err := fulfillment.Accept([]byte(in.Book), merchant.Connectors())
	if err != nil {
		return nil, err
	}
	rules, err := c.Rules(ctx)
	if err != nil {
		return nil, err
	}
	was, err := c.rates(rules, &in.Question)
	if err != nil {
		return nil, err
	}
	is, err := c.rates(other, &in.Question)
	if err != nil {
		return nil, err
	}
	out := compare(was, is)
	for i := range remarks {
		if len(out.Minded) < mostFound {
			out.Minded = append(out.Minded, clean(remarks[i].String()))
		}
	}
	return out, nil
}

// compare lays two answers beside each other.
func compare(was, is *Rates) *Compared {
	out := &Compared{InForce: was.Book, Other: is.Book, Was: was.Primary, Is: is.Primary, Changed: was.Primary != is.Primary, Moved: []Moved{}}
	for i := range was.Channels {
		one := &was.Channels[i]
		other := is.channel(one.Channel)
		if same(one, other) {
			continue
		}
		out.Moved = append(out.Moved, Moved{one.Channel, one, other})
		out.Changed = out.Changed || one.Channel == was.Primary && (other == nil || worth(one.Price) != worth(other.Price))
	}
	for i := range is.Channels {
		if one := &is.Channels[i]; was.channel(one.Channel) == nil {
			out.Moved = append(out.Moved, Moved{one.Channel, nil, one})
		}
	}
	return out
}

func (r *Rates) channel(id string) *Rate {
	for i := range r.Channels {
		if r.Channels[i].Channel == id {
			return &r.Channels[i]
		}
	}
	return nil
}

func same(a, b *Rate) bool {
	return b != nil && a.Verdict == b.Verdict && worth(a.Price) == worth(b.Price) && days(a.Days) == days(b.Days)
}

func worth(w *Worth) Worth {
	if w == nil {
		return Worth{}
	}
	return *w
}

func days(s *Span) Span {
	if s == nil {
		return Span{}
	}
	return *s
}
