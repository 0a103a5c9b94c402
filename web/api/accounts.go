package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"crosslane/account"
	"crosslane/shipping"
)

// Token is a token of a program; its secret is shown once, when it is made.
type Token struct {
	ID      string          `json:"id"`
	Name    string          `json:"name"`
	Grants  account.Grants  `json:"grants" doc:"what it is to which merchants; * stands for all" example:"{\"main\": \"operations\"}"`
	Scopes  []account.Right `json:"scopes,omitempty" doc:"narrows the grants; left out: not"`
	Made    time.Time       `json:"made"`
	Expires *time.Time      `json:"expires,omitempty"`
	Used    *time.Time      `json:"used,omitempty" doc:"last, to the minute"`
	Ended   *time.Time      `json:"ended,omitempty"`
}

func showToken(t *account.Token) Token {
	return Token{t.ID, t.Name, t.Grants, t.Scopes, t.Made, given(t.Expires), given(t.Used), given(t.Ended)}
}

// User is a person who signs in.
type User struct {
	ID     string         `json:"id"`
	Email  string         `json:"email"`
	Name   string         `json:"name"`
	Grants account.Grants `json:"grants"`
	Joined bool           `json:"joined" doc:"a password was chosen"`
	Factor bool           `json:"second_factor" doc:"a phone was set up, or a passkey made"`
	Made   time.Time      `json:"made"`
	Ended  *time.Time     `json:"ended,omitempty"`
}

func showUser(u *account.User) User {
	return User{u.ID, u.Email, u.Name, u.Grants, u.Joined, u.Factor, u.Made, given(u.Ended)}
}

type itemsOf[T any] struct {
	Body struct {
		Items []T `json:"items" nullable:"false"`
	}
}

func items[R, T any](list []R, show func(*R) T) *itemsOf[T] {
	out := &itemsOf[T]{}
	out.Body.Items = []T{}
	for i := range list {
		out.Body.Items = append(out.Body.Items, show(&list[i]))
	}
	return out
}

func (a *api) accounts() {
	type me struct {
		Body struct {
			Name      string          `json:"name" doc:"as facts name who calls"`
			Merchants []Merchant      `json:"merchants" nullable:"false"`
			Scopes    []account.Right `json:"scopes,omitempty"`
		}
	}
	about(a, call{method: http.MethodGet, path: "/merchants", id: "list-merchants", tag: "Accounts", summary: "Who calls, and what it is to which merchants"},
		func(ctx context.Context, _ *struct{}) (*me, error) {
			actor, _ := account.Acting(ctx)
			out := &me{}
			out.Body.Name, out.Body.Scopes, out.Body.Merchants = actor.Name, actor.Scopes, []Merchant{}
			for _, id := range slices.Sorted(maps.Keys(a.Merchants())) {
				if actor.Knows(id) {
					out.Body.Merchants = append(out.Body.Merchants, Merchant{id, rightsOf(actor, id)})
				}
			}
			return out, nil
		})
	a.sessions()
	a.tokens()
	a.users()
	type deedsAsked struct {
		Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
		Cursor string `query:"cursor" maxLength:"100"`
	}
	about(a, call{method: http.MethodGet, path: "/deeds", id: "list-deeds", tag: "Accounts", summary: "Who did what to accounts, newest first", errors: []int{403, 404}},
		func(ctx context.Context, in *deedsAsked) (*listOf[account.Deed], error) {
			list, err := a.Accounts.Deeds(ctx, in.Cursor, in.Limit+1)
			l := Listing{Limit: int64(in.Limit)}
			return listOut(&l, list, func(d *account.Deed) string { return d.ID }, func(d *account.Deed) account.Deed { return *d }), err
		})
}

// Merchant is a merchant, with what whoever asks may do for it.
type Merchant struct {
	ID     shipping.MerchantID `json:"id"`
	Rights []account.Right     `json:"rights" nullable:"false"`
}

func rightsOf(actor account.Actor, m shipping.MerchantID) []account.Right {
	list := []account.Right{}
	for _, r := range account.Rights() {
		if actor.May(m, r) == nil {
			list = append(list, r)
		}
	}
	return list
}

func (a *api) tokens() {
	about(a, call{method: http.MethodGet, path: "/tokens", id: "list-tokens", tag: "Accounts", summary: "List the tokens of programs"},
		func(ctx context.Context, _ *struct{}) (*itemsOf[Token], error) {
			list, err := a.Accounts.Tokens(ctx)
			return items(list, showToken), err
		})
	type tokenIn struct {
		Body struct {
			Name    string          `json:"name" minLength:"1" maxLength:"200" doc:"what it is for" example:"ERP"`
			Grants  account.Grants  `json:"grants" example:"{\"main\": \"operations\"}"`
			Scopes  []account.Right `json:"scopes,omitempty" minItems:"1" maxItems:"20"`
			Expires *time.Time      `json:"expires,omitempty" doc:"left out: never"`
		}
	}
	type tokenOut struct {
		Body struct {
			Token
			Secret string `json:"secret" doc:"nobody can read it again"`
		}
	}
	about(a, call{method: http.MethodPost, path: "/tokens", id: "make-token", tag: "Accounts", secret: true, summary: "Make a token for a program", status: http.StatusCreated, errors: []int{403, 404}},
		func(ctx context.Context, in *tokenIn) (*tokenOut, error) {
			t := account.Token{Name: in.Body.Name, Grants: in.Body.Grants, Scopes: in.Body.Scopes}
			if in.Body.Expires != nil {
				t.Expires = *in.Body.Expires
			}
			made, secret, err := a.Accounts.MakeToken(ctx, t)
			if err != nil {
				return nil, err
			}
			out := &tokenOut{}
			out.Body.Token, out.Body.Secret = showToken(made), secret
			return out, nil
		})
	type oneToken struct {
		Token string `path:"token" maxLength:"100" pattern:"^tok_[0-9a-z]+$"`
	}
	about(a, call{method: http.MethodDelete, path: "/tokens/{token}", id: "end-token", tag: "Accounts", summary: "End a token at once, for good", status: http.StatusNoContent, errors: []int{403, 404}},
		func(ctx context.Context, in *oneToken) (*struct{}, error) {
			return nil, a.Accounts.EndToken(ctx, in.Token)
		})
}

// OneUser names a user.
type OneUser struct {
	User string `path:"user" maxLength:"100" pattern:"^usr_[0-9a-z]+$"`
}

func (a *api) users() {
	about(a, call{method: http.MethodGet, path: "/users", id: "list-users", tag: "Accounts", summary: "List the users"},
		func(ctx context.Context, _ *struct{}) (*itemsOf[User], error) {
			list, err := a.Accounts.Users(ctx)
			return items(list, showUser), err
		})
	type userIn struct {
		Body struct {
			Email  string         `json:"email" maxLength:"254" example:"anna@shop.example"`
			Name   string         `json:"name" minLength:"1" maxLength:"200" example:"Anna"`
			Grants account.Grants `json:"grants" example:"{\"main\": \"warehouse\"}"`
		}
	}
	type invited struct {
		Body struct {
			User
			Secret string `json:"secret" doc:"by which the user chooses a password, once, within a week: POST /v1/join"`
			Link   string `json:"link,omitempty" doc:"the same for a browser: send it to the user by a way that nobody else reads" example:"https://ship.example/join?secret=cl_join_..."`
		}
	}
	about(a, call{method: http.MethodPost, path: "/users", id: "invite-user", tag: "Accounts", secret: true, summary: "Invite a user", status: http.StatusCreated, errors: []int{403, 404}},
		func(ctx context.Context, in *userIn) (*invited, error) {
			u, secret, err := a.Accounts.Invite(ctx, account.User{Email: in.Body.Email, Name: in.Body.Name, Grants: in.Body.Grants})
			if err != nil {
				return nil, err
			}
			out := &invited{}
			if out.Body.User, out.Body.Secret = showUser(u), secret; a.At != "" {
				out.Body.Link = a.At + account.JoinPath(secret)
			}
			return out, nil
		})
	type grantIn struct {
		OneUser
		Body struct {
			Grants account.Grants `json:"grants"`
		}
	}
	about(a, call{method: http.MethodPut, path: "/users/{user}/grants", id: "grant-user", tag: "Accounts", summary: "Change what a user is to merchants, at once", status: http.StatusNoContent, errors: []int{403, 404}},
		func(ctx context.Context, in *grantIn) (*struct{}, error) {
			return nil, a.Accounts.Grant(ctx, in.User, in.Body.Grants)
		})
	about(a, call{method: http.MethodDelete, path: "/users/{user}", id: "end-user", tag: "Accounts", summary: "End a user's account with every session of it", status: http.StatusNoContent, errors: []int{403, 404}},
		func(ctx context.Context, in *OneUser) (*struct{}, error) {
			return nil, a.Accounts.EndUser(ctx, in.User)
		})
}
