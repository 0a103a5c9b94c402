package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/web"
)

// Case is a case as lists show it: a deviation that somebody works on.
type Case struct {
	ID      shipping.CaseID    `json:"id" example:"cas_06f84cj001rpompvi00m1i0h"`
	What    string             `json:"what" doc:"which deviation"`
	Order   shipping.OrderID   `json:"order,omitempty"`
	Number  string             `json:"number,omitempty" doc:"the storefront's, of that order" example:"1001"`
	Parcel  shipping.ParcelID  `json:"parcel,omitempty" doc:"the first one"`
	Channel shipping.ChannelID `json:"channel,omitempty"`
	Lane    shipping.Lane      `json:"lane,omitempty"`
	Opened  *time.Time         `json:"opened,omitempty"`
	Closed  *time.Time         `json:"closed,omitempty"`
	Why     string             `json:"why,omitempty" doc:"it was closed"`
	Owner   string             `json:"owner,omitempty"`
	Due     *time.Time         `json:"due,omitempty"`
	Overdue bool               `json:"overdue"`
	Parcels int64              `json:"parcels" doc:"that came into it"`
	Left    int64              `json:"left" doc:"of them, those that need nothing more"`
	Reason  string             `json:"reason,omitempty" doc:"the first for which it was opened, in words; left out for cases of more than 100 parcels"`
}

func showCase(r *view.CaseRow) Case {
	return Case{r.ID, r.What, r.Order, r.Number, r.Parcel, r.Channel, r.Lane, instant(r.Opened), instant(r.Closed), r.Why, r.Owner, instant(r.Due), r.Overdue > 0, r.Parcels, r.Left, r.Reason}
}

// CaseFile is all there is about a case, except its parcels.
type CaseFile struct {
	ID      shipping.CaseID `json:"id"`
	What    string          `json:"what"`
	Closed  string          `json:"closed,omitempty" doc:"why; left out: it is open"`
	Owner   string          `json:"owner,omitempty"`
	Due     *time.Time      `json:"due,omitempty"`
	Overdue bool            `json:"overdue"`
	Why     []string        `json:"why,omitempty" doc:"it was opened"`
	History []Reason        `json:"history" doc:"what happened and what was said" nullable:"false"`
}

// OneCase names a case.
type OneCase struct {
	Case shipping.CaseID `path:"case" maxLength:"100"`
}

func (a *api) cases() {
	type casesAsked struct {
		Listing
		State string `query:"state" enum:"open,closed,all" default:"open"`
		What  string `query:"what" maxLength:"100" doc:"only that deviation"`
		Owner string `query:"owner" maxLength:"500" doc:"only what somebody has"`
	}
	on(a, call{method: http.MethodGet, path: "/cases", id: "list-cases", right: account.Read, tag: "Cases", summary: "List cases", more: "Open ones by when they are due, then closed ones."},
		func(ctx context.Context, m *merchant.Merchant, in *casesAsked) (*listOf[Case], error) {
			p, err := in.page(in.What, placeOfCase)
			if err != nil {
				return nil, err
			}
			p.State, p.Owner = in.State, in.Owner
			rows, err := m.Views.Work(ctx, m.ID, p)
			err = cmp.Or(err, web.TellReasons(ctx, m, rows))
			return listOut(&in.Listing, rows, (*view.CaseRow).Place, showCase), err
		})
	on(a, call{method: http.MethodGet, path: "/cases/{case}", id: "read-case", right: account.Read, tag: "Cases", summary: "Read a case, with all that was said"},
		func(ctx context.Context, m *merchant.Merchant, in *OneCase) (*struct{ Body CaseFile }, error) {
			c, err := m.Case(ctx, in.Case)
			if err != nil {
				return nil, err
			}
			out := CaseFile{c.ID, c.State.What, c.State.Closed, c.State.Owner, given(c.Due), c.State.Overdue, c.Why, []Reason{}}
			for _, r := range c.History {
				out.History = append(out.History, showReason(r))
			}
			return &struct{ Body CaseFile }{out}, nil
		})
	type caseParcels struct {
		Listing
		OneCase
	}
	on(a, call{method: http.MethodGet, path: "/cases/{case}/parcels", id: "list-case-parcels", right: account.Read, tag: "Cases", summary: "List the parcels of a case"},
		func(ctx context.Context, m *merchant.Merchant, in *caseParcels) (*listOf[Parcel], error) {
			if _, err := m.Case(ctx, in.Case); err != nil {
				return nil, err
			}
			p, err := in.page("", nameOfParcel)
			if err != nil {
				return nil, err
			}
			rows, err := m.Views.CaseParcels(ctx, m.ID, in.Case, p)
			return listOut(&in.Listing, rows, func(r *view.ParcelRow) string { return string(r.ID) }, showParcel), err
		})
	a.sayings()
}

// sayings are what may be said about a case.
func (a *api) sayings() {
	type ownerIn struct {
		OneCase
		Body struct {
			Owner string `json:"owner" maxLength:"500" doc:"who takes it on; empty: nobody has it any more"`
		}
	}
	said := func(path, id, summary string) call {
		return call{method: http.MethodPost, path: "/cases/{case}/" + path, id: id, right: account.Cases, tag: "Cases", summary: summary, status: http.StatusNoContent}
	}
	on(a, said("owner", "assign-case", "Say who takes a case on"), func(ctx context.Context, m *merchant.Merchant, in *ownerIn) (*struct{}, error) {
		return nil, m.Say(ctx, in.Case, by(ctx), &fact.CaseAssigned{Owner: in.Body.Owner})
	})
	type noteIn struct {
		OneCase
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"60000"`
		}
	}
	on(a, said("notes", "note-case", "Write a note about a case"), func(ctx context.Context, m *merchant.Merchant, in *noteIn) (*struct{}, error) {
		if written, err := isWritten(ctx, m, in.Case, in.Body.Text); err != nil || written {
			return nil, err
		}
		doc := shipping.NewDocument("text/plain", "", []byte(in.Body.Text))
		return nil, m.Say(ctx, in.Case, by(ctx), &fact.CaseNoted{Note: doc.ID}, doc)
	})
	type dueIn struct {
		OneCase
		Body struct {
			Due time.Time `json:"due"`
		}
	}
	on(a, said("due", "schedule-case", "Say when a case is to be done"), func(ctx context.Context, m *merchant.Merchant, in *dueIn) (*struct{}, error) {
		return nil, m.Say(ctx, in.Case, by(ctx), &fact.CaseScheduled{Due: fact.Timer{Name: fact.CaseDue, Due: in.Body.Due.UTC()}})
	})
	type closeIn struct {
		OneCase
		Body struct {
			Why string `json:"why" minLength:"1" maxLength:"500" doc:"what was done"`
		}
	}
	on(a, said("close", "close-case", "Close a case"), func(ctx context.Context, m *merchant.Merchant, in *closeIn) (*struct{}, error) {
		return nil, m.Say(ctx, in.Case, by(ctx), &fact.CaseClosed{Why: in.Body.Why})
	})
}

// isWritten tells whether a note that is sent again stands there from a call that was cut off.
func isWritten(ctx context.Context, m *merchant.Merchant, id shipping.CaseID, text string) (bool, error) {
	if !again(ctx) {
		return false, nil
	}
	c, err := m.Case(ctx, id)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(c.History, func(r merchant.Remark) bool { return r.By == by(ctx) && r.Said == text }), nil
}
