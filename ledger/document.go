package ledger

import (
	"context"
	"database/sql"
	"time"

	"crosslane/shipping"
)

// Document answers with a document's content. One that never was, or was erased, is NotFound.
func (l *Ledger) Document(ctx context.Context, merchant shipping.MerchantID, id shipping.DocumentID) (shipping.Document, error) {
	p := shipping.Document{ID: id}
	var erased int64
	err := l.db.Read.QueryRowContext(ctx, "SELECT person, media, body, erased FROM documents WHERE merchant = $1 AND id = $2",
		string(merchant), string(id)).Scan(&p.Person, &p.Media, &p.Body, &erased)
	switch {
	case err == sql.ErrNoRows:
		return shipping.Document{}, shipping.Fault(shipping.NotFound, "no document "+string(id), "")
	case err != nil:
		return shipping.Document{}, failed("read a document", err)
	case erased != 0:
		return shipping.Document{}, shipping.Fault(shipping.NotFound, "document "+string(id)+" was erased on "+
			time.UnixMilli(erased).UTC().Format(time.DateOnly), "")
	}
	return p, nil
}

// Erase forgets the content of every document about a person, and the person's key with it; what is
// left is that there was a document, and when it was erased. Facts, which never name a person, stay
// whole. It answers with how many documents were erased; a second time that is none.
func (l *Ledger) Erase(ctx context.Context, merchant shipping.MerchantID, person string) (int64, error) {
	if person == "" {
		return 0, shipping.BadField("person", "is missing", "")
	}
	if l.db.Embedded { // overwrite in the file what is forgotten; SQLite has one writing connection
		if _, err := l.db.Write.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
			return 0, failed("erase documents", err)
		}
		defer func() { // left on, it only costs time
			_, _ = l.db.Write.ExecContext(context.WithoutCancel(ctx), "PRAGMA secure_delete = OFF")
		}()
	}
	done, err := l.db.Write.ExecContext(ctx, "UPDATE documents SET person = '', body = $3, erased = $4 WHERE merchant = $1 AND person = $2",
		string(merchant), person, []byte{}, l.now().UnixMilli())
	if err != nil {
		return 0, failed("erase documents", err)
	}
	return done.RowsAffected()
}
