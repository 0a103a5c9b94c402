package fulfillment_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// TestStories plays every story of testdata/stories.
func TestStories(t *testing.T) {
	files, _ := filepath.Glob("testdata/stories/*.txt")
	if len(files) < 20 {
		t.Errorf("%d stories, at least 20", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { playStory(t, file) })
	}
}

func playStory(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := parseStory(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	story, state := opened(t, s.book...)
	for _, f := range s.given {
		if s.already[f] {
			state.Balance(f.Stream).Apply(f)
			continue
		}
		if _, err := record(story, state, f); err != nil {
			t.Fatalf("given %s: %v", f.Kind(), err)
		}
	}
	var followed []*fact.Fact
	refused := ""
	for _, f := range s.when {
		facts, err := record(story, state, f)
		if err != nil {
			refused = "refused " + string(shipping.CodeOf(err))
			break
		}
		followed = append(followed, facts[1:]...)
	}
	compareStory(t, s.then, followed, refused)
}

func compareStory(t *testing.T, want []string, followed []*fact.Fact, refused string) {
	t.Helper()
	if refused != "" || len(want) == 1 && strings.HasPrefix(want[0], "refused") {
		if len(want) != 1 || refused != want[0] {
			t.Fatalf("got %q, want %q", refused, want)
		}
		return
	}
	loose := slices.Contains(want, "...")
	if len(want) == 1 && want[0] == "nothing" {
		want = nil
	}
	at := 0
	for _, line := range want {
		if line == "..." {
			continue
		}
		plain := strings.Join(splitWords(line), " ")
		for loose && at < len(followed) && tell(followed[at], line) != plain {
			at++
		}
		if at == len(followed) {
			t.Fatalf("missing: %s\nfollowed:\n%s", line, tellAll(followed))
		}
		if got := tell(followed[at], line); got != plain {
			t.Fatalf("got  %s\nwant %s\nfollowed:\n%s", got, plain, tellAll(followed))
		}
		at++
	}
	if !loose && at < len(followed) {
		t.Fatalf("more than expected:\n%s", tellAll(followed[at:]))
	}
}

func tellAll(facts []*fact.Fact) string {
	var b strings.Builder
	for _, f := range facts {
		b.WriteString("  " + tell(f, "") + "\n")
	}
	return b.String()
}

// opened answers with the decisions by testdata/book.yaml with some of its sections changed, and balances in which that Book is published.
func opened(t *testing.T, changed ...string) (*fulfillment.Decider, fact.Balances) {
	t.Helper()
	file, err := os.ReadFile("testdata/book.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := book.Read(withSections(file, changed))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		t.Fatal(err)
	}
	story, state := fulfillment.New(fulfillment.NewShelf(rules)), fact.Balances{}
	f := &fact.Fact{Stream: shipping.BookStream, At: b.From, Recorded: b.From, Body: &fact.BookPublished{Version: b.Version, Name: b.Name}}
	if _, err := record(story, state, f); err != nil {
		t.Fatal(err)
	}
	return story, state
}

// withSections puts sections, each one line of YAML, in the place of those that the file has, or at its end.
func withSections(file []byte, changed []string) []byte {
	lines := strings.Split(string(file), "\n")
	for _, section := range changed {
		name, _, _ := strings.Cut(section, ":")
		at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, name+":") })
		if at < 0 {
			lines = append(lines, section)
		} else {
			end := at + 1
			for end < len(lines) && strings.HasPrefix(lines[end], " ") {
				end++
			}
			lines = slices.Replace(lines, at, end, section)
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

func record(story fact.Decider, state fact.Balances, f *fact.Fact) ([]*fact.Fact, error) {
	if err := story.Admit(state, f); err != nil {
		return nil, err
	}
	return fact.Unfold(story, state, f)
}
