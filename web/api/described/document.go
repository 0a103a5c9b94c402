// Package described shows what the calls are: the OpenAPI document for programs, a page that needs nothing from elsewhere, and a collection for programs by
// which people call.
package described

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/account"
)

//go:embed page
var page embed.FS

// Where it lies in what is known of a call which right it needs, and whether it is open to anybody.
const (
	RightKey = "right"
	OpenKey  = "open"
)

// KeyHeader is the header by which a program names a call that it may have to send again.
const KeyHeader = "Idempotency-Key"

// Serve shows all calls of a document below /v1: openapi.json, postman.json, and the page at its top.
func Serve(mux *http.ServeMux, doc *huma.OpenAPI) {
	text, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic(err) // it is the same at every start
	}
	var shown bytes.Buffer
	if err := template.Must(template.ParseFS(page, "page/calls.html")).Execute(&shown, pageOf(doc)); err != nil {
		panic(err)
	}
	still := func(path, media string, body []byte) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			_, _ = w.Write(body) // who asked may have gone
		})
	}
	style, err := page.ReadFile("page/calls.css")
	if err != nil {
		panic(err)
	}
	still("/v1/openapi.json", "application/json", text)
	still("/v1/postman.json", "application/json", []byte(indented(postmanOf(doc))))
	still("/v1/{$}", "text/html; charset=utf-8", shown.Bytes())
	still("/v1/calls.css", "text/css", style)
}

// shownCall is a call on the page.
type shownCall struct {
	Method, Path, ID, Summary, More string
	Right                           account.Right
	Params                          []*huma.Param
	Curl, Answer                    string
}

type shownTag struct {
	Name  string
	Calls []shownCall
}

type shownPage struct {
	Version string
	Tags    []shownTag
}

// tags are the parts of the page, in the order of an order's way.
var tags = []string{"Orders", "Parcels", "Pick-ups", "Stock", "Channels", "Cases", "Events", "Webhooks", "Storefronts", "Book", "Accounts", "Command line"}

func pageOf(doc *huma.OpenAPI) shownPage {
	p := shownPage{Version: doc.Info.Version}
	for _, name := range tags {
		p.Tags = append(p.Tags, shownTag{Name: name})
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				p.add(doc, op)
			}
		}
	}
	return p
}

func (p *shownPage) add(doc *huma.OpenAPI, op *huma.Operation) {
	right, _ := op.Metadata[RightKey].(account.Right)
	c := shownCall{Method: op.Method, Path: op.Path, ID: op.OperationID, Summary: op.Summary, More: op.Description, Right: right, Params: op.Parameters, Curl: curl(doc, op)}
	for _, status := range []string{"200", "201"} {
		if r := op.Responses[status]; r != nil && r.Content["application/json"] != nil {
			c.Answer = indented(example(doc, r.Content["application/json"].Schema, 0))
		}
	}
	i := slices.Index(tags, op.Tags[0])
	p.Tags[i].Calls = append(p.Tags[i].Calls, c)
}

// curl is a line that makes a call.
func curl(doc *huma.OpenAPI, op *huma.Operation) string {
	var b strings.Builder
	b.WriteString(`curl -H "Authorization: Bearer $TOKEN"`)
	if op.Method != http.MethodGet && op.Method != http.MethodPost {
		b.WriteString(" -X " + op.Method)
	}
	if op.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			switch {
			case media == "application/json":
				b.WriteString(" --json '" + compact(example(doc, op.RequestBody.Content[media].Schema, 0)) + "'")
			case media == "multipart/form-data":
				b.WriteString(" -F arg=orders -F arg=--json")
			case len(op.RequestBody.Content) == 1:
				b.WriteString(" -H 'Content-Type: " + media + "' --data-binary @FILE")
			}
		}
	} else if op.Method == http.MethodPost {
		b.WriteString(" -X POST")
	}
	return b.String() + " http://localhost:8080" + op.Path
}

// example is a value of a schema, as its fields give examples.
func example(doc *huma.OpenAPI, s *huma.Schema, depth int) any {
	if s != nil && s.Ref != "" {
		s = doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	switch {
	case s == nil || depth > 6:
		return nil
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.OneOf) > 0:
		return example(doc, s.OneOf[0], depth+1)
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeObject:
		o := map[string]any{}
		for name, p := range s.Properties {
			if slices.Contains(s.Required, name) || len(p.Examples) > 0 {
				o[name] = example(doc, p, depth+1)
			}
		}
		return o
	case huma.TypeArray:
		return []any{example(doc, s.Items, depth+1)}
	case huma.TypeBoolean:
		return false
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	}
	if s.Format == "date-time" {
		return "2026-11-29T12:00:00Z"
	}
	return "..."
}

func compact(v any) string {
	b, _ := json.Marshal(v) //nolint:errchkjson // an example of words and numbers
	return string(b)
}

func indented(v any) string {
	b, _ := json.MarshalIndent(v, "", "  ") //nolint:errchkjson // an example of words and numbers
	return string(b)
}
