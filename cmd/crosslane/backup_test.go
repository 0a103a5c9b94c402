package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosslane/db/dbtest"
)

// TestABackupHasTheAccounts: who may do what, and who is told, come back with the record, from each engine into the other.
func TestABackupHasTheAccounts(t *testing.T) {
	places := map[string][]string{"sqlite": {"--data", filepath.Join(t.TempDir(), "data")}, "postgres": {"--data", t.TempDir(), "--db", dbtest.Postgres(t)}}
	for engine, where := range places {
		t.Setenv("CROSSLANE_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
		typing := func(args ...string) []string { return append(args, where...) }
		file := filepath.Join(t.TempDir(), "kept")
		done(t, "", typing("migrate", "--new")...)
		if out := done(t, "", typing("backup", file)...); strings.Contains(out, "Accounts, webhooks") {
			t.Errorf("%s: nobody has an account: %s", engine, out)
		}
		token := made(t, "token", typing("tokens", "add", "ERP")...)
		user := made(t, "user", typing("users", "invite", "anna@b.example", "--name", "Anna")...)
		done(t, "", typing("webhooks", "add", "https://shop.example/hooks")...)
		done(t, "cs_1\n", typing("storefronts", "add", "shop-de", "https://shop.example", "--sort", "woocommerce", "--key", "ck_1", "--parcels", "booked")...)
		if out := done(t, "", typing("backup", file)...); !strings.Contains(out, file+".accounts") {
			t.Errorf("%s: the file beside it is not named: %s", engine, out)
		}
		for into, at := range map[string][]string{"sqlite": {"--data", filepath.Join(t.TempDir(), "again")}, "postgres": {"--data", t.TempDir(), "--db", dbtest.Postgres(t)}} {
			done(t, "", append([]string{"restore", file}, at...)...)
			for command, want := range map[string]string{"tokens": token, "users": user, "webhooks": "https://shop.example/hooks", "storefronts": "shop.example", "deeds": "token made"} {
				if out := done(t, "", append([]string{command}, at...)...); !strings.Contains(out, want) {
					t.Errorf("%s into %s: no %s in %s: %s", engine, into, want, command, out)
				}
			}
		}
		if err := os.WriteFile(file+".accounts", []byte("of somebody else"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, errs, status := typed(t, "", typing("backup", file)...); status != 1 || !strings.Contains(errs, "is no file of accounts") {
			t.Errorf("%s: another's file: %d %s", engine, status, errs)
		}
		if text, err := os.ReadFile(file + ".accounts"); err != nil || string(text) != "of somebody else" {
			t.Errorf("%s: it was written over: %q, %v", engine, text, err)
		}
	}
}

// TestWhatAKilledBackupLeaves: wherever a backup was cut off, the next one to that name takes away what it left, which doctor names; what is another's stays.
func TestWhatAKilledBackupLeaves(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "kept")
	done(t, "", "migrate", "--new", "--data", data)
	made(t, "token", "tokens", "add", "ERP", "--data", data)
	done(t, "", "backup", file, "--data", data)
	for _, beside := range []string{"", ".accounts"} {
		whole, err := os.ReadFile(file + beside)
		if err != nil {
			t.Fatal(err)
		}
		part := file + beside + ".part"
		for n := 0; n < len(whole); n += 1 + n/9 {
			if err := os.WriteFile(part, whole[:n], 0o600); err != nil {
				t.Fatal(err)
			}
			if n < 100 {
				if out, _, _ := typed(t, "", "doctor", "--backup", file, "--data", data); !strings.Contains(out, part+" was left by one that was cut off") {
					t.Errorf("doctor does not name it: %s", out)
				}
			}
			if _, errs, status := typed(t, "", "backup", file, "--data", data); status != 0 {
				t.Fatalf("%s cut off at %d: %s", beside, n, errs)
			}
			if _, err := os.Stat(part); err == nil {
				t.Errorf("%s cut off at %d stays", beside, n)
			}
		}
		other := filepath.Join(t.TempDir(), "other")
		if err := os.WriteFile(other+beside+".part", []byte("of somebody else"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, errs, status := typed(t, "", "backup", other, "--data", data)
		text, _ := os.ReadFile(other + beside + ".part")
		if left, _ := filepath.Glob(other + "*"); status != 1 || string(text) != "of somebody else" || len(left) != 1 {
			t.Errorf("another's %s: %d %s, %q, and %v", beside, status, errs, text, left)
		}
	}
}
