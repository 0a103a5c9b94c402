package api

import (
	"context"
	"net/http"

	"crosslane/account"
	"crosslane/shipping"
)

// Session is what a user proves himself by until it ends.
type Session struct {
	Secret string `json:"secret" doc:"send it as a token: Authorization: Bearer; it holds for two weeks"`
	User   User   `json:"user"`
}

// sessions are how users come in, and go.
func (a *api) sessions() {
	type joinIn struct {
		Body struct {
			Secret   string `json:"secret" maxLength:"200" doc:"from an invitation; it works once" example:"cl_join_..."`
			Password string `json:"password" maxLength:"1000" doc:"of at least 15 signs" example:"several words that do not go together"`
			Email    string `json:"email,omitempty" maxLength:"254" doc:"of the first account of the place alone, whose link the server prints when it starts" example:"anna@shop.example"`
			Name     string `json:"name,omitempty" maxLength:"200" doc:"of the first account alone" example:"Anna"`
		}
	}
	about(a, call{method: http.MethodPost, path: "/join", id: "join", tag: "Accounts", open: true, errors: []int{http.StatusForbidden}, summary: "Choose the password of an account", more: "It ends every session of before."},
		func(ctx context.Context, in *joinIn) (*struct{ Body User }, error) {
			joined, err := a.Accounts.Join(ctx, account.Joining{Secret: in.Body.Secret, Password: in.Body.Password, Email: in.Body.Email, Name: in.Body.Name})
			if err != nil {
				return nil, err
			}
			return &struct{ Body User }{showUser(joined.User)}, nil
		})
	type signIn struct {
		Body struct {
			Email    string `json:"email" maxLength:"254" example:"anna@shop.example"`
			Password string `json:"password" maxLength:"1000"`
			Code     string `json:"code,omitempty" maxLength:"40" doc:"of the second factor, where the user has one" example:"123456"`
		}
	}
	about(a, call{method: http.MethodPost, path: "/sessions", id: "sign-in", tag: "Accounts", open: true, summary: "Sign in", more: "Where it was tried too often, Retry-After says how long to wait.", status: http.StatusCreated, errors: []int{http.StatusTooManyRequests}},
		func(ctx context.Context, in *signIn) (*struct{ Body Session }, error) {
			entered, err := a.Accounts.SignIn(ctx, account.Attempt{Email: in.Body.Email, Password: in.Body.Password, Code: in.Body.Code, From: from(ctx)})
			if err == nil && entered.Halfway != "" {
				err = &shipping.Error{Code: shipping.Unauthorized, Field: "body.code", Message: "the user has a second factor", Hint: "send its code, too"}
			}
			if err != nil {
				return nil, err
			}
			return &struct{ Body Session }{Session{entered.Session, showUser(entered.User)}}, nil
		})
	about(a, call{method: http.MethodDelete, path: "/sessions/current", id: "sign-out", tag: "Accounts", summary: "Sign out", status: http.StatusNoContent, errors: []int{http.StatusForbidden}},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			who, _ := account.Acting(ctx)
			if who.Session == "" {
				return nil, shipping.Fault(shipping.Forbidden, "a token is not signed in", "end it: DELETE /v1/tokens/ID")
			}
			return nil, a.Accounts.EndSession(ctx, who.Session)
		})
}

type fromKey struct{}

// from is from where somebody calls who is not known yet.
func from(ctx context.Context) account.Place {
	p, _ := ctx.Value(fromKey{}).(account.Place)
	return p
}
