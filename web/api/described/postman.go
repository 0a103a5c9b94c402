package described

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/web"
)

// postman is the calls as a collection of Postman's form 2.1, which Bruno, Insomnia and others read as well.
type postman struct {
	Info     postmanInfo   `json:"info"`
	Auth     postmanAuth   `json:"auth"`
	Variable []postmanPair `json:"variable"`
	Item     []postmanPart `json:"item"`
}

type postmanInfo struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Version     string `json:"version"`
	Schema      string `json:"schema"`
}

type postmanAuth struct {
	Type   string        `json:"type"`
	Bearer []postmanPair `json:"bearer,omitempty"`
}

type postmanPair struct {
	Key         string `json:"key"`
	Value       string `json:"value"`
	Type        string `json:"type,omitempty"`
	Description string `json:"description,omitempty"`
	Disabled    bool   `json:"disabled,omitempty"`
}

// postmanPart are the calls of one part.
type postmanPart struct {
	Name string        `json:"name"`
	Item []postmanCall `json:"item"`
}

type postmanCall struct {
	Name    string         `json:"name"`
	Request postmanRequest `json:"request"`
}

type postmanRequest struct {
	Method      string        `json:"method"`
	Description string        `json:"description,omitempty"`
	Auth        *postmanAuth  `json:"auth,omitempty"`
	Header      []postmanPair `json:"header"`
	URL         postmanURL    `json:"url"`
	Body        *postmanBody  `json:"body,omitempty"`
}

type postmanURL struct {
	Raw      string        `json:"raw"`
	Host     []string      `json:"host"`
	Path     []string      `json:"path"`
	Query    []postmanPair `json:"query,omitempty"`
	Variable []postmanPair `json:"variable,omitempty"`
}

type postmanBody struct {
	Mode    string `json:"mode"`
	Raw     string `json:"raw"`
	Options any    `json:"options,omitempty"`
}

func postmanOf(doc *huma.OpenAPI) *postman {
	p := &postman{Info: postmanInfo{doc.Info.Title, doc.Info.Description + " Set the variables base and token.", doc.Info.Version, "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
		Auth:     postmanAuth{"bearer", []postmanPair{{Key: "token", Value: "{{token}}", Type: "string"}}},
		Variable: []postmanPair{{Key: "base", Value: "http://localhost:8080"}, {Key: "token", Description: "of crosslane tokens add"}, {Key: "merchant", Description: "whose business is meant, where the token serves several"}}}
	for _, name := range tags {
		p.Item = append(p.Item, postmanPart{Name: name, Item: []postmanCall{}})
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				at := &p.Item[slices.Index(tags, op.Tags[0])].Item
				*at = append(*at, postmanCall{op.Summary, postmanAsk(doc, op)})
			}
		}
	}
	return p
}

// postmanAsk is the request of a call, with an example of its body.
func postmanAsk(doc *huma.OpenAPI, op *huma.Operation) postmanRequest {
	r := postmanRequest{Method: op.Method, Description: op.Description, Header: []postmanPair{}, URL: postmanURL{Host: []string{"{{base}}"}}}
	if op.Metadata[OpenKey] != nil {
		r.Auth = &postmanAuth{Type: "noauth"}
	} else {
		r.Header = append(r.Header, postmanPair{Key: web.MerchantHeader, Value: "{{merchant}}", Disabled: true})
	}
	for step := range strings.SplitSeq(strings.TrimPrefix(op.Path, "/"), "/") {
		if name, found := strings.CutPrefix(step, "{"); found {
			step = ":" + strings.TrimSuffix(name, "}")
		}
		r.URL.Path = append(r.URL.Path, step)
	}
	r.URL.Raw = "{{base}}/" + strings.Join(r.URL.Path, "/")
	for _, q := range op.Parameters {
		one := postmanPair{Key: q.Name, Value: shown(q), Description: q.Description}
		switch {
		case q.In == "path":
			r.URL.Variable = append(r.URL.Variable, one)
		case q.In == "query":
			one.Disabled = !q.Required
			r.URL.Query = append(r.URL.Query, one)
		case q.Name == KeyHeader:
			one.Value = "{{$guid}}"
			r.Header = append(r.Header, one)
		case q.In == "header" && q.Name != "Content-Type" && q.Name != "Authorization":
			one.Disabled = !q.Required
			r.Header = append(r.Header, one)
		}
	}
	if op.RequestBody != nil {
		r.body(doc, op.RequestBody.Content)
	}
	return r
}

// shown is an example of a parameter; empty: it has none.
func shown(q *huma.Param) string {
	switch {
	case q.Example != nil:
		return fmt.Sprint(q.Example)
	case q.Schema != nil && len(q.Schema.Examples) > 0:
		return fmt.Sprint(q.Schema.Examples[0])
	case q.Schema != nil && q.Schema.Default != nil:
		return fmt.Sprint(q.Schema.Default)
	}
	return ""
}

// body is an example of a body: JSON where the call takes it, else the media type with nothing in it.
func (r *postmanRequest) body(doc *huma.OpenAPI, content map[string]*huma.MediaType) {
	media := "application/json"
	if content[media] == nil {
		media = slices.Sorted(maps.Keys(content))[0]
	}
	if media == "multipart/form-data" { // whose parts it puts together itself
		r.Body = &postmanBody{Mode: "formdata"}
		return
	}
	r.Header = append(r.Header, postmanPair{Key: "Content-Type", Value: media})
	r.Body = &postmanBody{Mode: "raw"}
	if media == "application/json" {
		r.Body.Raw = indented(example(doc, content[media].Schema, 0))
		r.Body.Options = map[string]any{"raw": map[string]string{"language": "json"}}
	}
}
