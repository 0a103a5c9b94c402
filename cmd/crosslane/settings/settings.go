// Package settings answers the question: how is a server set up where nobody types its flags? By a file of settings, behind what is typed and
// what the environment says.
package settings

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"crosslane/merchant/source"
	"crosslane/order/mapfile"
	"crosslane/shipping"
)

// Setting is one thing that may be set.
type Setting struct {
	Key         string `json:"key"`                   // in the file
	Flag        string `json:"flag,omitempty"`        // empty: there is none
	Environment string `json:"environment,omitempty"` // empty: there is none
	Usual       string `json:"usual,omitempty"`       // where nobody says otherwise
	Help        string `json:"help"`

	flag *kong.Flag
}

// secrets may be named by a file that holds them alone, or stand in the environment; never in the settings themselves.
var secrets = []Setting{
	{Key: "db-file", Environment: "CROSSLANE_DB", Help: "File with the PostgreSQL address, where that has a password."},
	{Key: "key-file", Environment: "CROSSLANE_KEY", Help: "File with the keys by which secrets are sealed."},
	{Key: "smtp-password-file", Environment: "CROSSLANE_SMTP_PASSWORD", Help: "File with the password for the mail server."},
	{Key: "token-file", Environment: "CROSSLANE_TOKEN", Help: "File with the token for a server elsewhere."},
	{Key: "webhook-secret-file", Environment: "CROSSLANE_WEBHOOK_SECRET", Help: "File with the secret by which messages to the seller's system are signed."},
}

// itself is by which name the environment says what a file is named for.
func (s *Setting) itself() string { return strings.TrimSuffix(s.Environment, "_FILE") }

// means tells whether a flag is this setting: of the server, or of another command that the environment tells the same by the same name.
func (s *Setting) means(flag *kong.Flag) bool {
	return s.flag == flag || s.flag != nil && s.flag.Name == flag.Name && s.Environment != "" && slices.Contains(flag.Tag.Envs, s.Environment)
}

// place are the settings that say where the data lie: where one of them is said elsewhere, the file says nothing of it.
var place = []string{"data", "db", "server"}

// All are the settings that there are, by their keys.
func All(app *kong.Application) (list []Setting) {
	take := func(flags []*kong.Flag) {
		for _, f := range flags {
			if f.Name == "help" || f.Name == "settings" || f.Name == "token" || f.Name == "again" || f.Name == "json" || f.Name == "new" || f.Hidden {
				continue
			}
			s := Setting{Key: f.Name, Flag: "--" + f.Name, Usual: f.Default, Help: f.Help, flag: f}
			if len(f.Tag.Envs) > 0 {
				s.Environment = f.Tag.Envs[0]
			}
			list = append(list, s)
		}
	}
	take(app.Flags)
	for _, n := range app.Children {
		if n.Name == "serve" {
			take(n.Flags)
		}
	}
	list = append(list, secrets...)
	slices.SortFunc(list, func(a, b Setting) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// File is what a file of settings says.
type File struct {
	name string
	all  []Setting
	said map[string]string // by key
	line map[string]int    // where it stands
}

// Read reads a file of settings, and takes the secrets that it names into the environment, where that does not say them. Invalid: it says something that cannot be
// set, with its line.
func Read(app *kong.Application, name string) (*File, error) {
	text, err := source.Read(name)
	if err != nil {
		return nil, err
	}
	f := &File{name: name, all: All(app), said: map[string]string{}, line: map[string]int{}}
	top, some, err := mapfile.Read(text)
	if err == nil && some {
		err = top.Keys(func(key string, e mapfile.Entry) error { return f.take(filepath.Dir(name), key, e) })
	}
	if err == nil {
		err = f.secrets()
	}
	if e, ok := err.(*shipping.Error); ok { //nolint:errorlint // as it was made
		e.Field = strings.TrimSuffix(name+", "+e.Field, ", ")
	}
	return f, err
}

// take takes one line of the file.
func (f *File) take(dir, key string, e mapfile.Entry) error {
	i := slices.IndexFunc(f.all, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return f.unknown(key, e)
	}
	list, err := e.List()
	if err != nil {
		return err
	}
	text, s := strings.Join(list, ","), &f.all[i]
	if s.flag != nil && s.itself() != s.Environment && os.Getenv(s.itself()) != "" { // the environment counts before
		return nil
	}
	if len(list) > 1 && (s.flag == nil || !s.flag.IsSlice()) {
		return e.Bad("a single value is expected", "write it as "+key+": value")
	}
	if u, err := url.Parse(text); key == "db" && err == nil && u.User != nil {
		if _, secret := u.User.Password(); secret {
			return e.Bad("a password does not stand in the settings", "write db-file: FILE, with the address in that file alone, or PGPASSWORD or CROSSLANE_DB into the environment")
		}
	}
	if isPath := s.flag == nil || s.flag.Tag.Type == "path" || key == "data" || key == "templates"; isPath && text != "" && !filepath.IsAbs(text) {
		text = filepath.Join(dir, text)
	}
	f.said[key], f.line[key] = text, e.Line()
	return nil
}

// unknown tells of a key that nothing is set by.
func (f *File) unknown(key string, e mapfile.Entry) error {
	names := make([]string, 0, len(f.all))
	for i := range f.all {
		names = append(names, f.all[i].Key)
		if f.all[i].Key == key+"-file" {
			return e.Bad("a secret does not stand in the settings", "write "+key+"-file: FILE, with the secret in that file alone, or "+f.all[i].itself()+" into the environment")
		}
	}
	if near := shipping.Nearest(strings.ReplaceAll(key, "_", "-"), names); near != "" {
		return e.Bad("there is no such setting", "did you mean "+near+"?")
	}
	return e.Bad("there is no such setting", "crosslane settings lists them")
}

// secrets reads the secrets that the file names.
func (f *File) secrets() error {
	for _, s := range secrets {
		name := f.said[s.Key]
		if name == "" || os.Getenv(s.Environment) != "" {
			continue
		}
		text, err := source.Read(name)
		if err != nil {
			return err
		}
		if err := os.Setenv(s.Environment, strings.TrimSpace(string(text))); err != nil {
			return shipping.BadField(s.Key, "the file holds what no secret has", "write the secret alone into it")
		}
	}
	return nil
}

// Blamed names the line of the file where a fault is of what it says, and of nothing that was typed.
func (f *File) Blamed(args []string, err error) error {
	e, ok := errors.AsType[*shipping.Error](err)
	if f == nil || !ok {
		return err
	}
	key := strings.TrimPrefix(e.Field, "--")
	typed := slices.ContainsFunc(args, func(a string) bool { return a == e.Field || strings.HasPrefix(a, e.Field+"=") })
	if f.line[key] == 0 || typed || e.Field == key {
		return err
	}
	told := *e
	told.Field = "--settings"
	told.Message = fmt.Sprintf("%s, line %d: %s: %s", f.name, f.line[key], key, e.Message)
	return &told
}

// Validate has nothing to add to what was read.
func (f *File) Validate(*kong.Application) error { return nil }

// Resolve says what the file says of a flag that nobody typed, and of which the environment says nothing.
func (f *File) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	text, said := f.said[flag.Name]
	if !said || !slices.ContainsFunc(f.all, func(s Setting) bool { return s.means(flag) }) || inEnvironment(flag.Tag.Envs) {
		return nil, nil //nolint:nilnil // the library takes that for nothing
	}
	if slices.Contains(place, flag.Name) && inEnvironment([]string{"CROSSLANE_DATA", "CROSSLANE_DB", "CROSSLANE_SERVER"}) {
		return nil, nil //nolint:nilnil // likewise
	}
	return text, nil
}

func inEnvironment(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return os.Getenv(name) != "" })
}
