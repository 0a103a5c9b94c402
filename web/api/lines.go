package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// lines runs command lines that were typed elsewhere; without Options.Lines there is no such call.
func (a *api) lines() {
	if a.Lines == nil {
		return
	}
	about(a, call{method: http.MethodPost, path: "/run", id: "run-command-line", tag: "Command line", streamed: true, summary: "Run one command line, as crosslane --server does",
		more: "A form: merchant is whose business is meant, each arg one word of the line, and behind them each file is one that the line names, by the name that it has there, and stdin what it reads. The line does what the token may, and what it may not is refused before a file is read; it reads no file that was not sent along, and names no other place of data. " +
			"The answer is in frames, each a letter, the length of its text in four bytes, and that: O for what goes to standard output, E for what goes to standard error, N for the name of a file that comes back, D for its pieces, K where nothing is to be said, X with the exit status at its end. " +
			"An answer without X broke off: send the very same again under the same Idempotency-Key. What a line under a key did is done once, and is answered as the first time, but for a secret. At most 1 GB."},
		func(context.Context, *struct{}) (*huma.StreamResponse, error) {
			return &huma.StreamResponse{Body: func(c huma.Context) { //nolint:contextcheck // it has the call's own
				r, w := humago.Unwrap(c)
				if err := a.Lines(w, r.WithContext(c.Context())); err != nil {
					refuse(c, err)
				}
			}}, nil
		})
	text, file := &huma.Schema{Type: huma.TypeString}, &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op := a.huma.OpenAPI().Paths["/v1/run"].Post
	op.Parameters = append(op.Parameters, &huma.Param{Name: KeyHeader, In: "header", Description: "names what the line does: sent again under the same key it is done once; kept for 48 hours", Schema: text, Example: "6f1c2a7e-1f4b-4c8e-9c38-0a9c3c9b7a11"})
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"arg"}, Properties: map[string]*huma.Schema{
		"arg": {Type: huma.TypeArray, Items: text}, "merchant": text, "file": {Type: huma.TypeArray, Items: file}, "stdin": file}}}}}
	op.Responses["200"] = &huma.Response{Description: "What the line said and wrote, in frames", Content: map[string]*huma.MediaType{"application/vnd.crosslane.run": {Schema: file}}}
}
