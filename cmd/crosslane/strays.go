package main

import (
	"context"
	"encoding/json"
	"errors"

	"crosslane/carrier"
	"crosslane/shipping"
)

// keptStray is a stray as it is kept beside its carrier's place, so that a restart neither loses it nor
// must hear everything again from where it came.
type keptStray struct {
	carrier.Message
	Problem string `json:",omitempty"` // in place of the message's, which is an error
	Polls   int
}

func straysOf(id shipping.CarrierID) string { return "strays:" + string(id) }

// writeStrays makes the text that is kept; empty for none.
func writeStrays(strays []stray) (string, error) {
	if len(strays) == 0 {
		return "", nil
	}
	list := make([]keptStray, len(strays))
	for i, s := range strays {
		list[i] = keptStray{Message: s.message, Polls: s.polls}
		if s.message.Problem != nil {
			list[i].Problem = s.message.Problem.Error()
		}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// recall takes up a carrier's place and its strays where they were kept.
func (f *fleet) recall(ctx context.Context, id shipping.CarrierID, name string) error {
	l := f.lines[id]
	place, err := f.shop.views.Bookmark(ctx, name)
	if err != nil {
		return err
	}
	text, err := f.shop.views.Bookmark(ctx, straysOf(id))
	if err != nil {
		return err
	}
	var list []keptStray
	if text != "" {
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return &shipping.Error{Code: shipping.Corrupt, Field: name, Message: "its kept reports cannot be read", Hint: "crosslane rebuild --views", Cause: err}
		}
	}
	l.cursor, l.kept, l.strays = place, place, nil
	for _, k := range list {
		s := stray{message: k.Message, polls: k.Polls}
		if k.Problem != "" {
			s.message.Problem = errors.New(k.Problem)
		}
		l.strays = append(l.strays, s)
	}
	return nil
}
