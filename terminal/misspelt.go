package terminal

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"crosslane/shipping"
)

// Misspelt tells what is wrong with a command line, always Invalid: the word at fault as its field, why, and what to write
// instead or which help to read.
func Misspelt(err error) *shipping.Error {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e
	}
	var at *kong.Node
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		at = parse.Context.Selected()
		if at == nil {
			at = parse.Context.Model.Node
		}
	}
	said := err.Error()
	for _, k := range mistakes {
		if m := k.said.FindStringSubmatch(said); m != nil {
			e := k.means(m, at)
			if from := environment.FindStringSubmatch(said); from != nil {
				e.Field = from[1]
			}
			e.Hint = strings.TrimPrefix(e.Hint+"; "+helpOf(at), "; ")
			return e
		}
	}
	return shipping.Fault(shipping.Invalid, said, helpOf(at))
}

// helpOf names the help about a command.
func helpOf(at *kong.Node) string {
	if at == nil || at.Type == kong.ApplicationNode {
		return "crosslane --help"
	}
	return "crosslane " + at.Path() + " --help"
}

// mistake is what the parser says of a command line, and what that means.
type mistake struct {
	said  *regexp.Regexp
	means func(m []string, at *kong.Node) *shipping.Error
}

var mistakes = []mistake{
	{regexp.MustCompile(`^unknown flag ([^ ,]+)(?:, did you mean (.*)\?)?$`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[1], "there is no such flag", nearest(strings.TrimPrefix(m[2], `"-h"`)))
	}},
	{regexp.MustCompile(`^unexpected argument (.*?)(?:, did you mean (.*)\?)?$`), func(m []string, at *kong.Node) *shipping.Error {
		if at != nil && at.Leaf() {
			return shipping.BadField(m[1], "is one argument too many", "")
		}
		return shipping.BadField(m[1], "there is no such command", nearest(m[2]))
	}},
	{regexp.MustCompile(`^expected "(<[^>]+>)`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[1], "is missing", "")
	}},
	{regexp.MustCompile(`^expected (?:one of )?"`), func(_ []string, at *kong.Node) *shipping.Error {
		return shipping.Fault(shipping.Invalid, "the command is not whole", "write one of these behind it: "+strings.Join(below(at), ", "))
	}},
	{regexp.MustCompile(`^(\S+): expected .* value but got "EOL"`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[1], "a value is missing behind it", "")
	}},
	{regexp.MustCompile(`^(\S+): expected .* value but got "(.*)" \([a-z ]+\)`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[1], "a value is missing behind it", "where "+m[2]+" is the value, write "+m[1]+"="+m[2])
	}},
	{regexp.MustCompile(`^(\S+): expected a(?:n| valid \d+ bit) (u?)int but got ("[^"]*")`), func(m []string, _ *kong.Node) *shipping.Error {
		if m[2] != "" {
			return shipping.BadField(m[1], m[3]+" is no whole number from 0 up, or too large", "")
		}
		return shipping.BadField(m[1], m[3]+" is no whole number, or too large", "")
	}},
	{regexp.MustCompile(`^(\S+): expected a float but got ("[^"]*")`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[1], m[2]+" is no number", "write it in figures, with a point: 12.5")
	}},
	{regexp.MustCompile(`^(\S+): bool value must be .* but got (".*")`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[1], m[2]+" is neither true nor false", "")
	}},
	{regexp.MustCompile(`^(\S+) must be one of (.*) but got (".*")$`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[1], m[3]+" is not known", "known: "+strings.ReplaceAll(strings.Trim(strings.ReplaceAll(m[2], `"`, ""), ","), ",", ", "))
	}},
	{regexp.MustCompile(`^missing flags: (.*)$`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(value.ReplaceAllString(m[1], ""), "is missing", "")
	}},
	{regexp.MustCompile(`^(\S+) and (\S+) can't be used together$`), func(m []string, _ *kong.Node) *shipping.Error {
		return shipping.BadField(m[2], "does not go with "+m[1], "name one of them")
	}},
}

// environment is what the parser says behind a value that nobody typed.
var environment = regexp.MustCompile(`\(from envar ([^=]+)=`)

// value is what stands behind a flag in the parser's words: --book=FILE,...
var value = regexp.MustCompile(`=[^ ]*`)

// nearest names what was meant.
func nearest(list string) string {
	if list == "" {
		return ""
	}
	return "did you mean " + strings.ReplaceAll(list, `"`, "") + "?"
}

// below lists the commands that stand below one.
func below(at *kong.Node) (names []string) {
	for _, n := range at.Children {
		if !n.Hidden {
			names = append(names, n.Name)
		}
	}
	return names
}
