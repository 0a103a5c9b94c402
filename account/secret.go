package account

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"crosslane/shipping"
)

// kind is what a secret is for.
type kind string

const (
	forProgram kind = "token"   // a program proves itself by it
	forSession kind = "session" // a browser of somebody who signed in
	forJoining kind = "joining" // once: whoever has it may choose the password of a user
	forDevice  kind = "device"  // a browser shows by it that its user signed in there before
)

// prefixes begin a secret of each kind, so that one that stands where it should not is known for what it is.
var prefixes = map[kind]string{forProgram: "cl_live_", forSession: "cl_session_", forJoining: "cl_join_", forDevice: "cl_device_"} // what is only begun has none

var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newID is a name of its own: "usr_", "tok_" and 80 bits of chance.
func newID(prefix string) string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails: the program ends first
	return prefix + letters.EncodeToString(b)
}

// newSecret is a secret of 160 bits for the row of an id, and what is kept of it.
func newSecret(k kind, id string) (secret, proof string) {
	b := make([]byte, 20)
	_, _ = rand.Read(b)
	own := letters.EncodeToString(b)
	return prefixes[k] + strings.TrimPrefix(id, "tok_") + "_" + own, proofOf(own)
}

// proofOf is what is kept of a secret. Its chance is too much to be guessed, so one round is enough.
func proofOf(own string) string {
	sum := sha256.Sum256([]byte(own))
	return base64.RawStdEncoding.EncodeToString(sum[:])
}

// parseSecret takes a secret apart; false where it is none.
func parseSecret(secret string) (k kind, id, own string, ok bool) {
	secret = shipping.Text(secret) // what is no text is no secret
	for of, prefix := range prefixes {
		if rest, found := strings.CutPrefix(secret, prefix); found {
			id, own, ok = strings.Cut(rest, "_")
			return of, "tok_" + id, own, ok && id != "" && own != ""
		}
	}
	return "", "", "", false
}

// proves tells whether a secret is the one of which a proof was kept, in a time that tells nothing of either.
func proves(own, proof string) bool {
	return subtle.ConstantTimeCompare([]byte(proofOf(own)), []byte(proof)) == 1
}

// Argon2id as OWASP's Password Storage Cheat Sheet has it (2024): 19 MiB, two passes, one lane.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	keyBytes  = 32
	saltBytes = 16
)

// atOnce bounds how many passwords are worked on at a time: each takes 19 MiB.
var atOnce = make(chan struct{}, 4)

// hashPassword is a password as it is kept, in the PHC string format.
func hashPassword(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(stretch(password, salt, memoryKiB, passes, lanes)))
}

func stretch(password string, salt []byte, memory, t uint32, p uint8) []byte {
	atOnce <- struct{}{}
	defer func() { <-atOnce }()
	return argon2.IDKey([]byte(password), salt, t, memory, p, keyBytes)
}

// isPassword tells whether a password is the one that was kept. It never is where none was kept, and that takes as long, so
// that the time of an answer does not tell who has an account.
func isPassword(password, kept string) bool {
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		_ = stretch(password, make([]byte, saltBytes), memoryKiB, passes, lanes)
		return false
	}
	var version int
	var memory, t uint32
	var p uint8
	_, bad := fmt.Sscanf(parts[2], "v=%d", &version)
	_, worse := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &t, &p)
	salt, noSalt := base64.RawStdEncoding.DecodeString(parts[4])
	key, noKey := base64.RawStdEncoding.DecodeString(parts[5])
	if bad != nil || worse != nil || noSalt != nil || noKey != nil || version != argon2.Version || memory > 1<<20 || t == 0 || t > 100 || p == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(stretch(password, salt, memory, t, p), key) == 1
}
