package accounts

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"crosslane/account"
	"crosslane/db"
	"crosslane/push"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/terminal"
	"crosslane/webhook"
)

// tables are what does not belong to the record, and is not to be lost with it.
var tables = slices.Concat(account.Tables, webhook.Tables, storefront.Tables, push.Tables)

// Backup writes the accounts, webhooks and storefronts of a place beside a backup, and answers with how many rows they are; 0 and no file where the
// place has none. It goes before the backup itself: webhooks never stand further than the record that is restored.
func Backup(ctx context.Context, w *terminal.Where, backup string) (rows int64, err error) {
	d, done, err := w.AccountsDB(ctx)
	if err != nil || d == nil {
		return 0, err
	}
	defer done()
	name := backup + terminal.Beside
	if err := Ours(name); err != nil {
		return 0, err
	}
	made, err := there(ctx, d)
	if err != nil || len(made) == 0 {
		return 0, err
	}
	err = db.WholeFile(name, func(f *os.File) error {
		if rows, err = d.Export(ctx, f, made, nil); err != nil {
			return err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return db.Failure("read the accounts again", err)
		}
		again, err := db.ReadExport(f, tables, func(*db.Table, []any) error { return nil })
		if err == nil && again != rows {
			err = shipping.Fault(shipping.Corrupt, "the accounts that were written are not those that were read", "write the backup again")
		}
		return err
	})
	return rows, err
}

// there are the tables that the place has: one in which nobody made a webhook yet lacks theirs.
func there(ctx context.Context, d *db.DB) (list []db.Table, err error) {
	text := "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1"
	if d.Embedded {
		text = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
	}
	for _, t := range tables {
		var n int
		if err := d.Read.QueryRowContext(ctx, text, t.Name).Scan(&n); err != nil {
			return nil, db.Failure("look at the accounts", err)
		}
		if n > 0 {
			list = append(list, t)
		}
	}
	return list, nil
}

// Ours refuses a name whose file is there and is none that this writes; nor may what lies beside it, until that is whole, be another's.
func Ours(name string) error {
	return cmp.Or(ours(name, func(r io.Reader) bool { _, err := db.Opened(r); return err == nil }), ours(name+db.Part, db.Begun))
}

func ours(name string, is func(io.Reader) bool) error {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		mine := is(f)
		if err = f.Close(); err == nil && mine {
			return nil
		}
	}
	return &shipping.Error{Code: shipping.Refused, Field: name, Message: "is there already, and is no file of accounts; nothing was written", Hint: "move it away, or name the backup otherwise", Cause: err}
}

// Restore reads the accounts, webhooks and storefronts that lie beside a backup, and answers with how many rows they are; 0 where there are none.
// Refused: the place has accounts already.
func Restore(ctx context.Context, p *terminal.Program, w *terminal.Where, backup string) (rows int64, err error) {
	f, err := os.Open(backup + terminal.Beside)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, &shipping.Error{Code: shipping.Unavailable, Field: backup + terminal.Beside, Message: "cannot be read", Cause: err}
	}
	defer func() { _ = f.Close() }() // it was only read
	s, done, err := terminal.OpenAccounts(ctx, w.At(), p.Now)
	if err != nil {
		return 0, err
	}
	defer done()
	if _, err := webhook.Open(ctx, s.DB(), webhook.Options{Now: p.Now}); err != nil { // makes its tables
		return 0, err
	}
	if _, err := storefront.Open(ctx, s.DB(), storefront.Options{Now: p.Now}); err != nil { // likewise
		return 0, err
	}
	if _, err := push.Open(ctx, s.DB(), push.Options{Now: p.Now}); err != nil { // likewise
		return 0, err
	}
	rows, err = s.DB().Import(ctx, f, tables, func(tx *sql.Tx) error {
		for _, held := range []string{"webhook_delivery", "storefront_connection"} { // by a process of then
			if _, err := tx.ExecContext(ctx, "UPDATE "+held+" SET held = ''"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, &shipping.Error{Code: shipping.CodeOf(err), Field: backup + terminal.Beside, Message: "the accounts could not be restored", Hint: "restore into a new, empty place", Cause: err}
	}
	return rows, nil
}
