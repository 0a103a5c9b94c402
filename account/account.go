// Package account answers the question: who is it, and what may they do for which merchant?
//
// Persons, tokens of programs, sessions and the list of deeds belong to a place of data, beside its merchants. Nobody's
// password, and no secret of a token or a session, can be read back: all that is kept is what proves it.
package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"crosslane/shipping"
)

// Right is one sort of thing that somebody may do for a merchant.
type Right string

// The rights. Each is asked for at the door of the business, so that pages, programs and the command line obey alike.
const (
	Read     Right = "read"     // look at orders, parcels, cases, stock, channels and the Book
	Orders   Right = "orders"   // hand orders in, call them off
	Stock    Right = "stock"    // receive, count, move and scrap goods; list products
	Parcels  Right = "parcels"  // hand parcels to carriers, say when they are wanted
	Scans    Right = "scans"    // tell what became of parcels
	Cases    Right = "cases"    // take cases on, note, put off, close
	Book     Right = "book"     // publish a Book
	Erase    Right = "erase"    // have everything about a person forgotten
	Accounts Right = "accounts" // invite persons, make tokens, end them; see who did what
)

// Rights lists all of them.
func Rights() []Right {
	return []Right{Read, Orders, Stock, Parcels, Scans, Cases, Book, Erase, Accounts}
}

// Role is what somebody is to a merchant.
type Role string

// The roles.
const (
	Owner      Role = "owner"      // may do everything
	Operations Role = "operations" // runs the business: everything but accounts and erasures
	Warehouse  Role = "warehouse"  // goods and parcels
	Customs    Role = "customs"    // looks at everything, works on cases
	Service    Role = "service"    // answers buyers: orders, cases, when a parcel is wanted
	Partner    Role = "partner"    // a carrier or a hub: tells what became of parcels, and sees nothing else
	ReadOnly   Role = "read-only"  // looks at everything
)

var roles = map[Role][]Right{
	Owner:      Rights(),
	Operations: {Read, Orders, Stock, Parcels, Scans, Cases, Book},
	Warehouse:  {Read, Stock, Parcels, Scans, Cases},
	Customs:    {Read, Cases},
	Service:    {Read, Orders, Parcels, Cases},
	Partner:    {Scans},
	ReadOnly:   {Read},
}

// Roles lists all of them, the mightiest first.
func Roles() []Role {
	return []Role{Owner, Operations, Warehouse, Customs, Service, Partner, ReadOnly}
}

// Rights are what a role may do; none for a word that is no role.
func (r Role) Rights() []Right { return slices.Clone(roles[r]) }

// Everyone stands, in a grant, for all merchants of the place, also for those that are added later.
const Everyone shipping.MerchantID = "*"

// Grants are what somebody is to which merchants. The zero value is nothing to anybody.
type Grants map[shipping.MerchantID]Role

// Check refuses grants, Invalid, that name no merchant, or a word that is no role.
func (g Grants) Check() error {
	if len(g) == 0 {
		return shipping.BadField("grants", "is nothing to any merchant", fmt.Sprintf(`name a merchant, or * for all, and a role, as {"main": "%s"}`, Operations))
	}
	for m, role := range g {
		if m == "" {
			return shipping.BadField("grants", "names no merchant", "name one, or * for all")
		}
		if roles[role] == nil {
			return shipping.BadField("grants."+string(m), fmt.Sprintf("%q is no role", role), fmt.Sprintf("the roles are %v", Roles()))
		}
	}
	return nil
}

// may tells whether a right is among what is granted for a merchant, and whether the merchant may be known of at all.
func (g Grants) may(m shipping.MerchantID, right Right) (may, known bool) {
	for _, to := range []shipping.MerchantID{m, Everyone} {
		if role, ok := g[to]; ok {
			known = true
			may = may || slices.Contains(roles[role], right)
		}
	}
	return may, known
}

// Actor is who does something. The zero value may do nothing.
type Actor struct {
	// Name stands in facts and in the list of deeds: "user:usr_...", "token:tok_...", or how a person at the machine is called.
	Name string
	// Called is how a user is called, for people; empty where it is no user.
	Called string
	// Grants are what the actor is to which merchants.
	Grants Grants
	// Scopes narrow the grants to some rights; nil: not.
	Scopes []Right
	// Session is the name of the session of a user, Since when it began; empty where it is none.
	Session string
	Since   time.Time
	// Lacking are the merchants that ask for a second factor, which this session lacks.
	Lacking map[shipping.MerchantID]bool
}

// May refuses what the actor may not do for a merchant: Forbidden, or NotFound where the actor is nothing to the merchant
// and is not to learn that there is one.
func (a Actor) May(m shipping.MerchantID, right Right) error {
	may, known := a.Grants.may(m, right)
	switch {
	case !known:
		return &shipping.Error{Code: shipping.NotFound, Field: "merchant", Message: "there is no merchant " + string(m) + " for you here", Hint: "ask whoever runs this place for a role"}
	case a.lacks(m):
		return &shipping.Error{Code: shipping.Forbidden, Field: FactorField, Message: "who serves " + all(m) + " must have a second factor, and you signed in without one", Hint: "set one up on the page of your account, /account"}
	case !may:
		return &shipping.Error{Code: shipping.Forbidden, Field: string(right), Message: "your role does not include this", Hint: "it needs the right " + string(right) + ": ask an owner"}
	case a.Scopes != nil && !slices.Contains(a.Scopes, right):
		return &shipping.Error{Code: shipping.Forbidden, Field: string(right), Message: "the token was not made for this", Hint: "make one with the scope " + string(right)}
	}
	return nil
}

// FactorField is the field of the fault that a second factor is asked for.
const FactorField = "second factor"

func all(m shipping.MerchantID) string {
	if m == Everyone {
		return "all merchants"
	}
	return string(m)
}

// Knows tells whether the actor is anything to a merchant.
func (a Actor) Knows(m shipping.MerchantID) bool {
	_, known := a.Grants.may(m, "")
	return known
}

type actorKey struct{}

// As is a context in which an actor does what is done.
func As(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// Acting is who acts in a context. Without an actor it is the program itself, on whose machine the data lie: it may do
// everything, and known is false.
func Acting(ctx context.Context) (a Actor, known bool) {
	a, known = ctx.Value(actorKey{}).(Actor)
	if !known {
		a = Actor{Grants: Grants{Everyone: Owner}}
	}
	return a, known
}

// By is who acts in a context, as facts name it; otherwise where it is the program itself.
func By(ctx context.Context, otherwise string) string {
	if a, known := Acting(ctx); known {
		return a.Name
	}
	return otherwise
}

// Allowed refuses what whoever acts in a context may not do for a merchant: see Actor.May.
func Allowed(ctx context.Context, m shipping.MerchantID, right Right) error {
	a, _ := Acting(ctx)
	return a.May(m, right)
}
