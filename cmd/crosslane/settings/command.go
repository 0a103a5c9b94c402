package settings

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"crosslane/terminal"
)

// Command lists the settings.
type Command struct {
	Markdown bool `help:"As a table for a document, without what is set here."`
}

// Help gives an example.
func (Command) Help() string {
	return "Examples: crosslane settings\n          crosslane settings --settings /etc/crosslane.yaml --json\n\n" +
		"A flag counts before the environment, that before the file that --settings or CROSSLANE_SETTINGS names, and the file before what is usual. The file is YAML, each\nsetting on a line by its key (listen: localhost:8080). Secrets stand in files of their own, or in the environment."
}

// Set is a setting, what it is set to here, and by what.
type Set struct {
	Setting

	Is string `json:"is,omitempty"` // "set" where it is a secret
	By string `json:"by"`           // environment, file or usual
}

// Run lists them.
func (k *Command) Run(p *terminal.Program, line *kong.Context, w *terminal.Where) error {
	all := All(line.Model)
	if k.Markdown {
		return p.File([]byte(Table(all)))
	}
	var file *File
	if w.Settings != "" {
		var err error
		if file, err = Read(line.Model, w.Settings); err != nil {
			return err
		}
	}
	list := make([]Set, len(all))
	for i := range all {
		list[i] = file.set(all[i])
	}
	if p.JSON {
		return p.Answer(list)
	}
	return p.Columns("KEY\tENVIRONMENT\tIS\tBY\tWHAT\t", func(out io.Writer) {
		for i := range list {
			s := &list[i]
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t\n", s.Key, cmp.Or(s.Environment, "-"), cmp.Or(s.Is, "-"), s.By, s.Help)
		}
	})
}

// set tells what a setting is set to.
func (f *File) set(s Setting) Set {
	is, by := s.Usual, "usual"
	if f != nil && f.said[s.Key] != "" {
		is, by = f.said[s.Key], "file"
	}
	if said := os.Getenv(s.Environment); s.Environment != "" && said != "" && (s.flag != nil || by != "file") {
		is, by = said, "environment"
		if s.flag == nil || s.Key == "db" { // an address may have a password
			is = "set"
		}
	}
	return Set{s, is, by}
}

// Table is the settings as a table of Markdown.
func Table(all []Setting) string {
	var b strings.Builder
	b.WriteString("| Key in the file | Flag | Environment | Usual | |\n|---|---|---|---|---|\n")
	code := func(text string) string {
		if text == "" {
			return ""
		}
		return "`" + text + "`"
	}
	for i := range all {
		s := &all[i]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", code(s.Key), code(s.Flag), code(s.Environment), code(s.Usual), strings.ReplaceAll(s.Help, "|", `\|`))
	}
	return b.String()
}
