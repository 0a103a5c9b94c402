package book

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// Schema answers with the JSON Schema (draft 2020-12) of a Book's file, for editors that complete and check while
// somebody types. What a condition means, and whether the parts fit together, is checked by Read and by those
// who compile a Book.
func Schema() ([]byte, error) {
	s := describe(reflect.TypeFor[Book](), "")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "A Book of Crosslane"
	delete(s["properties"].(schema), "version") // it is the hash of the file
	s["required"] = []string{"name", "from", "base"}
	return json.MarshalIndent(s, "", "  ")
}

type schema map[string]any

// notes explain fields where their name does not, by the path of names.
var notes = map[string]string{
	"triggers.name":            "unique in the Book; no colon",
	"triggers.when":            "CEL over health, channel, lane and day: sets the trigger off",
	"triggers.clear":           "CEL: it may end when this holds; without it, when 'when' does not hold any more",
	"triggers.parcels":         "CEL over parcel: which parcels it touches; without it, all",
	"triggers.then.switch":     "per cent of the channel's parcels that go to the next backup",
	"triggers.then.stop":       "no bookings at all, not even as the last resort",
	"triggers.then.rebook":     "what waits at the warehouse gives its label back and is booked anew",
	"triggers.then.case":       "open a case about the channel",
	"triggers.then.tell":       "tell the buyers whose parcels are booked anew",
	"triggers.hold_hours":      "for so long 'clear' must hold before parcels come back",
	"triggers.cool_down_hours": "for so long it is not set off again",
	"triggers.back":            "per cent that stay away on the way back, falling, a step each",
	"triggers.step_hours":      "between two steps back",
	"calendars.weekend":        "days that are not worked: sat, sun",
	"calendars.holidays":       "2026-02-17, 2026-02-15..2026-02-23, 12-25, easter-2, 11-thu-4, 05-mon-last",
	"calendars.works":          "days that are worked although they fall on a weekend or a holiday: 2026-02-14",
	"peaks.days":               "as holidays; ranges of every year too: 11-20..12-02",
	"classes.hs":               "prefixes of HS codes",
	"channels.legs.working":    "hours count only on days that are worked where it is done",
}

// describe makes the schema of a type by its JSON names.
func describe(t reflect.Type, path string) schema {
	s := schema{}
	if note := notes[path]; note != "" {
		s["description"] = note
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		s["type"], s["format"] = "string", "date-time"
	case t.Kind() == reflect.Struct:
		fields := schema{}
		addFields(fields, t, path)
		s["type"], s["properties"], s["additionalProperties"] = "object", fields, false
	case t.Kind() == reflect.Slice:
		inner := describe(t.Elem(), path)
		delete(inner, "description")
		s["type"], s["items"] = "array", inner
	case t.Kind() == reflect.Map:
		s["type"], s["additionalProperties"] = "object", describe(t.Elem(), "")
	case t.Kind() == reflect.Bool:
		s["type"] = "boolean"
	case t.Kind() == reflect.Float64:
		s["type"] = "number"
	case t.Kind() == reflect.String:
		s["type"] = []string{"string", "number"} // a postcode or a day may look like a number
	default:
		s["type"] = "integer"
	}
	return s
}

func addFields(into schema, t reflect.Type, path string) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			addFields(into, f.Type, path)
		case name != "" && name != "-":
			into[name] = describe(f.Type, strings.TrimPrefix(path+"."+name, "."))
		}
	}
}
