package ledger

import (
	"context"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Document answers with a document's content. One that never was, or was erased, is NotFound; one that was
// changed is Corrupt.
func (l *Ledger) Document(ctx context.Context, merchant shipping.MerchantID, id shipping.DocumentID) (shipping.Document, error) {
	d, err := record.Document(ctx, l.db.Read, merchant, id)
	if err != nil {
		return shipping.Document{}, failed("read a document", err)
	}
	return d, nil
}

// ErasedDocuments lists the documents that were erased, by name.
func (l *Ledger) ErasedDocuments(ctx context.Context, merchant shipping.MerchantID) ([]shipping.DocumentID, error) {
	ids, err := record.ErasedDocuments(ctx, l.db.Read, merchant)
	if err != nil {
		return nil, failed("find documents", err)
	}
	return ids, nil
}

// Erase forgets the content of every document about a person, and the person's key with it; what is
// left is that there was a document, and when it was erased. That they were is a fact (DocumentsErased), recorded in the
// same moment; by says who asked. Facts, which never name a person, stay whole. It answers with how many documents were
// erased; a second time that is none.
func (l *Ledger) Erase(ctx context.Context, merchant shipping.MerchantID, person, by string) (int64, error) {
	if person == "" {
		return 0, shipping.BadField("person", "is missing", "")
	}
	before := &Pending{merchant: merchant, done: make(chan struct{})} // what was submitted is recorded then
	l.enqueue(before)
	if _, err := before.Wait(ctx); err != nil {
		return 0, err
	}
	var erased int64
	for {
		ids, err := record.DocumentsAbout(ctx, l.db.Read, merchant, person)
		if err != nil {
			return erased, failed("find documents", err)
		}
		if len(ids) == 0 {
			return erased, nil
		}
		p := &Pending{merchant: merchant, erases: true, done: make(chan struct{}), entry: Entry{Facts: []*fact.Fact{{
			Stream: shipping.ErasureStream, By: by, Body: &fact.DocumentsErased{Documents: ids},
		}}}}
		l.enqueue(p)
		if _, err := p.Wait(ctx); err != nil {
			return erased, err
		}
		erased += int64(len(ids))
	}
}
