// Package afar answers the question: how does a command do its work when the data lie on another machine? The server there runs the very
// same command line with the rights of a token. What the line reads is sent along, what it writes comes back: the server opens no file of
// its own by a word of somebody else.
package afar

import (
	"io"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal/beside"
)

// Server is the server that is meant, and by which token whoever asks proves who it is.
type Server struct {
	URL, Token string
	Clear      bool // it may be reached by http over a network
}

// address is where a server runs command lines; Invalid where what was typed is none, or would have the token cross a network in the clear.
func (s *Server) address() (string, error) {
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.RawQuery+u.Fragment != "":
		return "", shipping.BadField("--server", "is no address of a server", "write https://HOST, as its pages are opened")
	case u.User != nil:
		return "", shipping.BadField("--server", "names a user or a password", "leave it out: --token says who asks")
	case u.Scheme == "http" && !s.Clear && !loopback(u.Hostname()):
		return "", shipping.BadField("--server", "the token, and what is asked, would cross the network in the clear", "write https, or --plain-http where nobody else can listen")
	case strings.TrimSpace(s.Token) == "" || strings.ContainsFunc(s.Token, func(r rune) bool { return r < ' ' || r > '~' }):
		return "", shipping.BadField("--token", "is missing, or has signs that no token has", "crosslane tokens add makes one there; write --token, or CROSSLANE_TOKEN into the environment")
	}
	return u.JoinPath("v1", "run").String(), nil
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.Unmap().IsLoopback()
}

// Line is a command line as somebody typed it on this machine.
type Line struct {
	Args     []string
	Merchant string    // whose business is meant; empty: that was not said
	Reads    []string  // files that it reads, as they were typed
	Stdin    io.Reader // what it reads as it comes in; nil: nothing
	// Key names what it does, so that the server does it once however often it is sent; empty: it changes nothing.
	Key string
	// Writes are the files that come back, as they were typed, and what more a name may end with.
	Writes map[string][]string
}

// Typed is the line of a command that was parsed: which files it reads and writes. A command with the tag stdin reads what comes in.
func Typed(node *kong.Node, args []string, merchant string, stdin io.Reader) *Line {
	l := &Line{Args: ownWords(args), Merchant: merchant, Writes: map[string][]string{}}
	if node.Tag.Has("stdin") {
		l.Stdin = stdin
	}
	values := slices.Clone(node.Positional)
	for _, f := range node.Flags {
		values = append(values, f.Value)
	}
	for _, v := range values {
		if v.Tag.Type != "path" {
			continue
		}
		switch name := v.Target.String(); {
		case name == "":
		case v.Tag.Has("out"):
			if name != "-" {
				l.Writes[name] = []string{"", v.Tag.Get("out")}
			}
		case name == "-":
			l.Stdin = stdin
		default:
			l.Reads = append(l.Reads, name)
		}
	}
	return l
}

// ownWords are the words of a line without those that say where it is to be done.
func ownWords(args []string) (list []string) {
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		switch {
		case args[i] == "--":
			return append(list, args[i:]...)
		case name == "--plain-http":
		case name == "--server", name == "--token", name == "--settings", name == "--again":
			if !joined {
				i++
			}
		default:
			list = append(list, args[i])
		}
	}
	return list
}

// Retry is what whoever typed a line is told to do that may have been done.
func (l *Line) Retry() string {
	if l.Key == "" {
		return "run the command again"
	}
	return retry(l.Key)
}

func retry(key string) string {
	return "type the same once more with --again " + key + ": what was done is answered, and not done twice"
}

// opened opens a file that is sent along; what cannot be read is told as a command would.
func opened(name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, source.Unreadable(name, err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_, err = f.Read(make([]byte, 1))
		_ = f.Close()
		return nil, source.Unreadable(name, err)
	}
	return f, nil
}

// What a server sends beside the frames of every line.
const (
	alive beside.Sort = 'K' // nothing: it works on
	named beside.Sort = 'N' // a file comes: its name as typed
	piece beside.Sort = 'D' // the next of it; empty: that was all
)

// Media is the media type of what a server answers to a line: frames.
const Media = "application/vnd.crosslane.run"
