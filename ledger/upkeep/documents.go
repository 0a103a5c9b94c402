package upkeep

import (
	"context"
	"database/sql"
	"reflect"
	"slices"
	"sync"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/cache"
	"crosslane/shipping"
)

// documents looks for the documents that facts name: each is there and hashes to its name, or is marked erased.
type documents struct {
	db    *db.DB
	known *cache.Cache[shipping.DocumentID, bool] // that were looked for lately
	found int64
}

// knownDocuments bounds how many documents are remembered: most are named by a few facts that lie together.
const knownDocuments = 50_000

func newDocuments(d *db.DB) *documents {
	return &documents{db: d, known: cache.New[shipping.DocumentID, bool](knownDocuments)}
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
		for _, id := range r.documents {
			if _, ok := d.known.Get(id); ok {
				continue
			}
			d.known.Put(id, true)
			asked, ids = append(asked, naming{id, shipping.NewFactID(r.stream, r.version)}), append(ids, string(id))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	d.found += int64(len(ids))
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

// hash holds documents against their names.
func (d *documents) hash(ctx context.Context, tx *sql.Tx, m shipping.MerchantID, ids []string, wrong map[string]string) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, media, erased, body FROM documents WHERE merchant = $1 AND id "+d.db.In(2, "text"), string(m), d.db.List(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	var body sql.RawBytes
	for rows.Next() {
		var id, media string
		var erased int64
		if err := rows.Scan(&id, &media, &erased, &body); err != nil {
			return err
		}
		switch {
		case erased != 0 && len(body) > 0:
			wrong[id] = "is marked erased, and is still there"
		case erased == 0 && string(shipping.NewDocument(media, "", body).ID) != id:
			wrong[id] = "was changed: it does not hash to its name"
		default:
			delete(wrong, id)
		}
	}
	return rows.Err()
}

// documentsIn lists the documents that a fact names, in whatever field.
func documentsIn(b fact.Body) []shipping.DocumentID {
	t := reflect.TypeOf(b).Elem()
	paths, ok := documentFields.Load(t)
	if !ok {
		paths, _ = documentFields.LoadOrStore(t, fieldsOf(t))
	}
	list := paths.([][]int)
	if len(list) == 0 {
		return nil
	}
	var ids []shipping.DocumentID
	v := reflect.ValueOf(b).Elem()
	for _, path := range list {
		if id := shipping.DocumentID(v.FieldByIndex(path).String()); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// documentFields are the fields that name documents, for each kind of fact.
var documentFields sync.Map

func fieldsOf(t reflect.Type) (paths [][]int) {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == reflect.TypeFor[shipping.DocumentID]() {
			paths = append(paths, []int{i})
			continue
		}
		for _, path := range fieldsOf(f.Type) {
			paths = append(paths, slices.Insert(path, 0, i))
		}
	}
	return paths
}
