package upkeep

import (
	"context"
	"database/sql"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"golang.org/x/text/unicode/norm"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/fact/papers"
	"crosslane/ledger/cache"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// documents holds a merchant's documents against the facts: each that a fact names is there and is what its name says, or
// is marked erased; and those that are erased are those of which a fact says so.
type documents struct {
	db       *db.DB
	seed     maphash.Seed
	known    *cache.Cache[shipping.DocumentID, struct{}] // that were looked for lately
	names    []uint64                                    // hashes of the names of all that facts name, some of them twice
	gone     map[shipping.DocumentID]erasure             // as the facts go on
	held     bool                                        // every erasure is a fact
	unsealed []uint64                                    // hashes of names of an earlier version, some of them twice
	Kept
}

// Kept is what was found of documents.
type Kept struct {
	// Documents are those that facts name; Unsealed ones bear names of an earlier version of the program, which tell of their
	// content alone. Unnamed are those that no fact names: nothing shows them. FirstUnnamed is the first of these, by name.
	Documents    int64               `json:"documents"`
	Unsealed     int64               `json:"unsealed,omitempty"`
	Unnamed      int64               `json:"unnamed,omitempty"`
	FirstUnnamed shipping.DocumentID `json:"first_unnamed,omitempty"`
	// Erased are those of which a fact says that they are. Before are those that were erased before that was recorded.
	Erased int64 `json:"erased,omitempty"`
	Before int64 `json:"erased_before,omitempty"`
}

func (a Kept) plus(b Kept) Kept {
	if a.FirstUnnamed == "" {
		a.FirstUnnamed = b.FirstUnnamed
	}
	return Kept{a.Documents + b.Documents, a.Unsealed + b.Unsealed, a.Unnamed + b.Unnamed, a.FirstUnnamed, a.Erased + b.Erased, a.Before + b.Before}
}

// text says what there is to say besides that all is in order, line by line.
func (a Kept) text() (text string) {
	if a.Erased > 0 {
		text += fmt.Sprintf("%d documents were erased, and the record says so.\n", a.Erased)
	}
	if a.Before > 0 {
		text += fmt.Sprintf("%d documents were erased before erasures were recorded: whether somebody asked for it cannot be told.\n", a.Before)
	}
	if a.Unsealed > 0 {
		text += fmt.Sprintf("%d documents bear names of an earlier version, which hold their content; whom they speak of, and their media type, is not checked.\n", a.Unsealed)
	}
	if a.Unnamed > 0 {
		text += fmt.Sprintf("%d documents are named by no fact, so nothing shows them; the first is %s.\n", a.Unnamed, a.FirstUnnamed)
	}
	return text
}

// erasure is the fact that says of a document that it was erased, and when; zero: at a time of which nothing is known.
type erasure struct {
	by shipping.FactID
	at int64
}

// knownDocuments bounds how many documents are remembered: most are named by a few facts that lie together.
const knownDocuments = 50_000

func newDocuments(d *db.DB) *documents {
	return &documents{db: d, seed: maphash.MakeSeed(), known: cache.New[shipping.DocumentID, struct{}](knownDocuments), gone: map[shipping.DocumentID]erasure{}}
}

// naming is a document with the first fact of a part that names it.
type naming struct {
	id shipping.DocumentID
	by shipping.FactID
}

// look looks for the documents that are named in a part.
func (d *documents) look(ctx context.Context, m shipping.MerchantID, c *chunk, with func(func(*sql.Tx) error) error) error {
	var asked []naming
	var ids []string
	for i := range c.rows {
		r := &c.rows[i]
		if r.err != nil {
			break
		}
		d.follow(r)
		for _, id := range r.documents {
			if _, ok := d.known.Get(id); ok {
				continue
			}
			d.known.Put(id, struct{}{})
			d.names = append(d.names, maphash.String(d.seed, string(id)))
			asked, ids = append(asked, naming{id, shipping.NewFactID(r.stream, r.version)}), append(ids, string(id))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if d.known.Full() {
		d.known.Turn()
	}
	wrong := make(map[string]string, len(ids)) // what is wrong with each; nothing with those that are not in it any more
	for _, id := range ids {
		wrong[id] = "is not there"
	}
	if err := with(func(tx *sql.Tx) error { return d.hash(ctx, tx, m, ids, wrong) }); err != nil {
		return failed("read documents", err)
	}
	for _, n := range asked {
		if what := wrong[string(n.id)]; what != "" {
			return &shipping.Error{Code: shipping.Corrupt, Field: string(m) + "/" + string(n.by),
				Message: "the document " + string(n.id) + " that it names " + what, Hint: "restore a backup that holds it; what somebody asked to have erased is marked as such"}
		}
	}
	return nil
}

// follow takes in what a fact says of erasures. A document that comes in again is there again: what came from outside
// brought along what it names, and what was decided only speaks of it.
func (d *documents) follow(r *row) {
	if b, ok := r.fact.Body.(*fact.DecisionsRevised); ok && b.Erasures {
		d.held = true
	}
	for _, id := range papers.Erased(r.fact.Body) {
		e := erasure{by: shipping.NewFactID(r.stream, r.version)}
		if r.stream == shipping.ErasureStream {
			e.at = r.fact.Recorded.UnixMilli()
		}
		d.gone[id] = e
		d.names = append(d.names, maphash.String(d.seed, string(id)))
	}
	if len(d.gone) > 0 && (r.fact.Cause == "" || r.fact.By != "") {
		for _, id := range r.documents {
			delete(d.gone, id)
		}
	}
}

// hash holds documents against their names.
func (d *documents) hash(ctx context.Context, tx *sql.Tx, m shipping.MerchantID, ids []string, wrong map[string]string) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, person, media, erased, body FROM documents WHERE merchant = $1 AND id "+d.db.In(2, "text"), string(m), d.db.List(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	var id, person, media record.Text
	var erased record.Whole
	var body record.Bytes
	cells := []any{&id, &person, &media, &erased, &body}
	for rows.Next() {
		if err := record.Row(rows, m, "documents", cells...); err != nil {
			return err
		}
		doc := shipping.Document{ID: shipping.DocumentID(id), Person: string(person), Media: string(media), Body: body}
		switch {
		case erased != 0 && len(body)+len(person)+len(media) > 0:
			wrong[string(id)] = "is marked erased, and is still there"
		case erased == 0 && !doc.Fits():
			wrong[string(id)] = "was changed: it does not hash to its name"
		default:
			delete(wrong, string(id))
		}
		if erased == 0 && !doc.ID.Sealed() {
			d.unsealed = append(d.unsealed, maphash.String(d.seed, string(id)))
		}
	}
	return rows.Err()
}

// Persons are the keys under which documents about a person may be kept: shops write a letter with its sign in one piece, or in two.
func Persons(who shipping.Address) []string {
	persons := []string{who.Person()}
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		who.Name, who.Email = form.String(who.Name), form.String(who.Email)
		if person := who.Person(); !slices.Contains(persons, person) {
			persons = append(persons, person)
		}
	}
	return persons
}

// ContentsAbout lists the documents of one media type about a person of a merchant, with what is in them.
func ContentsAbout(ctx context.Context, d *db.DB, m shipping.MerchantID, person, media string) (list []shipping.Document, err error) {
	rows, err := d.Read.QueryContext(ctx, "SELECT id, body FROM documents WHERE merchant = $1 AND person = $2 AND person <> '' AND media = $3", string(m), person, media)
	if err != nil {
		return nil, failed("read documents", err)
	}
	defer rows.Close()
	for rows.Next() {
		doc := shipping.Document{Person: person, Media: media}
		if err := rows.Scan(&doc.ID, &doc.Body); err != nil {
			return nil, failed("read documents", err)
		}
		list = append(list, doc)
	}
	return list, rows.Err()
}

// end holds all documents against all facts.
func (d *documents) end(ctx context.Context, tx *sql.Tx, m shipping.MerchantID) error {
	if err := d.erasures(ctx, tx, m); err != nil {
		return failed("read documents", err)
	}
	d.names, d.unsealed = once(d.names), once(d.unsealed)
	d.Documents, d.Unsealed = int64(len(d.names)), int64(len(d.unsealed))
	var rows record.Whole
	if _, err := record.One(ctx, tx, m, "documents", "SELECT count(*) FROM documents WHERE merchant = $1", &rows); err != nil {
		return failed("count documents", err)
	}
	if d.Unnamed = int64(rows) - d.Documents; d.Unnamed == 0 {
		return nil
	}
	if err := d.unnamed(ctx, tx, m); err != nil {
		return failed("read documents", err)
	}
	return nil
}

// once lists hashes in their order, each once.
func once(list []uint64) []uint64 {
	slices.Sort(list)
	return slices.Compact(list)
}

// erasures: the documents that are marked erased are those of which a fact says so.
func (d *documents) erasures(ctx context.Context, tx *sql.Tx, m shipping.MerchantID) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, person, media, erased, body FROM documents WHERE merchant = $1 AND erased <> 0 ORDER BY id", string(m))
	if err != nil {
		return err
	}
	defer rows.Close()
	var id, person, media record.Text
	var at record.Whole
	var body record.Bytes
	for rows.Next() {
		if err := record.Row(rows, m, "documents", &id, &person, &media, &at, &body); err != nil {
			return err
		}
		said, ok := d.gone[shipping.DocumentID(id)]
		delete(d.gone, shipping.DocumentID(id))
		what := ""
		switch {
		case len(body)+len(person)+len(media) > 0:
			what = "it is marked erased, and is still there"
		case !ok && d.held:
			what = "it is marked erased, and no fact says that it was: whoever took it away did not ask the program"
		case ok && said.at != 0 && said.at != int64(at):
			what = "it is marked erased at another time than " + string(said.by) + " says"
		case !ok || said.at == 0:
			d.Before++
		default:
			d.Erased++
		}
		if what != "" {
			return record.Misfit(m, "documents", " id "+string(id), what)
		}
	}
	if gone := slices.Sorted(maps.Keys(d.gone)); len(gone) > 0 {
		return record.Misfit(m, "documents", " id "+string(gone[0]), "it is there, or its row is gone, and "+string(d.gone[gone[0]].by)+" says that it was erased")
	}
	return rows.Err()
}

// unnamed finds the first document that no fact names.
func (d *documents) unnamed(ctx context.Context, tx *sql.Tx, m shipping.MerchantID) error {
	rows, err := tx.QueryContext(ctx, "SELECT id FROM documents WHERE merchant = $1 ORDER BY id", string(m))
	if err != nil {
		return err
	}
	defer rows.Close()
	var id record.Text
	for rows.Next() {
		if err := record.Row(rows, m, "documents", &id); err != nil {
			return err
		}
		if _, named := slices.BinarySearch(d.names, maphash.String(d.seed, string(id))); !named {
			d.FirstUnnamed = shipping.DocumentID(id)
			return nil
		}
	}
	return rows.Err()
}
