package epcis

import (
	"encoding/json"
	"io"
	"strings"
	"time"
)

// Media is the media type of a document.
const Media = "application/ld+json"

// context is where GS1 says what the words of a document mean.
const context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

// Writer writes a document event by event: nothing of it is kept.
type Writer struct {
	to    io.Writer
	begun bool
}

// NewWriter begins an EPCISDocument that was made at an instant, for events of a teller.
func NewWriter(to io.Writer, t *Teller, at time.Time) (*Writer, error) {
	own, err := json.Marshal(map[string]string{"crosslane": t.namespace()})
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(to, `{"@context":["`+context+`",`+string(own)+`],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"`+
		at.UTC().Format("2006-01-02T15:04:05.000Z07:00")+`","epcisBody":{"eventList":[`)
	return &Writer{to: to}, err
}

// Write writes events behind those that were written.
func (w *Writer) Write(events []Event) error {
	var text strings.Builder
	for i := range events {
		body, err := json.Marshal(&events[i])
		if err != nil {
			return err
		}
		if w.begun {
			text.WriteByte(',')
		}
		text.WriteByte('\n')
		text.Write(body)
		w.begun = true
	}
	_, err := io.WriteString(w.to, text.String())
	return err
}

// Close ends the document. Without it, what was written is none.
func (w *Writer) Close() error {
	_, err := io.WriteString(w.to, "\n]}}\n")
	return err
}
