// Package passkey answers the question: does somebody hold the key that he showed us once (Web Authentication, level 3)?
//
// A key is found without a name, and has its holder verified (by finger, face or PIN), so that it is two factors in one. What is kept of it is public.
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"crosslane/shipping"
)

// Site is for whom keys are: the host of a server, and its origin as browsers name it ("https://ship.example").
type Site struct{ Host, Origin string }

// Key is what is kept of a key.
type Key struct {
	Mark string // finds it
	Kept string // its public half, and how often it was used
}

// Holder is whose keys they are.
type Holder struct {
	ID, Email, Name string
	Keys            []Key
}

// person is a holder as the library asks for him.
type person struct {
	*Holder
	keys []webauthn.Credential
}

// WebAuthnID is by what a key names its holder.
func (p *person) WebAuthnID() []byte { return []byte(p.ID) }

// WebAuthnName is what a browser shows beside a key.
func (p *person) WebAuthnName() string { return p.Email }

// WebAuthnDisplayName is how the holder is called.
func (p *person) WebAuthnDisplayName() string { return p.Name }

// WebAuthnCredentials are the keys.
func (p *person) WebAuthnCredentials() []webauthn.Credential { return p.keys }

// personOf reads the keys of a holder.
func personOf(h *Holder) (*person, error) {
	p := &person{Holder: h}
	for _, k := range h.Keys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.Kept), &c); err != nil {
			return nil, &shipping.Error{Code: shipping.Corrupt, Field: "passkey", Message: "what is kept of a passkey cannot be read", Cause: err}
		}
		p.keys = append(p.keys, c)
	}
	return p, nil
}

func (s Site) library() (*webauthn.WebAuthn, error) {
	w, err := webauthn.New(&webauthn.Config{RPID: s.Host, RPDisplayName: "Crosslane " + s.Host, RPOrigins: []string{s.Origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unsupported, Field: "passkey", Message: "browsers make no passkeys for " + shipping.Text(s.Host), Hint: "open the server by its name, over https, or as localhost", Cause: err}
	}
	return w, nil
}

// Make is what a browser is asked for to make a key, and what to keep until it answers. Unsupported: none is made for that host.
func Make(s Site, h *Holder) (ask json.RawMessage, begun string, err error) {
	w, err := s.library()
	if err != nil {
		return nil, "", err
	}
	p, err := personOf(h)
	if err != nil {
		return nil, "", err
	}
	options, session, err := w.BeginRegistration(p, webauthn.WithExclusions(webauthn.Credentials(p.keys).CredentialDescriptors()))
	if err != nil {
		return nil, "", doubtful("a passkey could not be asked for", err)
	}
	return written(options.Response, session)
}

func written(options, session any) (ask json.RawMessage, begun string, err error) {
	ask, wrong := json.Marshal(options)
	kept, worse := json.Marshal(session)
	if err := errors.Join(wrong, worse); err != nil {
		return nil, "", doubtful("what is asked of a passkey could not be written", err)
	}
	return ask, string(kept), nil
}

// Made is the key that a browser made. Unauthorized: what it answers does not hold.
func Made(s Site, h *Holder, begun string, answer []byte) (*Key, error) {
	w, err := s.library()
	if err != nil {
		return nil, err
	}
	p, err := personOf(h)
	if err != nil {
		return nil, err
	}
	session, err := sessionOf(begun)
	if err != nil {
		return nil, err
	}
	said, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, doubtful("what the browser says of the new passkey cannot be read", err)
	}
	c, err := w.CreateCredential(p, *session, said)
	if err != nil {
		return nil, doubtful("what the browser says of the new passkey does not hold", err)
	}
	return keyOf(c)
}

// keyOf is a key as it is kept: not who made the thing that holds it, which nobody asked for.
func keyOf(c *webauthn.Credential) (*Key, error) {
	c.Attestation = webauthn.CredentialAttestation{}
	kept, err := json.Marshal(c)
	if err != nil {
		return nil, doubtful("the passkey could not be kept", err)
	}
	return &Key{MarkOf(c.ID), string(kept)}, nil
}

// MarkOf is the mark of a key by its identifier.
func MarkOf(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func sessionOf(begun string) (*webauthn.SessionData, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(begun), &session); err != nil {
		return nil, &shipping.Error{Code: shipping.Corrupt, Field: "passkey", Message: "what was begun cannot be read", Cause: err}
	}
	return &session, nil
}

// Ask is what a browser is asked for to show a key, whosever it is, and what to keep until it answers.
func Ask(s Site) (ask json.RawMessage, begun string, err error) {
	w, err := s.library()
	if err != nil {
		return nil, "", err
	}
	options, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", doubtful("a passkey could not be asked for", err)
	}
	return written(options.Response, session)
}

// Shown is whose key a browser shows, and the key as it is kept from now on; find gives the holder by his identifier. Unauthorized: what it answers does not hold, or the key
// was used before by something else that holds it, too.
func Shown(s Site, begun string, answer []byte, find func(holder string) (*Holder, error)) (*Holder, *Key, error) {
	w, err := s.library()
	if err != nil {
		return nil, nil, err
	}
	session, err := sessionOf(begun)
	if err != nil {
		return nil, nil, err
	}
	said, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, nil, doubtful("what the browser says of the passkey cannot be read", err)
	}
	var broken error
	found, c, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		h, err := find(string(handle))
		if err == nil {
			return personOf(h)
		}
		broken = err
		return nil, err
	}, *session, said)
	switch {
	case broken != nil:
		return nil, nil, broken
	case err != nil:
		return nil, nil, doubtful("the passkey does not prove who you are", err)
	case c.Authenticator.CloneWarning:
		return nil, nil, doubtful("the passkey was used elsewhere since: there may be a copy of it", nil)
	}
	key, err := keyOf(c)
	return found.(*person).Holder, key, err
}

func doubtful(what string, err error) error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "passkey", Message: what, Hint: "try again, or sign in by address and password", Cause: err}
}
