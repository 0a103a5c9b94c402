// Package seal answers the question: how is a secret kept that must be read again?
//
// A secret is sealed by a key that lies apart from the rows: in the environment, or in a file of the directory. Whoever has the rows
// alone reads nothing, and a sealed text that is carried over to another row does not open.
package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"crosslane/db"
	"crosslane/shipping"
)

// KeyVariable is the environment's name for keys, and KeyFile the directory's: each 32 bytes in base64, the newest first. In the file
// each has a line, in the environment a blank or a comma stands between them.
const (
	KeyVariable = "CROSSLANE_KEY"
	KeyFile     = "seal.key"
)

// form begins what was sealed in the way of today: XChaCha20-Poly1305, the nonce before it.
const form = "s1"

// Keys are the keys of a place of data. They are looked for when the first is needed. The zero value is of a place that several nodes
// share: its keys come from the environment alone. It is safe for concurrent use.
type Keys struct {
	dir string

	mu   sync.Mutex
	list []key // the newest first
}

type key struct {
	name string // eight signs of its hash, by which what it sealed is known
	aead cipher.AEAD
}

// Of are the keys of a directory of data; of an empty one, of a place that several nodes share.
func Of(dir string) *Keys { return &Keys{dir: dir} }

// Seal seals a secret for the row that about names, by the newest key. A directory without a key is given one.
func (k *Keys) Seal(secret []byte, about string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.list) == 0 {
		if err := k.look(true); err != nil {
			return "", err
		}
	}
	by := k.list[0]
	nonce := make([]byte, by.aead.NonceSize(), by.aead.NonceSize()+len(secret)+by.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails: the program ends first
	return form + "." + by.name + "." + base64.RawStdEncoding.EncodeToString(by.aead.Seal(nonce, nonce, secret, bound(about))), nil
}

// Open opens what was sealed for the row that about names. Unavailable: its key is not there, which the error names; Corrupt: it was
// changed, or sealed for another row.
func (k *Keys) Open(sealed, about string) ([]byte, error) {
	how, rest, _ := strings.Cut(sealed, ".")
	name, text, _ := strings.Cut(rest, ".")
	raw, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if how != form || err != nil {
		return nil, changed()
	}
	by, err := k.named(name)
	if err != nil {
		return nil, err
	}
	if len(raw) < by.aead.NonceSize() {
		return nil, changed()
	}
	secret, err := by.aead.Open(nil, raw[:by.aead.NonceSize()], raw[by.aead.NonceSize():], bound(about))
	if err != nil {
		return nil, changed()
	}
	return secret, nil
}

func bound(about string) []byte { return []byte("crosslane " + form + "\x00" + about) }

func changed() error {
	return &shipping.Error{Code: shipping.Corrupt, Field: "seal", Message: "a sealed secret was changed, or belongs to another row", Hint: "restore the database from a backup, or make a new secret"}
}

// named is the key of a name. One that is not known may have been added since keys were looked for.
func (k *Keys) named(name string) (key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for range 2 {
		for _, one := range k.list {
			if one.name == name {
				return one, nil
			}
		}
		if err := k.look(false); err != nil {
			return key{}, err
		}
	}
	return key{}, &shipping.Error{Code: shipping.Unavailable, Field: k.where(), Message: "the key " + shipping.Text(name) + " by which a secret was sealed is not there",
		Hint: "bring it back from where it is kept safe; where it is lost, make new secrets"}
}

// where is where keys are looked for.
func (k *Keys) where() string {
	if k.dir == "" {
		return KeyVariable
	}
	return filepath.Join(k.dir, KeyFile)
}

// look looks for keys: those of the environment count as newer. Where there is none it makes one, if it may.
func (k *Keys) look(may bool) error {
	var list []key
	for i, text := range strings.FieldsFunc(os.Getenv(KeyVariable), func(r rune) bool { return strings.ContainsRune(", \t\r\n;", r) }) {
		one, err := read(text, fmt.Sprintf("%s, key %d", KeyVariable, i+1))
		if err != nil {
			return err
		}
		list = append(list, one)
	}
	kept, err := k.kept()
	if list = append(list, kept...); err != nil {
		return err
	}
	switch {
	case len(list) > 0:
		k.list = list
		return nil
	case !may:
		return nil // whoever asks names the key that is missing
	case k.dir == "":
		return &shipping.Error{Code: shipping.Unavailable, Field: KeyVariable, Message: "there is no key by which secrets are sealed", Hint: "set it to 32 random bytes in base64, the same on every node (openssl rand -base64 32), and keep it safe"}
	}
	if err := k.begin(); err != nil {
		return err
	}
	k.list, err = k.kept()
	return err
}

// kept are the keys of the directory's file; none where there is no file.
func (k *Keys) kept() (list []key, err error) {
	if k.dir == "" {
		return nil, nil
	}
	text, err := os.ReadFile(k.where())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Field: k.where(), Message: "the keys cannot be read", Hint: "have its owner allow it", Cause: err}
	}
	if _, err := db.Narrow(k.where()); err != nil {
		return nil, err
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if n++; strings.TrimSpace(line) == "" {
			continue
		}
		one, err := read(line, fmt.Sprintf("%s, line %d", k.where(), n))
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// read reads a key; what it says is never told.
func read(text, where string) (key, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != chacha20poly1305.KeySize {
		return key{}, &shipping.Error{Code: shipping.Unavailable, Field: where, Message: "is no key", Hint: "write 32 bytes in base64, 44 signs: openssl rand -base64 32"}
	}
	aead, err := chacha20poly1305.NewX(raw)
	if err != nil {
		return key{}, err
	}
	sum := sha256.Sum256(append([]byte("crosslane key\x00"), raw...))
	return key{hex.EncodeToString(sum[:4]), aead}, nil
}

// begin makes the file with its first key. It appears whole, and one that another process has just made stays.
func (k *Keys) begin() error {
	raw := make([]byte, chacha20poly1305.KeySize)
	_, _ = rand.Read(raw)
	part := filepath.Join(k.dir, KeyFile+"."+rand.Text())
	err := written(part, base64.StdEncoding.EncodeToString(raw)+"\n")
	if err == nil {
		err = os.Link(part, k.where())
	}
	_ = os.Remove(part)
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	if err != nil {
		return &shipping.Error{Code: shipping.Unavailable, Field: k.where(), Message: "the first key cannot be kept", Hint: "let the directory be written to, or set " + KeyVariable, Cause: err}
	}
	if d, err := os.Open(k.dir); err == nil { // its name stays though the machine ends now
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

func written(file, text string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
