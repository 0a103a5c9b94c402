package sim

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// readEvents reads a part of the feed. A line that cannot be read becomes a message with
// a problem; a feed without its last line was cut off, and is Unavailable.
func readEvents(body []byte) ([]carrier.Message, trailer, error) {
	var end struct {
		Next *string `json:"next"`
		More bool    `json:"more"`
	}
	body = bytes.TrimRight(body, "\n")
	cut := bytes.LastIndexByte(body, '\n') + 1
	if err := json.Unmarshal(body[cut:], &end); err != nil || end.Next == nil {
		return nil, trailer{}, carrier.Unavailable("the feed of the carrier was cut off", err)
	}
	messages := make([]carrier.Message, 0, bytes.Count(body[:cut], []byte{'\n'}))
	for line := range bytes.Lines(body[:cut]) {
		messages = append(messages, readEvent(bytes.TrimRight(line, "\n")))
	}
	return messages, trailer{*end.Next, end.More}, nil
}

// readEvent reads one line as far as it can be read.
func readEvent(line []byte) carrier.Message {
	var e event
	m := carrier.Message{Raw: line}
	if err := json.Unmarshal(line, &e); err != nil {
		m.Waybill, m.Problem = waybillIn(line), err
		return m
	}
	m.Waybill, m.At = e.Waybill, e.Time
	m.Scan = fact.Scan{Waybill: e.Waybill, Code: e.Code, Text: e.Text, Seq: e.Seq, Milestone: MilestoneOf(e.Code), Mapping: Mapping,
		Place: fact.ScanPlace{Country: e.Country, City: e.City, Facility: e.Facility}}
	if e.Waybill == "" || e.Time.IsZero() {
		m.Problem = shipping.BadField("time", "the event does not say which parcel or when", "")
	}
	return m
}

// waybillIn looks for the number in a line that cannot be read otherwise, so that what is left
// of it can be kept with its parcel.
func waybillIn(line []byte) string {
	const before = `"waybill":"`
	_, rest, found := bytes.Cut(line, []byte(before))
	number, _, closed := bytes.Cut(rest, []byte{'"'})
	if !found || !closed || len(number) > 40 || !utf8.Valid(number) {
		return ""
	}
	return string(number)
}
