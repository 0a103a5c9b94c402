package merchant_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// placeWithFacts is a place with some facts and documents.
func placeWithFacts(t *testing.T) merchant.At {
	t.Helper()
	at := merchant.At{Data: t.TempDir()}
	opened(t, at, func(m *merchant.Merchant) {
		note := shipping.NewDocument("text/plain", "per_anna", []byte("Anna, Lindenweg 4"))
		mug := shipping.Product{SKU: "MUG", Name: "Mug", Weight: 300, Value: shipping.Money{Amount: 500, Currency: "EUR"}}
		if _, err := m.Ledger.Record(context.Background(), m.ID, ledger.Entry{
			Facts:     []*fact.Fact{{Stream: mug.SKU.Stream(), By: "import", Body: &fact.ProductListed{Product: mug}}},
			Documents: []shipping.Document{note},
		}); err != nil {
			t.Fatal(err)
		}
	})
	return at
}

func opened(t *testing.T, at merchant.At, do func(*merchant.Merchant)) {
	t.Helper()
	p, err := merchant.Open(context.Background(), at, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	m, err := p.Merchant(context.Background(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	do(m)
}

func backedUp(t *testing.T, at merchant.At) []byte {
	t.Helper()
	var file bytes.Buffer
	if _, err := merchant.Backup(context.Background(), at, &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestARestoreThatIsCutOff leaves a place that nothing opens but another restore, which begins anew.
func TestARestoreThatIsCutOff(t *testing.T) {
	file := backedUp(t, placeWithFacts(t))
	ctx := context.Background()
	for engine, at := range map[string]merchant.At{"sqlite": {Data: t.TempDir()}, "postgres": {Data: t.TempDir(), DB: dbtest.Postgres(t)}} {
		for _, part := range []int{len(file) / 3, len(file) - 9, len(file) - 1} {
			broken := errors.New("the cable was pulled out")
			_, err := merchant.Restore(ctx, at, io.MultiReader(bytes.NewReader(file[:part]), failing{broken}), merchant.Options{})
			if !errors.Is(err, broken) {
				t.Errorf("%s: cut at %d of %d: %v", engine, part, len(file), err)
			}
			for what, open := range map[string]func() error{
				"open":    func() error { _, err := merchant.Open(ctx, at, merchant.Options{}); return err },
				"look":    func() error { _, err := merchant.Look(ctx, at, merchant.Options{}); return err },
				"backup":  func() error { _, err := merchant.Backup(ctx, at, io.Discard); return err },
				"rebuild": func() error { _, err := merchant.Rebuild(ctx, at, false, nil); return err },
			} {
				if err := open(); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), "restore it again") {
					t.Errorf("%s, %s: %v", engine, what, err)
				}
			}
		}
		stopped, stop := context.WithCancel(ctx)
		if _, err := merchant.Restore(stopped, at, &stopping{bytes.NewReader(file), stop}, merchant.Options{}); err == nil {
			t.Error("a restore that was stopped is done")
		}
		if _, err := merchant.Restore(ctx, at, bytes.NewReader(file), merchant.Options{}); err != nil {
			t.Fatalf("%s: restored again: %v", engine, err)
		}
		if list, err := audited(t, at, true); err != nil || list[0].Facts != 3 {
			t.Errorf("%s: %+v, %v", engine, list, err)
		}
		if _, err := merchant.Restore(ctx, at, bytes.NewReader(file), merchant.Options{}); shipping.CodeOf(err) != shipping.Refused {
			t.Errorf("%s: restored over facts: %v", engine, err)
		}
	}
}

// TestARestoreToldToStopAtItsEnd: when everything is in, it is restored, and the read tables are filled by whoever looks.
func TestARestoreToldToStopAtItsEnd(t *testing.T) {
	file := backedUp(t, placeWithFacts(t))
	for _, behind := range []string{"INSERT INTO view_cursor", "CREATE TABLE view_", "view_bookmark"} { // a statement by which it is told
		at := merchant.At{Data: t.TempDir()}
		ctx, stop := context.WithCancel(t.Context())
		end := db.Hear(func(text string, _ []any) {
			if strings.Contains(text, behind) {
				stop()
			}
		})
		found, err := merchant.Restore(ctx, at, bytes.NewReader(file), merchant.Options{})
		end()
		if err != nil || found.Facts != 3 || ctx.Err() == nil {
			t.Errorf("%s: %+v, %v, told to stop: %v", behind, found, err, ctx.Err())
		}
		m, leave, err := merchant.LookInto(t.Context(), at, merchant.First, merchant.Options{})
		if err != nil {
			t.Fatal(err)
		}
		late, err := m.Behind(t.Context())
		leave()
		if err != nil || late {
			t.Errorf("%s: the read tables are behind: %v, %v", behind, late, err)
		}
		if list, err := audited(t, at, true); err != nil || list[0].Facts != 3 {
			t.Errorf("%s: %+v, %v", behind, list, err)
		}
	}
}

// TestARestoreIsMarkedBeforeItsTables: cut off at any of its statements, it leaves nothing that somebody could write to.
func TestARestoreIsMarkedBeforeItsTables(t *testing.T) {
	file, ctx := backedUp(t, placeWithFacts(t)), context.Background()
	for engine, at := range map[string]func() merchant.At{"sqlite": func() merchant.At { return merchant.At{Data: t.TempDir()} },
		"postgres": func() merchant.At { return merchant.At{Data: t.TempDir(), DB: dbtest.Postgres(t)} }} {
		marked := 0
		for n := 1; marked < 3; n += 3 {
			here := at()
			cut, end := context.WithCancel(ctx)
			var heard atomic.Int64
			stop := db.Hear(func(string, []any) {
				if heard.Add(1) == int64(n) {
					end()
				}
			})
			_, err := merchant.Restore(cut, here, bytes.NewReader(file), merchant.Options{})
			stop()
			end()
			if err == nil {
				t.Fatalf("%s: %d statements, and never a mark", engine, n)
			}
			p, err := merchant.Look(ctx, here, merchant.Options{})
			if err == nil {
				p.Close()
			}
			switch shipping.CodeOf(err) {
			case shipping.NotFound: // nothing is there yet
			case shipping.Refused:
				marked++
			default:
				t.Fatalf("%s: cut off at statement %d: %v", engine, n, err)
			}
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// stopping stops the restore when it has read everything.
type stopping struct {
	in   io.Reader
	stop func()
}

func (s *stopping) Read(b []byte) (int, error) {
	n, err := s.in.Read(b)
	if err == io.EOF {
		s.stop()
	}
	return n, err
}

// TestNothingFollowsABackup: two files joined, and anything else behind the end, are refused.
func TestNothingFollowsABackup(t *testing.T) {
	file := backedUp(t, placeWithFacts(t))
	for what, more := range map[string][]byte{"another backup": file, "a byte": {0}, "a line": []byte("hello\n")} {
		_, err := merchant.Restore(context.Background(), merchant.At{Data: t.TempDir()}, bytes.NewReader(append(bytes.Clone(file), more...)), merchant.Options{})
		if shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "something follows") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestBackupLeavesNothingBehind: what a backup that was killed has left is written over; one that fails removes its own.
func TestBackupLeavesNothingBehind(t *testing.T) {
	at, dir, ctx := placeWithFacts(t), t.TempDir(), context.Background()
	name := filepath.Join(dir, "shop.backup")
	whole := backedUp(t, at)
	for _, left := range [][]byte{nil, whole[:4], whole[:10], whole[:len(whole)/2]} { // a killed one ends anywhere
		if err := os.WriteFile(name+".part", left, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := merchant.BackupFile(ctx, at, name); err != nil { // the one of before is replaced, too
			t.Fatal(err)
		}
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if info, err := in.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has mode %v, %v", info.Mode(), err)
	}
	if _, err := merchant.Restore(ctx, merchant.At{Data: t.TempDir()}, in, merchant.Options{}); err != nil {
		t.Error(err)
	}
	if _, err := merchant.BackupFile(ctx, merchant.At{Data: t.TempDir()}, filepath.Join(dir, "none")); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("backed up what is not there: %v", err)
	}
	if list, err := fs.Glob(os.DirFS(dir), "*"); err != nil || len(list) != 1 {
		t.Errorf("there are %v, %v", list, err)
	}
}

// TestABackupTakesNoOtherFilesPlace: what is no backup stays as it is, and so does whatever lies with the data, by
// whichever way it is named; nothing is written there.
func TestABackupTakesNoOtherFilesPlace(t *testing.T) {
	at, dir := placeWithFacts(t), t.TempDir()
	whole := backedUp(t, at)
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string][]byte{"letter.txt": []byte("Dear Anna"), "empty": nil, "zip": whole[:10], "new.part": []byte("mine"), "old": whole} {
		if err := os.WriteFile(in(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"data": at.Data, "ledger": filepath.Join(at.Data, "ledger.db"), "link": in("old"), "two.part": filepath.Join(at.Data, "none")} {
		if err := os.Symlink(to, in(name)); err != nil {
			t.Skip(err)
		}
	}
	if err := os.Link(filepath.Join(at.Data, "ledger.db"), in("hard")); err != nil {
		t.Skip(err)
	}
	if err := os.Mkdir(filepath.Join(at.Data, "carriers"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, why := range map[string]string{in("letter.txt"): "no backup", in("empty"): "no backup", in("zip"): "no backup", in("new"): "no backup", in("hard"): "no backup", dir: "directory",
		in("link"): "is a link", in("two"): "is a link", os.DevNull: "device", in("ledger"): "directory of the data", in("data/new"): "directory of the data", in("data"): "directory of the data",
		filepath.Join(at.Data, "ledger.db"): "directory of the data", filepath.Join(at.Data, "views.db"): "directory of the data", filepath.Join(at.Data, "new"): "directory of the data",
		filepath.Join(at.Data, "carriers", "..", "carriers", "new"): "directory of the data", at.Data: "directory of the data"} {
		_, err := merchant.BackupFile(t.Context(), at, name)
		says(t, err, shipping.Refused, why)
		if e, ok := errors.AsType[*shipping.Error](err); !ok || !strings.HasPrefix(e.Field, name) || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if text, err := os.ReadFile(in("letter.txt")); err != nil || string(text) != "Dear Anna" {
		t.Errorf("the letter is %q, %v", text, err)
	}
	if list, err := fs.Glob(os.DirFS(at.Data), "*e*"); err != nil || strings.Join(list, " ") != "carriers ledger.db ledger.db.lock views.db views.db.lock" {
		t.Errorf("with the data lie %v, %v", list, err)
	}
	if list, err := audited(t, at, true); err != nil || list[0].Facts != 3 {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := merchant.BackupFile(t.Context(), at, in("old")); err != nil {
		t.Error(err)
	}
}

// TestABackupIsReadAgainFromItsFile: what the file holds counts, and not what was written into it.
func TestABackupIsReadAgainFromItsFile(t *testing.T) {
	at, dir := placeWithFacts(t), t.TempDir()
	name := filepath.Join(dir, "shop.backup")
	defer db.Hear(func(string, []any) { // while it is written, something else gets into it
		if f, err := os.OpenFile(name+".part", os.O_WRONLY, 0); err == nil {
			_, _ = f.WriteAt([]byte("else"), 1<<20)
			_ = f.Close()
		}
	})()
	_, err := merchant.BackupFile(t.Context(), at, name)
	says(t, err, shipping.Invalid, "something follows")
	if list, _ := fs.Glob(os.DirFS(dir), "*"); len(list) != 0 {
		t.Errorf("there are %v", list)
	}
}

// TestABackupIsHeldAgainstWhatWasRecorded: where facts are gone, or a merchant, there is no backup, and the last one stays.
func TestABackupIsHeldAgainstWhatWasRecorded(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		p := placed(t, at, merchant.Options{})
		stocked(t, of(t, p, merchant.First), "MUG")
		p.Close()
		dir := t.TempDir()
		name := filepath.Join(dir, "shop.backup")
		holds, err := merchant.BackupFile(t.Context(), at, name)
		if err != nil {
			t.Fatal(err)
		}
		good, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, file := range map[string][]byte{"cut": good[:len(good)-1], "joined": append(bytes.Clone(good), good...), "damaged": append(bytes.Clone(good[:len(good)/2]), good[len(good)/2+1:]...)} {
			if code := shipping.CodeOf(holds.Check(bytes.NewReader(file))); code != shipping.Invalid && code != shipping.Corrupt {
				t.Errorf("%s: %q", what, code)
			}
		}
		says(t, holds.Check(bytes.NewReader(backedUp(t, placeWithFacts(t)))), shipping.Corrupt, "rows it holds")
		for text, want := range map[string]string{
			"DELETE FROM facts WHERE pos = (SELECT max(pos) FROM facts)": "main: the backup would not be whole: its facts are not",
			"UPDATE facts SET hash = substr(record, 1, 32)":              "main/book:main: the backup would not be whole: the fact at 1 is not",
			"UPDATE facts SET merchant = 'other'":                        "other/book:main: the backup would not be whole: the fact at 1 is not",
			"UPDATE merchants SET merchant = 'other', facts = 0, newest = 0, stored = 0, hash = (SELECT substr(hash, 1, 0) FROM merchants)": "hash is none",
			"DELETE FROM merchants": "there are facts, and no row",
		} {
			copied := on(t, at, at.DB != "")
			behind(t, copied, func(d *db.DB) { tampered(t, d, text) })
			_, err := merchant.BackupFile(t.Context(), copied, name)
			says(t, err, shipping.Corrupt, want)
			_, err = merchant.Backup(t.Context(), copied, io.Discard)
			says(t, err, shipping.Corrupt, want)
		}
		if left, err := os.ReadFile(name); err != nil || !bytes.Equal(left, good) {
			t.Errorf("the backup of before is gone: %v", err)
		}
		if list, _ := fs.Glob(os.DirFS(dir), "*"); len(list) != 1 {
			t.Errorf("there are %v", list)
		}
	})
}

// TestRestoreLooksForDocuments: a backup without a document that a fact names is refused.
func TestRestoreLooksForDocuments(t *testing.T) {
	at := placeWithFacts(t)
	d, _ := databases(t, at)
	if _, err := d.Write.Exec("DELETE FROM documents WHERE media = 'application/yaml'"); err != nil {
		t.Fatal(err)
	}
	_, err := merchant.Restore(context.Background(), merchant.At{Data: t.TempDir()}, bytes.NewReader(backedUp(t, at)), merchant.Options{})
	says(t, err, shipping.Corrupt, "main/book:main#2: the document ", "is not there")
}

// TestRestoreLooksForEverybodysDocuments: what one merchant has does not stand for another's of the same name.
func TestRestoreLooksForEverybodysDocuments(t *testing.T) {
	at, ctx := placeWithFacts(t), context.Background()
	p, err := merchant.Open(ctx, at, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Add(ctx, "zoe"); err != nil {
		t.Fatal(err)
	}
	p.Close()
	d, _ := databases(t, at)
	if _, err := d.Write.Exec("DELETE FROM documents WHERE merchant = 'zoe'"); err != nil {
		t.Fatal(err)
	}
	_, err = merchant.Restore(ctx, merchant.At{Data: t.TempDir()}, bytes.NewReader(backedUp(t, at)), merchant.Options{})
	if shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "zoe/book:main#2: the document ") {
		t.Error(err)
	}
}

// TestRebuildBringsEverythingBack: balances, timers, jobs and how the merchant stands follow from facts.
func TestRebuildBringsEverythingBack(t *testing.T) {
	from := played(t, 1, 6)
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			at, ctx := on(t, from, engine == "postgres"), context.Background()
			for _, text := range []string{
				"DELETE FROM balances", "UPDATE balances SET due = NULL", "DELETE FROM jobs", "UPDATE jobs SET partner = 'thief'",
				"UPDATE jobs SET due = 9000000000000000", "UPDATE jobs SET lease = 'x'", "UPDATE jobs SET due = NULL, error = ''",
				"INSERT INTO jobs (merchant, pos, kind, partner, due) SELECT merchant, 2, kind, partner, due FROM jobs",
				"DELETE FROM merchants", "UPDATE merchants SET facts = 5, stored = 2",
			} {
				d, views := databases(t, at)
				if _, err := d.Write.Exec(text); err != nil {
					t.Fatal(err)
				}
				d.Close()
				views.Close()
				if _, err := audited(t, at, false); shipping.CodeOf(err) != shipping.Corrupt {
					t.Errorf("%s: the audit says %v", text, err)
				}
				hides := text == "DELETE FROM merchants" // what was recorded cannot be told any more
				if hides {
					if _, err := merchant.Rebuild(ctx, at, false, nil); shipping.CodeOf(err) != shipping.Corrupt {
						t.Errorf("%s: rebuilt without accepting it: %v", text, err)
					}
				}
				found, err := merchant.Rebuild(ctx, at, hides, nil)
				if want := int64(strings.Count(text, "jobs") * strings.Count(text, "DELETE FROM jobs")); err != nil || want > found.Returned || found.Jobs != 1 {
					t.Errorf("%s: rebuilt %+v, %v", text, found, err)
				}
				if _, err := audited(t, at, false); err != nil {
					t.Errorf("%s: %v", text, err)
				}
			}
			behind(t, at, func(d *db.DB) { tampered(t, d, "UPDATE jobs SET lease = 'x'") }) // whoever opens it gives the lease back
			opened(t, at, func(m *merchant.Merchant) {
				jobs, err := m.Ledger.OpenJobs(ctx, m.ID)
				if err != nil || len(jobs) != 1 || jobs[0].Attempt != 0 || jobs[0].Partner == "thief" || jobs[0].Fact.Kind() != "BookingRequested" || jobs[0].Due.IsZero() {
					t.Errorf("jobs %+v, %v", jobs, err)
				}
			})
		})
	}
}

// TestALossThatWasAccepted: the place goes on, no fact is said to be missing, and what is decided otherwise without the one
// that is gone is named, with a restore as the next step. Where that lies in the middle of a stream nothing goes on.
func TestALossThatWasAccepted(t *testing.T) {
	from := played(t, 1, 6)
	for gone, goesOn := range map[string]bool{"max": true, "min": false} { // the last fact of a stream, the first
		at := on(t, from, false)
		behind(t, at, func(d *db.DB) {
			tampered(t, d, "DELETE FROM facts WHERE pos = (SELECT min(p) FROM (SELECT "+gone+"(pos) AS p FROM facts WHERE stream LIKE 'order:%' GROUP BY stream HAVING count(*) > 1))")
		})
		_, err := merchant.Rebuild(t.Context(), at, true, nil)
		if !goesOn {
			says(t, err, shipping.Corrupt, "(restore the last backup into a new place (crosslane restore FILE --data NEW))")
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err = audited(t, at, false)
		says(t, err, shipping.Corrupt, "restore the last backup into a new place")
		if strings.Contains(err.Error(), "missing") || strings.Contains(err.Error(), "crosslane rebuild") {
			t.Error(err)
		}
	}
}

// TestEveryMerchantIsAudited: what is wrong with one does not hide how the others stand; of whom anything is left is looked at.
func TestEveryMerchantIsAudited(t *testing.T) {
	at, ctx := placeWithFacts(t), context.Background()
	opened(t, at, func(*merchant.Merchant) {})
	p, err := merchant.Open(ctx, at, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Add(ctx, "anna"); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if list, err := audited(t, at, true); err != nil || len(list) != 2 || list[0].Merchant != "anna" || list[0].Facts != 2 || list[1].Facts != 3 {
		t.Errorf("%+v, %v", list, err)
	}
	d, _ := databases(t, at)
	if _, err := d.Write.Exec("DELETE FROM merchants WHERE merchant = 'anna'"); err != nil {
		t.Fatal(err)
	}
	list, err := audited(t, at, false)
	if len(list) != 2 || list[0].Violated != 1 || list[1].Violated != 0 || !strings.Contains(err.Error(), "anna") {
		t.Errorf("%+v, %v", list, err)
	}
	q, err := merchant.Look(ctx, at, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	if list, err := q.Audit(ctx, merchant.AuditOptions{Merchants: []shipping.MerchantID{"main"}}); err != nil || len(list) != 1 || list[0].Violated != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := q.Audit(ctx, merchant.AuditOptions{Merchants: []shipping.MerchantID{"bert"}}); shipping.CodeOf(err) != shipping.NotFound {
		t.Error(err)
	}
}

// TestEarlierVersionsAreFolded: what was decided before a version decided is not decided again.
func TestEarlierVersionsAreFolded(t *testing.T) {
	at := placeWithFacts(t)
	d, _ := databases(t, at)
	forge(t, d, func(list []*said) []*said { return list[1:] }) // as if nobody had said which version decides
	list, err := audited(t, at, false)
	if err != nil || list[0].Decided != 0 || list[0].Earlier != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestARestoreThatIsKilled kills the process itself: when it has begun, when it has read a part, and when it has read everything
// and nothing is committed yet.
func TestARestoreThatIsKilled(t *testing.T) {
	if dir := os.Getenv("CROSSLANE_RESTORE_INTO"); dir != "" { // the process that is killed
		_, err := merchant.Restore(context.Background(), merchant.At{Data: dir}, os.Stdin, merchant.Options{})
		t.Fatalf("the restore came to its end: %v", err)
	}
	file, ctx := backedUp(t, placeWithFacts(t)), context.Background()
	at := merchant.At{Data: t.TempDir()}
	for _, part := range []int{0, len(file) / 2, len(file)} {
		child := exec.Command(os.Args[0], "-test.run=^TestARestoreThatIsKilled$")
		child.Env = append(os.Environ(), "CROSSLANE_RESTORE_INTO="+at.Data)
		in, err := child.StdinPipe()
		if err == nil {
			err = child.Start()
		}
		if err == nil {
			_, err = in.Write(file[:part])
		}
		if err != nil {
			t.Fatal(err)
		}
		for {
			p, err := merchant.Look(ctx, at, merchant.Options{})
			if shipping.CodeOf(err) == shipping.Refused {
				break
			}
			if err == nil {
				p.Close()
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed
		if _, err := merchant.Open(ctx, at, merchant.Options{}); shipping.CodeOf(err) != shipping.Refused {
			t.Errorf("killed after %d of %d bytes: opened: %v", part, len(file), err)
		}
	}
	if _, err := merchant.Restore(ctx, at, bytes.NewReader(file), merchant.Options{}); err != nil {
		t.Fatal(err)
	}
	if list, err := audited(t, at, true); err != nil || list[0].Facts != 3 {
		t.Errorf("%+v, %v", list, err)
	}
}
