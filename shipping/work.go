package shipping

import (
	"context"
	"crypto/sha256"
)

// Paper is what may not lie in facts: names, addresses, raw messages, documents.
// It is named by the hash of its content and can be erased.
type Paper struct {
	ID PaperID
	// Person is whom it speaks of, by a key that is the same for everything about that
	// person (see Address.Person); erasing the person erases the paper. Empty: nobody.
	Person string
	Media  string // "application/json", "application/pdf"
	Body   []byte
}

// NewPaper names a paper by its content.
func NewPaper(media, person string, body []byte) Paper {
	sum := sha256.Sum256(body)
	return Paper{ID: PaperID("pap_" + idAlphabet.EncodeToString(sum[:20])), Person: person, Media: media, Body: body}
}

// Person answers with the key under which papers about this addressee are kept: the
// e-mail address where there is one, else the telephone number, else name and postcode,
// as a hash that does not show them.
func (a Address) Person() string {
	key := foldName(a.Email)
	if key == "" {
		key = foldName(a.Phone)
	}
	if key == "" {
		key = foldName(a.Name) + "\x00" + foldName(a.Postcode) + "\x00" + string(a.Country)
	}
	sum := sha256.Sum256([]byte(key))
	return "per_" + idAlphabet.EncodeToString(sum[:15])
}

// Task is a wish that a worker performs now.
type Task struct {
	Tenant Tenant
	Wish   *Fact // its ID is the idempotency key towards the partner
	// Attempt counts from 1.
	Attempt int
	// Stream answers with the balance of a stream as it is now.
	Stream func(context.Context, Stream) (*Balance, error)
	// Paper answers with a paper's content; NotFound when it was erased.
	Paper func(context.Context, PaperID) (Paper, error)
}

// Outcome is what came of a wish: facts to be recorded, and the papers they name.
type Outcome struct {
	Facts  []*Fact
	Papers []Paper
}

// Worker performs wishes of some kinds after they were committed.
//
// An error means that nothing is known to have happened; the wish is performed again
// later with the same key. A partner's refusal is not an error but an outcome.
// An error of code Invalid or Unsupported will not get better: the wish is dead at once.
type Worker interface {
	Performs() []Kind
	Perform(ctx context.Context, t *Task) (Outcome, error)
}
