package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"crosslane/seal"
	"crosslane/shipping"
)

// fresh is a key that nobody had before.
func fresh() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.StdEncoding.EncodeToString(b)
}

func sealed(t *testing.T, k *seal.Keys, secret, about string) string {
	t.Helper()
	text, err := k.Seal([]byte(secret), about)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// opens fails unless what was sealed opens, or is refused with a code and words.
func opens(t *testing.T, what string, k *seal.Keys, text, about, want string, code shipping.Code, says ...string) {
	t.Helper()
	got, err := k.Open(text, about)
	if shipping.CodeOf(err) != code || code == "" && string(got) != want {
		t.Errorf("%s: %q, %v, want %q %q", what, got, err, want, code)
	}
	for _, word := range says {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v does not say %q", what, err, word)
		}
	}
}

// TestSealed: what is sealed opens for its row alone, and no sign of it can be changed.
func TestSealed(t *testing.T) {
	t.Setenv(seal.KeyVariable, "")
	k := seal.Of(t.TempDir())
	for _, secret := range []string{"", "x", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", strings.Repeat("ä", 5000)} {
		text := sealed(t, k, secret, "webhook main wh_1")
		if secret != "" && len(secret) > 1 && strings.Contains(text, secret) {
			t.Errorf("%q can be read", secret)
		}
		if text == sealed(t, k, secret, "webhook main wh_1") {
			t.Errorf("%q is sealed twice alike", secret)
		}
		opens(t, "its row", k, text, "webhook main wh_1", secret, "")
		opens(t, "another row", k, text, "webhook main wh_2", "", shipping.Corrupt, "another row")
	}
	text := sealed(t, k, "secret", "row")
	for i := len(text) - 40; i < len(text); i++ {
		other := []byte(text)
		if other[i] = 'A'; text[i] == 'A' {
			other[i] = 'B'
		}
		opens(t, "changed", k, string(other), "row", "", shipping.Corrupt)
	}
	for _, torn := range []string{"", "s1", "s1.", "s1..", text[:20], text[:len(text)-1], "s2" + text[2:], text + "=", "plain text"} {
		if got, err := k.Open(torn, "row"); err == nil {
			t.Errorf("%q opens: %q", torn, got)
		}
	}
}

// TestKeysAreLost: without the key, or with another, nothing opens, and the file that is missing is named.
func TestKeysAreLost(t *testing.T) {
	t.Setenv(seal.KeyVariable, "")
	dir := t.TempDir()
	text := sealed(t, seal.Of(dir), "secret", "row")
	file := filepath.Join(dir, seal.KeyFile)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, other := range map[string]string{"another": fresh() + "\n", "empty": "", "two others": fresh() + "\n\n" + fresh() + "\n"} {
		put(t, file, other)
		opens(t, what, seal.Of(dir), text, "row", "", shipping.Unavailable, file, "is not there")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	opens(t, "lost", seal.Of(dir), text, "row", "", shipping.Unavailable, file, "is not there")
	if _, err := os.Stat(file); err == nil {
		t.Error("a new key took the place of the one that is lost")
	}
	for what, bad := range map[string]string{"short": base64.StdEncoding.EncodeToString([]byte("short")), "no base64": "?" + fresh(), "long": fresh() + fresh()} {
		put(t, file, string(kept)+bad+"\n")
		opens(t, what, seal.Of(dir), text, "row", "", shipping.Unavailable, file+", line 2", "is no key")
		if _, err := seal.Of(dir).Seal(nil, "row"); err == nil || strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", what, err)
		}
	}
	put(t, file, string(kept))
	opens(t, "back", seal.Of(dir), text, "row", "secret", "")
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestRotation: the newest key seals, and those of before open, wherever they are kept; a program that runs finds what was added.
func TestRotation(t *testing.T) {
	t.Setenv(seal.KeyVariable, "")
	dir := t.TempDir()
	running := seal.Of(dir)
	first := sealed(t, running, "first", "row")
	file := filepath.Join(dir, seal.KeyFile)
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	put(t, file, fresh()+"\n"+string(kept))
	second := sealed(t, seal.Of(dir), "second", "row")
	if strings.HasPrefix(second, first[:12]) {
		t.Error("the older key seals")
	}
	opens(t, "the older key", seal.Of(dir), first, "row", "first", "")
	opens(t, "a program that runs", running, second, "row", "second", "")
	t.Setenv(seal.KeyVariable, fresh()+", "+fresh())
	third := sealed(t, seal.Of(dir), "third", "row")
	opens(t, "beside the environment", seal.Of(dir), second, "row", "second", "")
	opens(t, "of the environment", seal.Of(""), third, "row", "third", "")
	opens(t, "without the file", seal.Of(""), second, "row", "", shipping.Unavailable, seal.KeyVariable)
	t.Setenv(seal.KeyVariable, "nonsense")
	opens(t, "nonsense", seal.Of(dir), first, "row", "", shipping.Unavailable, seal.KeyVariable+", key 1")
}

// TestSharedPlace: nodes of one database do not make keys that the others do not have.
func TestSharedPlace(t *testing.T) {
	t.Setenv(seal.KeyVariable, "")
	if _, err := seal.Of("").Seal([]byte("x"), "row"); shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), seal.KeyVariable) {
		t.Errorf("sealed: %v", err)
	}
}

// TestFirstKeysAtOnce: of many that need the first key at once all have the same.
func TestFirstKeysAtOnce(t *testing.T) {
	t.Setenv(seal.KeyVariable, "")
	dir := t.TempDir()
	texts := make([]string, 20)
	var all sync.WaitGroup
	for i := range texts {
		all.Go(func() { texts[i], _ = seal.Of(dir).Seal([]byte("x"), "row") })
	}
	all.Wait()
	for _, text := range texts {
		opens(t, "at once", seal.Of(dir), text, "row", "x", "")
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 {
		t.Errorf("left behind: %v, %v", list, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, seal.KeyFile)); err != nil || bytes.Count(text, []byte("\n")) != 1 {
		t.Errorf("%v", err)
	}
}
