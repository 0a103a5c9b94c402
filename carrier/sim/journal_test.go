package sim

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
)

// kept books two parcels and cancels one of them, and answers with the journal's path and its lines.
func kept(t *testing.T) (path string, lines []string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "carriers", "journal.jsonl")
	r := open(t, Config{Journal: path, Behave: always(plain)})
	one := r.take(t, 1)
	r.take(t, 2)
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: one.Waybill}); err != nil {
		t.Fatal(err)
	}
	r.release(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines = strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	return path, lines
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A line that was not finished is cut off, and that is said; the next lines follow whole ones.
func TestATornLastLineIsCutOffAndSaid(t *testing.T) {
	path, lines := kept(t)
	for _, torn := range []string{`{"book":{"key":"half a li`, "{", `{"busy":"k"}`} {
		put(t, path, strings.Join(lines, "")+torn)
		var said []string
		r := open(t, Config{Journal: path, Behave: always(plain), Say: func(what string) { said = append(said, what) }})
		if s := r.Stats(); s.Booked != 2 || s.Cancelled != 1 || s.Keys != 2 {
			t.Errorf("got %+v", s)
		}
		if len(said) != 1 || !strings.Contains(said[0], path) || !strings.Contains(said[0], "cut off") {
			t.Errorf("said %q", said)
		}
		r.take(t, 3)
		r.release(t)
		again := open(t, Config{Journal: path, Behave: always(plain), Say: func(what string) { t.Errorf("a whole journal is said to be mended: %s", what) }})
		if s := again.Stats(); s.Booked != 3 {
			t.Errorf("got %+v", s)
		}
		again.release(t)
	}
}

func TestALineThatCannotBeReadIsNamed(t *testing.T) {
	path, lines := kept(t)
	for _, damaged := range []string{
		"garbage", "", "null", "{}", "[]", `{"book":{}}`, `{"book":{"key":"k"}}`, `{"book":{"key":"k","waybill":"SX12345678"}}`,
		`{"book":{"key":"","waybill":"SX12345678","at":"2026-03-02T08:00:00Z"}}`, `{"book":{"key":"k","waybill":"SX1","at":"2026-03-02T08:00:00Z"}}`,
		`{"book":{"key":"k","waybill":"SX12345678","at":"2026-03-02T08:00:00Z","refused":{"code":"X"}}}`,
		`{"cancel":{"waybill":"","at":"2026-03-02T08:00:00Z"}}`, `{"cancel":{"waybill":"SX1"}}`,
		`{"busy":"k","cancel":{"waybill":"SX1","at":"2026-03-02T08:00:00Z"}}`,
		`{"book":{"key":"k","waybill":"SX12345678","at":"2026-03-02T08:00:00Z","city":7}}`, strings.TrimSuffix(lines[0], "\n") + lines[0][:10],
	} {
		put(t, path, lines[0]+damaged+"\n"+lines[1])
		s, err := New(Config{Journal: path, Channels: []book.Channel{truck}, Now: func() time.Time { return start }})
		var e *shipping.Error
		if s != nil || !errors.As(err, &e) || e.Code != shipping.Corrupt || e.Field != path+":2" || e.Message != "a line of the journal cannot be read" || e.Hint == "" {
			t.Errorf("%s: %v", damaged, err)
		}
	}
	put(t, path, lines[0])
	open(t, Config{Journal: path}) // nothing holds the journal after a start that failed
}

func TestAJournalHasOneOwner(t *testing.T) {
	path, _ := kept(t)
	first := open(t, Config{Journal: path})
	_, err := New(Config{Journal: path})
	var e *shipping.Error
	if !errors.As(err, &e) || e.Code != shipping.Unavailable || e.Field != path || !strings.Contains(e.Message, "process ") || e.Hint == "" {
		t.Errorf("a second owner: %v", err)
	}
	first.release(t)
	open(t, Config{Journal: path})
}

// The lock ends with its process, however that ends.
func TestTheLockDiesWithItsOwner(t *testing.T) {
	const asOwner = "CROSSLANE_TEST_JOURNAL"
	if path := os.Getenv(asOwner); path != "" {
		s, err := New(Config{Journal: path})
		if err != nil {
			t.Fatal(err)
		}
		put(t, path+".ready", "")
		time.Sleep(time.Minute) // it is killed before
		t.Fatal(s.Close())
	}
	path, _ := kept(t)
	owner := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	owner.Env = append(os.Environ(), asOwner+"="+path)
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if _, err := os.Stat(path + ".ready"); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	_, refused := New(Config{Journal: path})
	if err := errors.Join(owner.Process.Kill(), refused); shipping.CodeOf(refused) != shipping.Unavailable {
		t.Errorf("while another process lives: %v", err)
	}
	_ = owner.Wait() // it was killed
	open(t, Config{Journal: path})
}

func TestTheJournalIsItsOwnersAlone(t *testing.T) {
	path, _ := kept(t)
	for file, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + ".lock": 0o600} {
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s is open as %v, %v", file, info.Mode().Perm(), err)
		}
	}
	put(t, path+"x", "")
	if _, err := New(Config{Journal: filepath.Join(path+"x", "journal")}); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("a folder that is a file: %v", err)
	}
}

// What cannot be written is not promised, and the journal takes nothing more once it cannot be mended.
func TestWhatCannotBeWrittenIsNotPromised(t *testing.T) {
	path, lines := kept(t)
	r := open(t, Config{Journal: path, Behave: always(plain)})
	file := r.journal.file
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	r.journal.file = readOnly
	if _, err := r.Book(t.Context(), request(3)); shipping.CodeOf(err) != shipping.Unavailable || r.Stats().Booked != 2 {
		t.Errorf("got %v", err)
	}
	r.journal.file = file
	if _, err := r.Book(t.Context(), request(3)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("after a line that may be torn: %v", err)
	}
	r.release(t)
	if text, err := os.ReadFile(path); err != nil || string(text) != strings.Join(lines, "") || readOnly.Close() != nil {
		t.Errorf("the journal is\n%s%v", text, err)
	}
}

// Stopping and closing can be asked for again, and never wait for ever.
func TestStoppingTwiceAndAfterAStartThatFailed(t *testing.T) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s, err := New(Config{Journal: filepath.Join(t.TempDir(), "journal"), Now: func() time.Time { return start }})
		if err != nil {
			t.Error(err)
			return
		}
		url, stop, err := s.Listen("127.0.0.1:0")
		if err != nil {
			t.Error(err)
		}
		_, none, err := s.Listen(strings.TrimPrefix(url, "http://"))
		if err == nil || none == nil {
			t.Error("two carriers listen at one address")
		}
		for _, end := range []func() error{none, none, stop, stop, stop, s.Close, s.Close} {
			if err := end(); err != nil {
				t.Error(err)
			}
		}
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("it hangs")
	}
}
