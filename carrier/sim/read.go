package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// A part of the feed is read up to so many bytes, and a line of it too.
const (
	mostFeed = 16 << 20
	mostLine = 64 << 10
)

// readEvents reads a part of the feed. A line that cannot be read becomes a message with
// a problem; a feed without its last line was cut off, and is Unavailable.
func readEvents(body io.Reader) (*carrier.Batch, error) {
	lines := bufio.NewReaderSize(body, mostLine)
	b := &carrier.Batch{}
	var last []byte // it is known for the last one when no other follows
	for total := 0; ; {
		line, err := lines.ReadSlice('\n')
		total += len(line)
		line = bytes.Clone(bytes.TrimRight(line, "\n"))
		for errors.Is(err, bufio.ErrBufferFull) && total <= mostFeed { // the rest of a line that is too long
			var rest []byte
			rest, err = lines.ReadSlice('\n')
			total += len(rest)
		}
		if total > mostFeed {
			return nil, carrier.CannotUse("a part of its feed is longer than " + strconv.Itoa(mostFeed>>20) + " MB")
		}
		if err != nil && err != io.EOF {
			return nil, carrier.Unavailable("the carrier's answer broke off", err)
		}
		if len(line) > 0 {
			if last != nil {
				b.Messages = append(b.Messages, readEvent(last))
			}
			last = line
		}
		if err == io.EOF {
			return end(b, last)
		}
	}
}

// end reads the last line of the feed.
func end(b *carrier.Batch, line []byte) (*carrier.Batch, error) {
	var last struct {
		Next *string `json:"next"`
		More bool    `json:"more"`
	}
	if err := json.Unmarshal(line, &last); err != nil || last.Next == nil {
		return nil, carrier.Unavailable("the feed of the carrier was cut off", err)
	}
	b.Next, b.More = *last.Next, last.More
	return b, nil
}

// mostRaw is how much is kept of a line that is no event.
const mostRaw = 4 << 10

// readEvent reads one line as far as it can be read.
func readEvent(line []byte) carrier.Message {
	var e event
	m := carrier.Message{Raw: line}
	if len(line) >= mostLine || carrier.TooDeep(line) {
		m.Raw = line[:min(len(line), mostRaw)]
		m.Waybill, m.Problem = waybillIn(line), shipping.BadField("event", "the event is longer or nested deeper than an event can be", "")
		return m
	}
	if err := json.Unmarshal(line, &e); err != nil {
		m.Waybill, m.Problem = waybillIn(line), err
		return m
	}
	m.Waybill, m.At = e.Waybill, e.Time
	m.Scan = fact.Scan{Waybill: e.Waybill, Code: e.Code, Text: e.Text, Seq: e.Seq, Milestone: MilestoneOf(e.Code), Mapping: Mapping,
		Place: fact.ScanPlace{Country: e.Country, City: e.City, Facility: e.Facility}, Leg: fact.ScanLeg{Carrier: e.Partner, Number: e.PartnerNumber}}
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
