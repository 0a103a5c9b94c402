package shipping

import (
	"crypto/sha256"
	"strings"
)

// Document is what may not lie in facts: names, addresses, raw messages, documents.
// It is named by its content, its media type and whom it speaks of, and can be erased.
type Document struct {
	ID DocumentID
	// Person is whom it speaks of, by a key that is the same for everything about that
	// person (see Address.Person); erasing the person erases the document. Empty: nobody.
	Person string
	Media  string // "application/json", "application/pdf"
	Body   []byte
}

// NewDocument names a document: a hash of its content, and behind a dash a seal over media type and person, so that the
// facts that name it tell of a change in either.
func NewDocument(media, person string, body []byte) Document {
	sum := sha256.Sum256(body)
	seal := sha256.Sum256([]byte(media + "\x00" + person + "\x00" + string(sum[:])))
	return Document{ID: DocumentID("pap_" + idAlphabet.EncodeToString(sum[:20]) + "-" + idAlphabet.EncodeToString(seal[:10])), Person: person, Media: media, Body: body}
}

// Fits reports whether a document is what its name says. Names without a seal, as earlier programs gave them, tell of the
// content alone.
func (d *Document) Fits() bool {
	id := NewDocument(d.Media, d.Person, d.Body).ID
	return d.ID == id || !d.ID.Sealed() && d.ID == id.Content()
}

// Content is the part of the name that tells of the content alone: the same for the same bytes, whomever they speak of.
func (id DocumentID) Content() DocumentID {
	content, _, _ := strings.Cut(string(id), "-")
	return DocumentID(content)
}

// Sealed reports whether the name tells of media type and person, too.
func (id DocumentID) Sealed() bool { return id != id.Content() }

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

// Findable refuses what names nobody, for whoever looks for that finds nothing: Invalid, with the field.
func (a Address) Findable() error {
	switch {
	case a.Email != "" && strings.Contains(a.Email, "@"), a.Email == "" && a.Phone != "":
		return nil
	case a.Email != "" || a.Name == "":
		return BadField("email", "\""+a.Email+"\" is no e-mail address", "name the person by e-mail address, telephone number, or name, postcode and country")
	case !a.Country.Known():
		return BadField("country", "a name alone is many people's", "give the country (two letters, such as DE), and the postcode where it has any")
	}
	return nil
}
