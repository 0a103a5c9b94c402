package shipping

import "crypto/sha256"

// Document is what may not lie in facts: names, addresses, raw messages, documents.
// It is named by the hash of its content and can be erased.
type Document struct {
	ID DocumentID
	// Person is whom it speaks of, by a key that is the same for everything about that
	// person (see Address.Person); erasing the person erases the document. Empty: nobody.
	Person string
	Media  string // "application/json", "application/pdf"
	Body   []byte
}

// NewPaper names a document by its content.
func NewDocument(media, person string, body []byte) Document {
	sum := sha256.Sum256(body)
	return Document{ID: DocumentID("pap_" + idAlphabet.EncodeToString(sum[:20])), Person: person, Media: media, Body: body}
}

// Person answers with the key under which documents about this addressee are kept: the
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
