package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"time"

	"crosslane/db"
	"crosslane/fulfillment"
	"crosslane/ledger/upkeep"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/system"
	"crosslane/terminal"
)

// What is too little, too late or too old.
const (
	leastSpace  = 1 << 30   // below that somebody should look
	noSpace     = 200 << 20 // below that a busy day ends it
	leastPart   = 10        // per cent of the disk
	late        = 10 * time.Minute
	oldBackup   = 36 * time.Hour
	ancient     = 14 * 24 * time.Hour
	clocksApart = time.Minute
)

func asError(err error) *shipping.Error { return db.Fault(err) }

// disk tells how much may still be written.
func (v *visit) disk() {
	if v.w.DB != "" {
		v.note("disk", Unknown, "the data lie in a database elsewhere", "look at the disk of its machine")
		return
	}
	free, all, err := system.Space(v.w.Data)
	if err != nil {
		v.note("disk", Unknown, "nobody tells how much room there is", "")
		return
	}
	says := fmt.Sprintf("%d MB free of %d MB", free>>20, all>>20)
	switch {
	case free < noSpace:
		v.note("disk", Bad, says, "make room: what cannot be written is refused")
	case free < leastSpace || free*100 < all*leastPart:
		v.note("disk", Minor, says, "make room soon")
	default:
		v.note("disk", Good, says, "")
	}
}

// database asks the database whether it is whole.
func (v *visit) database(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, v.Timeout)
	defer stop()
	at := v.w.DB
	if at == "" {
		at = v.w.Data + "/ledger.db"
	}
	began := time.Now()
	d, err := db.OpenReadOnly(ctx, at)
	if err != nil {
		v.failed("database", err)
		return
	}
	defer func() { _ = d.Close() }() // it was only read
	if !d.Embedded {
		if err := d.Read.PingContext(ctx); err != nil {
			v.failed("database", db.Failure("ask the database", err))
			return
		}
		v.note("database", Good, fmt.Sprintf("PostgreSQL answers in %d ms", time.Since(began).Milliseconds()), "")
		return
	}
	var says string
	err = d.Read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&says)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		v.note("database", Unknown, "it was not read to its end in "+v.Timeout.String(), "--timeout 10m gives it longer; crosslane audit looks deeper")
	case err != nil:
		v.failed("database", db.Failure("check the database", err))
	case says != "ok":
		v.note("database", Bad, "SQLite finds it damaged", "restore a backup: crosslane restore FILE")
	default:
		v.note("database", Good, "SQLite finds it whole", "")
	}
}

// files tells who may read the data.
func (v *visit) files(place *merchant.Place) {
	switch {
	case v.w.DB != "":
	case place.Exposed:
		v.note("files", Bad, "other users of this machine may look into the directory", "its owner changes that: chmod 700 "+v.w.Data)
	default:
		info, err := os.Stat(v.w.Data)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			v.note("files", Bad, "other users of this machine may look into the directory", "chmod 700 "+v.w.Data)
			return
		}
		v.note("files", Good, "their owner's alone", "")
	}
}

// merchants looks at the business of each.
func (v *visit) merchants(ctx context.Context, place *merchant.Place) {
	all, err := place.Merchants(ctx)
	if err != nil {
		v.failed("merchants", err)
		return
	}
	if named := v.w.Named(); len(named) > 0 {
		all = named
	}
	for _, id := range all {
		m, err := place.Merchant(ctx, id)
		if err != nil {
			v.failed("merchant "+string(id), err)
			continue
		}
		v.clock(ctx, m)
		v.book(ctx, m)
		v.carriers(ctx, m)
		v.work(ctx, m)
	}
}

// clock holds the machine's clock against what was recorded last.
func (v *visit) clock(ctx context.Context, m *merchant.Merchant) {
	cursor, err := m.Views.Cursor(ctx, m.ID)
	at, bad := strconv.ParseInt(cursor, 10, 64)
	if err != nil || bad != nil {
		v.of(m, "clock", Unknown, "nothing is recorded yet to hold it against", "")
		return
	}
	list, err := m.Ledger.Feed(ctx, m.ID, at-1, 1)
	if err != nil || len(list) == 0 {
		v.of(m, "clock", Unknown, "what was recorded last cannot be read", "crosslane audit")
		return
	}
	newest, now := list[0].Fact.Recorded, v.p.Now()
	if newest.After(now.Add(clocksApart)) {
		v.of(m, "clock", Bad, "it stands "+newest.Sub(now).Round(time.Second).String()+" before what was recorded last", "set it by a time server: promises and timers go by it")
		return
	}
	v.of(m, "clock", Good, now.UTC().Format(time.RFC3339)+" UTC, and nothing is recorded from later", "")
}

// book looks at the Book in force.
func (v *visit) book(ctx context.Context, m *merchant.Merchant) {
	text, err := m.BookFile(ctx, "")
	if err != nil {
		v.of(m, "Book", Bad, asError(err).Message, asError(err).Hint)
		return
	}
	rules, remarks, err := fulfillment.Accept(text, merchant.Connectors())
	switch {
	case err != nil:
		v.of(m, "Book", Bad, "it would not be taken today: "+asError(err).Message, "crosslane book show > mine.yaml, mend it, crosslane book check mine.yaml")
		return
	case len(remarks) > 0:
		v.of(m, "Book", Minor, fmt.Sprintf("%s: %d things may not be meant so", rules.Book.Name, len(remarks)), "crosslane book show > mine.yaml; crosslane book check mine.yaml tells them")
	default:
		v.of(m, "Book", Good, rules.Book.Name, "")
	}
	if simulated, err := m.Simulated(ctx); err == nil && simulated {
		v.of(m, "carriers", Minor, "the Book books with simulated carriers: no parcel travels", "write a Book with your own: crosslane init")
	}
}

// carriers tries to reach those of the Book that have an address.
func (v *visit) carriers(ctx context.Context, m *merchant.Merchant) {
	b, err := m.Book(ctx)
	if err != nil {
		return // told of the Book
	}
	for _, c := range b.Carriers {
		u, err := url.Parse(c.Address)
		if err != nil || u.Host == "" {
			continue // spoken to by nobody: a table, or in the computer
		}
		port := u.Port()
		if port == "" {
			port = map[string]string{"http": "80"}[u.Scheme]
		}
		if port == "" {
			port = "443"
		}
		if err := v.reach(ctx, net.JoinHostPort(u.Hostname(), port)); err != nil {
			v.of(m, "carrier "+string(c.ID), Bad, why(err), "parcels go by their backups meanwhile; look at its address in the Book")
			continue
		}
		v.of(m, "carrier "+string(c.ID), Good, "its server can be reached", "")
	}
}

// reach opens a connection and closes it.
func (v *visit) reach(ctx context.Context, at string) error {
	ctx, stop := context.WithTimeout(ctx, v.Timeout)
	defer stop()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", at)
	if err == nil {
		err = conn.Close()
	}
	return err
}

// why is a failure in words.
func why(err error) string {
	if r, known := system.Why(err); known {
		return r.Why
	}
	return "its server cannot be reached"
}

// work looks at what should have been done by now.
func (v *visit) work(ctx context.Context, m *merchant.Merchant) {
	overdue := func(what string, due time.Time, err error) {
		behind := v.p.Now().Sub(due)
		switch {
		case err != nil:
			v.of(m, what, Unknown, asError(err).Message, asError(err).Hint)
		case !due.IsZero() && behind > late:
			v.of(m, what, Bad, "the next should have been done "+behind.Round(time.Minute).String()+" ago", "is crosslane serve running?")
		default:
			v.of(m, what, Good, "none is late", "")
		}
	}
	due, err := m.Ledger.NextJob(ctx, m.ID)
	overdue("jobs", due, err)
	due, err = m.Ledger.NextDue(ctx, m.ID)
	overdue("timers", due, err)
	if dead, err := m.Ledger.DeadJobs(ctx, m.ID); err == nil && len(dead) > 0 {
		v.of(m, "jobs given up", Minor, strconv.Itoa(len(dead)), "crosslane jobs lists them")
	}
	if behind, err := m.Behind(ctx); err == nil && behind {
		v.of(m, "read tables", Minor, "something is recorded that they do not have", "crosslane serve fills them")
	}
}

// accounts tells whether somebody can sign in.
func (v *visit) accounts(ctx context.Context) {
	s, done, err := v.w.LookAtAccounts(ctx, v.p)
	if err != nil {
		v.note("accounts", Unknown, asError(err).Message, asError(err).Hint)
		return
	}
	defer done()
	claimed, err := s.Claimed(ctx)
	switch {
	case err != nil:
		v.note("accounts", Unknown, asError(err).Message, asError(err).Hint)
	case !claimed:
		v.note("accounts", Minor, "nobody has one: a server that only this machine reaches asks nobody who it is", "crosslane serve prints a link that makes the first")
	default:
		v.note("accounts", Good, "whoever opens a page signs in", "")
	}
}

// mail tries to reach the mail server.
func (v *visit) mail(ctx context.Context) {
	if v.SMTP == "" {
		v.note("mail", Unknown, "no mail server is named", "--smtp HOST:PORT has it looked at")
		return
	}
	if err := v.reach(ctx, v.SMTP); err != nil {
		v.note("mail", Bad, why(err), "look at --smtp")
		return
	}
	v.note("mail", Good, "its server can be reached", "")
}

// backup looks at the newest backup.
func (v *visit) backup() {
	if v.Backup == "" {
		v.note("backup", Unknown, "none is named", "crosslane backup FILE writes one, also while the server runs; --backup FILE has it looked at")
		return
	}
	for _, name := range []string{v.Backup, v.Backup + terminal.Beside} {
		if db.Abandoned(name) {
			v.note("backup", Minor, name+db.Part+" was left by one that was cut off", "crosslane backup "+v.Backup+" takes it away")
		}
	}
	f, err := os.Open(v.Backup)
	if err != nil {
		v.note("backup", Bad, "there is none at "+v.Backup, "crosslane backup "+v.Backup)
		return
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err == nil {
		err = upkeep.Whole(f)
	}
	if err != nil {
		v.note("backup", Bad, v.Backup+": "+asError(err).Message, "crosslane backup "+v.Backup)
		return
	}
	age := v.p.Now().Sub(info.ModTime()).Round(time.Minute)
	says := fmt.Sprintf("whole, %d MB, written %s ago", info.Size()>>20, age)
	switch {
	case age > ancient:
		v.note("backup", Bad, says, "what came since would be lost: crosslane backup "+v.Backup)
	case age > oldBackup:
		v.note("backup", Minor, says, "crosslane backup "+v.Backup)
	default:
		v.note("backup", Good, says, "")
	}
}
