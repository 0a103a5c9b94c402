package ledger

import (
	"context"
	"database/sql"
	"time"

	"crosslane/shipping"
)

// Paper answers with a paper's content. One that never was, or was erased, is NotFound.
func (l *Ledger) Document(ctx context.Context, tenant shipping.MerchantID, id shipping.DocumentID) (shipping.Document, error) {
	p := shipping.Document{ID: id}
	var erased int64
	err := l.db.Read.QueryRowContext(ctx, "SELECT person, media, body, erased FROM papers WHERE tenant = $1 AND id = $2",
		string(tenant), string(id)).Scan(&p.Person, &p.Media, &p.Body, &erased)
	switch {
	case err == sql.ErrNoRows:
		return shipping.Document{}, shipping.Fault(shipping.NotFound, "no paper "+string(id), "")
	case err != nil:
		return shipping.Document{}, failed("read a paper", err)
	case erased != 0:
		return shipping.Document{}, shipping.Fault(shipping.NotFound, "paper "+string(id)+" was erased on "+
			time.UnixMilli(erased).UTC().Format(time.DateOnly), "")
	}
	return p, nil
}

// Erase forgets the content of every paper about a person, and the person's key with it; what is
// left is that there was a paper, and when it was erased. Facts, which never name a person, stay
// whole. It answers with how many papers were erased; a second time that is none.
func (l *Ledger) Erase(ctx context.Context, tenant shipping.MerchantID, person string) (int64, error) {
	if person == "" {
		return 0, shipping.BadField("person", "is missing", "")
	}
	if l.db.Embedded { // overwrite in the file what is forgotten; SQLite has one writing connection
		if _, err := l.db.Write.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
			return 0, failed("erase papers", err)
		}
		defer l.db.Write.ExecContext(context.WithoutCancel(ctx), "PRAGMA secure_delete = OFF")
	}
	done, err := l.db.Write.ExecContext(ctx, "UPDATE papers SET person = '', body = $1, erased = $2 WHERE tenant = $3 AND person = $4",
		[]byte{}, l.now().UnixMilli(), string(tenant), person)
	if err != nil {
		return 0, failed("erase papers", err)
	}
	return done.RowsAffected()
}
