package record

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// Document reads a document's content. One that never was, or was erased, is NotFound; one that was changed is Corrupt.
func Document(ctx context.Context, q Querier, merchant shipping.MerchantID, id shipping.DocumentID) (d shipping.Document, err error) {
	rows, err := q.QueryContext(ctx, "SELECT id, person, media, body, erased FROM documents WHERE merchant = $1 AND id = $2", string(merchant), string(id))
	if err != nil {
		return d, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return d, err
		}
		return d, shipping.Fault(shipping.NotFound, "no document "+string(id), "")
	}
	var name, person, media Text
	var body Bytes
	var erased Whole
	if err := Row(rows, merchant, "documents", &name, &person, &media, &body, &erased); err != nil {
		return d, err
	}
	if erased != 0 {
		return d, shipping.Fault(shipping.NotFound, "document "+string(id)+" was erased on "+time.UnixMilli(int64(erased)).UTC().Format(time.DateOnly), "")
	}
	d = shipping.Document{ID: id, Person: string(person), Media: string(media), Body: append([]byte{}, body...)}
	if !d.Fits() {
		return shipping.Document{}, Misfit(merchant, "documents", " id "+string(id), "it was changed: it does not hash to its name")
	}
	return d, nil
}

// DocumentsAbout lists the documents about a person, by name. SQLite finds them by the index of persons only when
// it is told that the person has a name, and need not put them in order itself.
func DocumentsAbout(ctx context.Context, q Querier, m shipping.MerchantID, person string) ([]shipping.DocumentID, error) {
	return documentIDs(ctx, q, "SELECT id FROM documents WHERE merchant = $1 AND person = $2 AND person <> ''", string(m), person)
}

// ErasedDocuments lists the documents that were erased, by name.
func ErasedDocuments(ctx context.Context, q Querier, m shipping.MerchantID) ([]shipping.DocumentID, error) {
	return documentIDs(ctx, q, "SELECT id FROM documents WHERE merchant = $1 AND erased <> 0", string(m))
}

func documentIDs(ctx context.Context, q Querier, text string, args ...any) (ids []shipping.DocumentID, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, shipping.DocumentID(id))
	}
	slices.Sort(ids)
	return ids, rows.Err()
}

// Erase takes the content out of documents: what is left is that there was one, and when it was erased. SQLite is told to
// overwrite in its file what is forgotten.
func Erase(ctx context.Context, d *db.DB, tx *sql.Tx, m shipping.MerchantID, ids []shipping.DocumentID, at time.Time) error {
	if d.Embedded {
		if _, err := tx.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
			return err
		}
		defer func() { _, _ = tx.ExecContext(context.WithoutCancel(ctx), "PRAGMA secure_delete = OFF") }() // left on, it only costs time
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	_, err := tx.ExecContext(ctx, "UPDATE documents SET person = '', media = '', body = $3, erased = $4 WHERE merchant = $1 AND id "+d.In(2, "text"),
		string(m), d.List(names), []byte{}, at.UnixMilli())
	return err
}
