package payload

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"crosslane/shipping"
)

func TestOneThingOrAListOfOne(t *testing.T) {
	for _, text := range []string{`{"a":{"b":[{"c":1}]}}`, `{"a":{"b":{"c":1}}}`, `{"A":{"B":{"C":"1"}}}`, `<a><b><c> 1 </c></b></a>`, `<x:a xmlns:x="u"><x:b c="1"/></x:a>`} {
		n, err := Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if n.Name == "a" {
			n = &Node{Kids: []*Node{n}}
		}
		if got := n.Get("a", "b", "c"); got != "1" || len(n.All("a", "b")) != 1 {
			t.Errorf("%s: %q, %d", text, got, len(n.All("a", "b")))
		}
	}
}

func TestWhatIsMissingIsEmpty(t *testing.T) {
	n, err := Read([]byte(`{"a":null,"b":[],"c":{"d":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	if n.Get("a") != "" || n.At("a") != nil || len(n.All("b")) != 0 || n.Get("x", "y") != "" || n.At("x").All("y") != nil || n.Find("z") != nil {
		t.Errorf("%+v", n)
	}
	if n.Get("c", "d") != "true" || n.First("x", "a", "q") != "" {
		t.Errorf("%+v", n)
	}
}

func TestABrokenAnswerHasWhatStandsBefore(t *testing.T) {
	for text, says := range map[string]string{
		`{"events":[{"a":"1"},{"a":"2"},{"a":"3`: "ends in its middle", `<r><e><a>1</a></e><e><a>2</a></e><e><a>`: "ends in its middle",
		`{"events":[{"a":"1"},{"a":"2"},{"a" 3}]}`: "is broken",
	} {
		n, err := Read([]byte(text))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
		if got := n.Holding("a"); len(got) < 2 || got[0].Get("a") != "1" || got[1].Get("a") != "2" {
			t.Errorf("%s: %d parts", text, len(got))
		}
	}
}

func TestWhatIsNoAnswer(t *testing.T) {
	for text, says := range map[string]string{"": "empty", "  \n": "empty", "<!DOCTYPE html><p>": "page for people", "<html><body>": "page for people", "Too many requests": "neither JSON nor XML",
		strings.Repeat(`{"a":`, 100): "too deep", strings.Repeat("<a>", 100): "too deep"} {
		n, err := Read([]byte(text))
		if shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%.20q: %v, %v", text, n, err)
		}
	}
}

func TestLettersInOtherSets(t *testing.T) {
	n, err := Read([]byte("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a city=\"K\xf6ln\"/>"))
	if err != nil || n.Get("city") != "Köln" {
		t.Errorf("%q, %v", n.Get("city"), err)
	}
	if n, err = Read([]byte("\xef\xbb\xbf{\"a\":\"1\"}")); err != nil || n == nil {
		t.Error(err)
	}
}

func TestCountriesHoweverWritten(t *testing.T) {
	for text, want := range map[string]shipping.Country{"DE": "DE", "de": "DE", "GBR": "GB", "Germany": "DE", "JAM": "JM", "UNITED STATES": "US", "": "", "XX": "", "NOWHERE": "", "ZZZ": "", "001": ""} {
		if got := Country(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

// TestBothWaysReadAlike: an answer that is whole reads as it does token by token.
func TestBothWaysReadAlike(t *testing.T) {
	for _, text := range []string{`{}`, `[]`, `[1,2,{"a":[null,true,false,-1.5e3]}]`, ` { "a" : "x\"y\\z" , "b" : "\u00e9\ud83d\ude00é" , "a" : {} } `, "{\"a\":\n[\t1 ,\r2 ]\n}", `{"a":[[1,[2]],[]],"":"empty"}`, `"x"`, `12`} {
		whole, step := &Node{}, &Node{}
		s := scan{text: []byte(text)}
		if err := s.value(whole, "", 0); err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := readValue(d, step, "", 0); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(whole, step) {
			t.Errorf("%s: %+v and %+v", text, whole, step)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"a":[1,"x\n"]}`))
	f.Add([]byte(`<a b="1"><c/></a>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := Read(text)
		if n == nil && err == nil {
			t.Errorf("neither a tree nor a word: %q", text)
		}
	})
}
