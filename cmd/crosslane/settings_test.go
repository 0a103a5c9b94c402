package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSettings: what is typed counts before the environment, that before the file, and the file before what is usual; secrets stand in none of the settings.
func TestSettings(t *testing.T) {
	for _, name := range []string{"CROSSLANE_DATA", "CROSSLANE_DB", "CROSSLANE_SETTINGS", "CROSSLANE_LOG", "CROSSLANE_SMTP_PASSWORD", "CROSSLANE_WEBHOOK_SECRET", "CROSSLANE_OIDC_SECRET", "CROSSLANE_OIDC_SECRET_FILE"} {
		t.Setenv(name, "") // comes back behind the test
		_ = os.Unsetenv(name)
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, name)
	}
	write("mail.pw", "hush\n")
	file := write("crosslane.yaml", "# of the warehouse\ndata: place\nlisten: nowhere\nlog: json\nonly: [main, two]\nsmtp-password-file: mail.pw\nwebhook-secret-file: none.pw\noidc-secret-file: oidc.pw\nproxies: [10.0.0.0/8, '::1']\nrequire-second-factor: true\n")
	if _, errs, status := typed(t, "", "settings", "--settings", file); status != 2 && status != 1 || !strings.Contains(errs, "none.pw: cannot be read") {
		t.Errorf("a secret that is not there: %d %s", status, errs)
	}
	write("none.pw", "more")
	set := func(args ...string) map[string][2]string {
		t.Helper()
		var list []struct{ Key, Is, By string }
		if err := json.Unmarshal([]byte(done(t, "", append([]string{"settings", "--json"}, args...)...)), &list); err != nil {
			t.Fatal(err)
		}
		by := map[string][2]string{}
		for _, s := range list {
			by[s.Key] = [2]string{s.Is, s.By}
		}
		return by
	}
	t.Setenv("CROSSLANE_LOG", "text")
	got := set("--settings", file)
	for key, want := range map[string][2]string{"data": {filepath.Join(dir, "place"), "file"}, "listen": {"nowhere", "file"}, "log": {"text", "environment"}, "only": {"main,two", "file"}, "proxies": {"10.0.0.0/8,::1", "file"}, "require-second-factor": {"true", "file"}, "oidc-secret-file": {filepath.Join(dir, "oidc.pw"), "file"}, "poll": {"1m", "usual"}, "smtp": {"", "usual"}} {
		if got[key] != want {
			t.Errorf("%s: %v, want %v", key, got[key], want)
		}
	}
	t.Setenv("CROSSLANE_OIDC_SECRET", "hush")
	if got := set("--settings", file); got["oidc-secret-file"][0] != "" {
		t.Errorf("a secret of the environment counts before the file that has one: %v", got["oidc-secret-file"])
	}
	if os.Getenv("CROSSLANE_SMTP_PASSWORD") != "hush" {
		t.Error("the password of the file is not there")
	}
	done(t, "", "migrate", "--new", "--settings", file) // in the place of the file
	done(t, "", "orders", "--data", filepath.Join(dir, "place"))
	t.Setenv("CROSSLANE_SETTINGS", file)
	if _, errs, status := typed(t, "", "serve"); status != 2 || !strings.Contains(errs, file+`, line 3: listen: "nowhere" is no address to listen on`) {
		t.Errorf("by the file: %d %s", status, errs)
	}
	if _, errs, status := typed(t, "", "serve", "--listen", "nothing"); status != 2 || !strings.Contains(errs, `--listen: "nothing" is no`) {
		t.Errorf("what is typed: %d %s", status, errs)
	}
	if _, errs, status := typed(t, "", "orders", "--data", filepath.Join(dir, "other")); status != 1 || !strings.Contains(errs, "other") {
		t.Errorf("another place that is typed: %d %s", status, errs)
	}
	t.Setenv("CROSSLANE_DB", "nonsense")
	if _, errs, status := typed(t, "", "orders"); status != 2 || !strings.Contains(errs, "--db: is no address of a PostgreSQL database") {
		t.Errorf("another place of the environment: %d %s", status, errs)
	}
	t.Setenv("CROSSLANE_DB", "")
	t.Setenv("CROSSLANE_SETTINGS", "")
	for text, says := range map[string]string{
		"listn: x": "line 1: there is no such setting (did you mean listen?)", "\npublic_url: x": "line 2: there is no such setting (did you mean public-url?)", "zzzzzzzzzzzzzzz: 1": "crosslane settings lists them", "smtp-password: x": "a secret does not stand in the settings (write smtp-password-file: FILE",
		"token: x": "a secret does not stand in the settings", "key: x": "a secret does not", "webhook-secret: x": "a secret does not", "oidc-secret: x": "or CROSSLANE_OIDC_SECRET into the environment", "db: postgres://u:p@h/x": "a password does not stand in the settings", "listen: [a, b]": "a single value is expected", "listen: x\nlisten: y": "line 2: this is not YAML",
		"- a": "keys with values are expected", "listen:\n  x: y": "a single value is expected", "a: [": "not YAML", "settings: x": "there is no such setting", "json: true": "there is no such setting",
	} {
		if _, errs, status := typed(t, "", "settings", "--settings", write("bad.yaml", text)); status == 0 || !strings.Contains(errs, says) || !strings.Contains(errs, "bad.yaml") {
			t.Errorf("%s: %d %s, want %s", text, status, errs, says)
		}
	}
	if out := done(t, "", "settings", "--settings", write("empty.yaml", "# nothing\n")); !strings.Contains(out, "localhost:8080") {
		t.Errorf("an empty one: %s", out)
	}
}

// TestTheTableOfSettings: the document has the table that the program prints.
func TestTheTableOfSettings(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	if table := done(t, "", "settings", "--markdown"); !strings.Contains(string(text), table) {
		t.Errorf("docs/operations.md does not have what crosslane settings --markdown prints:\n%s", table)
	}
}
