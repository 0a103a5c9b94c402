package wire

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"crosslane/carrier"
	"crosslane/shipping"
)

// inParts is an answer of several parts, each with its head.
func inParts(parts ...string) string {
	return "--uuid:1\r\n" + strings.Join(parts, "\r\n--uuid:1\r\n") + "\r\n--uuid:1--\r\n"
}

func TestAnAnswerOfSeveralParts(t *testing.T) {
	const tree, label = "Content-Type: application/json;charset=UTF-8\r\nContent-ID: <jsonInfos>\r\n\r\n", "Content-Type: application/octet-stream\r\nContent-ID: <label>\r\n\r\n"
	deep, long := strings.Repeat("[", 100), strings.Repeat("x", 3<<20)
	for name, c := range map[string]struct {
		media, body string
		most        carrier.Bounds
		says        string // of what it is not; empty: it is read
	}{
		"whole":               {`multipart/mixed; boundary="uuid:1"; type="application/json"`, inParts(tree+`{"n":"7"}`, label+deep), carrier.BookingAnswer, ""},
		"without the marks":   {`Multipart/Mixed; boundary=uuid:1`, inParts(tree+`{"n":"7"}`, label+deep), carrier.BookingAnswer, ""},
		"the label first":     {`multipart/mixed; boundary="uuid:1"`, inParts(label+deep, tree+`{"n":"7"}`), carrier.BookingAnswer, ""},
		"named in a form":     {`multipart/form-data; boundary="uuid:1"`, inParts(tree+`{"n":"7"}`, "Content-Disposition: form-data; name=\"label\"\r\n\r\n"+deep), carrier.BookingAnswer, ""},
		"no boundary":         {`multipart/mixed`, inParts(tree + `{"n":"7"}`), carrier.BookingAnswer, "not in the carrier's form"},
		"no tree":             {`multipart/mixed; boundary="uuid:1"`, inParts(label + deep), carrier.BookingAnswer, "no part of it"},
		"half a tree":         {`multipart/mixed; boundary="uuid:1"`, inParts(tree + `{"n":`), carrier.BookingAnswer, "ends in its middle"},
		"broken off":          {`multipart/mixed; boundary="uuid:1"`, strings.TrimSuffix(inParts(tree+`{"n":"7"}`, label+deep), "\r\n--uuid:1--\r\n"), carrier.BookingAnswer, "broke off"},
		"a deep tree":         {`multipart/mixed; boundary="uuid:1"`, inParts(tree+deep, label), carrier.BookingAnswer, "nested deeper"},
		"a long tree":         {`multipart/mixed; boundary="uuid:1"`, inParts(tree+`{"n":"`+long+`"}`, label), carrier.BookingAnswer, "longer than 1024 KB"},
		"a long label":        {`multipart/mixed; boundary="uuid:1"`, inParts(tree+`{"n":"7"}`, label+long+long), carrier.BookingAnswer, "longer than 4096 KB"},
		"a long short answer": {`multipart/mixed; boundary="uuid:1"`, inParts(tree+`{"n":"7"}`, label+long[:65<<10]), carrier.ShortAnswer, "longer than 64 KB"},
		"more and more parts": {`multipart/mixed; boundary="uuid:1"`, inParts(tree+"{}", label, label, label, label, label, label, label, label), carrier.BookingAnswer, "more than 8 parts"},
		"much altogether":     {`multipart/mixed; boundary="uuid:1"`, inParts(tree+"{}", label+long, label+long, label+long, label+long), carrier.BookingAnswer, "broke off"},
	} {
		by := behind(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.media)
			fmt.Fprint(w, c.body)
		}))
		a, err := by.Call(t.Context(), http.MethodGet, "/x", nil, c.most)
		if c.says == "" && (err != nil || a.Tree.Get("n") != "7" || !bytes.Equal(a.Parts["label"], []byte(deep))) {
			t.Errorf("%s: %v", name, err)
		}
		if c.says != "" && (shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(whole(err), c.says)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// whole is what an error says, and what it is about.
func whole(err error) string {
	if unusable, ok := errors.AsType[*carrier.UnusableError](err); ok {
		return err.Error() + ": " + unusable.Why
	}
	return err.Error()
}

func TestARefusalInPartsIsTheCarriersOwn(t *testing.T) {
	by := behind(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", `multipart/mixed; boundary="uuid:1"`)
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, inParts("Content-Type: application/json\r\n\r\n{\"messages\":[{\"id\":\"30000\"}]}"))
	}))
	a, err := by.Call(t.Context(), http.MethodGet, "/x", nil, carrier.BookingAnswer)
	if err != nil || a.Good() || a.Tree.Get("messages", "id") != "30000" {
		t.Errorf("%+v, %v", a, err)
	}
}
