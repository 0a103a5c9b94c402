package carrier

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
)

// ScanSheet is a list of scans as somebody wrote it: what became of parcels whose carrier has no program of its own.
type ScanSheet struct {
	Header []string
	Rows   []ScanRow
	// Repairs are the rows that say nothing usable: nothing of the sheet is lost.
	Repairs []RepairRow
}

// ScanRow is one row that can be read.
type ScanRow struct {
	Line    int // of the file, counted from 1
	Carrier shipping.CarrierID
	// Parcel is what the row names in place of a waybill; then the message has none.
	Parcel  shipping.ParcelID
	Message Message

	cells []string
}

// RepairRow is a row as it came, and what is wrong with it.
type RepairRow struct {
	Line  int             `json:"line"`
	Cells []string        `json:"cells"`
	Error *shipping.Error `json:"error"` // its field is the column's name
}

// ScanSheetOptions say what a sheet leaves open.
type ScanSheetOptions struct {
	// Carrier is whose scans these are where no column "carrier" says so. Empty: each row must say it.
	Carrier shipping.CarrierID
	// Zone is where times without an offset were read off a clock. Nil: each time must have one.
	Zone *time.Location
	// Now is when the sheet is read: nothing in it happened later.
	Now time.Time
}

// The bounds of a sheet.
const (
	MostScanRows  = 100_000
	mostSheetSize = 32 << 20
	mostCells     = 64
)

// ReadScanSheet reads comma-, semicolon- or tab-separated values with a header. Columns: waybill or parcel, time, milestone
// (see MilestoneNamed), and as you like carrier, place, country, facility, note, and last_mile with last_mile_number: which other carrier has the
// parcel, and under which number; others are passed over. An error is
// about the file as a whole; a row that cannot be used is a RepairRow.
func ReadScanSheet(r io.Reader, o ScanSheetOptions) (*ScanSheet, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostSheetSize+1))
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Field: "file", Message: "the list of scans cannot be read", Cause: err}
	}
	if len(text) > mostSheetSize {
		return nil, shipping.BadField("file", "the list of scans is longer than "+strconv.Itoa(mostSheetSize>>20)+" MB", "hand it in in parts")
	}
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	rows.FieldsPerRecord, rows.LazyQuotes, rows.Comma = -1, true, separator(string(text))
	header, err := rows.Read()
	if err != nil {
		return nil, shipping.BadField("file", "the list of scans is empty", "its first row names the columns: waybill, time, milestone, place, note")
	}
	s := &ScanSheet{Header: header}
	columns, err := s.columns(o)
	if err != nil {
		return nil, err
	}
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, &shipping.Error{Code: shipping.Invalid, Field: "file", Message: "the list is no table", Hint: "save it as CSV again", Cause: err}
		}
		line, _ := rows.FieldPos(0)
		if len(s.Rows)+len(s.Repairs) == MostScanRows {
			return nil, shipping.BadField("file", "the list has more than "+strconv.Itoa(MostScanRows)+" rows", "hand it in in parts")
		}
		s.read(line, cells, columns, o)
	}
}

// separator is what parts the columns of the first line.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, c := range ";\t" {
		if strings.Count(first, string(c)) > strings.Count(first, string(best)) {
			best = c
		}
	}
	return best
}

// columns finds out which column is what.
func (s *ScanSheet) columns(o ScanSheetOptions) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range s.Header {
		what := scanColumns[folded(name)]
		if _, twice := at[what]; twice && what != "" {
			return nil, shipping.BadField(name, "two columns say the "+what, "leave one of them out")
		}
		at[what] = i
	}
	delete(at, "")
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { _, ok := at[n]; return ok })
	}
	switch {
	case !has("waybill", "parcel"):
		return nil, shipping.BadField("waybill", "no column says which parcel", "name one waybill, or parcel")
	case !has("time"):
		return nil, shipping.BadField("time", "no column says when", "name one time")
	case !has("milestone"):
		return nil, shipping.BadField("milestone", "no column says what happened", "name one milestone")
	case !has("carrier", "parcel") && o.Carrier == "":
		return nil, shipping.BadField("carrier", "nothing says whose waybills these are", "name the carrier, or add a column carrier")
	}
	return at, nil
}

// read takes one row in. A blank one is none.
func (s *ScanSheet) read(line int, cells []string, columns map[string]int, o ScanSheetOptions) {
	if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		return
	}
	row := ScanRow{Line: line, cells: cells}
	if wrong := row.fill(columns, o); wrong != nil {
		s.Repairs = append(s.Repairs, RepairRow{line, cells, wrong})
		return
	}
	s.Rows = append(s.Rows, row)
}

// fill reads the cells of a row, and tells what is wrong with the first wrong one.
func (r *ScanRow) fill(columns map[string]int, o ScanSheetOptions) *shipping.Error {
	cell := func(name string) string {
		if i, ok := columns[name]; ok && i < len(r.cells) {
			return unquoted(strings.TrimSpace(r.cells[i]))
		}
		return ""
	}
	m := &r.Message
	m.Waybill, r.Parcel = cell("waybill"), shipping.ParcelID(cell("parcel"))
	if wrong := r.name(shipping.CarrierID(cell("carrier")), o); wrong != nil {
		return wrong
	}
	var wrong *shipping.Error
	if m.At, wrong = sheetTime(cell("time"), o); wrong != nil {
		return wrong
	}
	what, known := MilestoneNamed(cell("milestone"))
	if !known {
		return shipping.BadField("milestone", "\""+cell("milestone")+"\" is no milestone", "write one of: "+strings.Join(MilestoneWords(), ", "))
	}
	country, known := shipping.CountryNamed(cell("country"))
	if cell("country") != "" && !known {
		return shipping.BadField("country", "\""+cell("country")+"\" is no country", "write its two letters, such as DE")
	}
	note, whole := cut(cell("note"), mostText)
	if !whole {
		return shipping.BadField("note", "the note is longer than "+strconv.Itoa(mostText)+" signs, or cannot be shown", "shorten it")
	}
	m.Scan = fact.Scan{Code: string(what), Milestone: what, Text: note, Place: fact.ScanPlace{Country: country, City: cell("place"), Facility: cell("facility")}}
	if m.Scan.Leg.Carrier, m.Scan.Leg.Number = cell("last_mile"), onward.Plain(cell("last_mile_number")); cell("last_mile_number") != "" && m.Scan.Leg.Number == "" {
		return shipping.BadField("last_mile_number", "\""+cell("last_mile_number")+"\" can be no number of a parcel", "write letters and digits, as the other carrier has them")
	}
	if m.Scan.Leg.Carrier != "" && m.Scan.Leg.Number == "" {
		return shipping.BadField("last_mile_number", "missing: "+m.Scan.Leg.Carrier+" has a number of its own for the parcel", "write it, or leave last_mile empty")
	}
	if !tidy(&m.Scan) {
		return shipping.BadField("place", "the place is longer than "+strconv.Itoa(mostWord)+" signs, or cannot be shown", "shorten it")
	}
	return nil
}

// name checks which parcel a row speaks of, and whose number it gives.
func (r *ScanRow) name(by shipping.CarrierID, o ScanSheetOptions) *shipping.Error {
	r.Carrier = by
	if by == "" {
		r.Carrier = o.Carrier
	}
	switch {
	case len(r.cells) > mostCells:
		return shipping.BadField("row", "the row has more than "+strconv.Itoa(mostCells)+" cells", "look for a quote that is not closed")
	case r.Message.Waybill == "" && r.Parcel == "":
		return shipping.BadField("waybill", "the row does not say which parcel", "give its waybill, or its number par_...")
	case r.Message.Waybill != "" && r.Parcel != "":
		r.Message.Waybill = "" // the parcel's own number is the surer one
	case r.Message.Waybill != "" && r.Carrier == "":
		return shipping.BadField("carrier", "the row does not say whose waybill that is", "name the carrier")
	case r.Message.Waybill != "":
		if why := wrongWaybill(r.Message.Waybill); why != "" {
			return shipping.BadField("waybill", why, "")
		}
	}
	return nil
}

// sheetTime reads when something happened. A date alone, or one whose day and month could be taken for each other, is no instant.
func sheetTime(text string, o ScanSheetOptions) (time.Time, *shipping.Error) {
	for _, c := range clocks {
		zone := o.Zone
		if c.offset {
			zone = time.UTC
		}
		if zone == nil {
			if _, err := time.Parse(c.form, text); err == nil {
				return time.Time{}, shipping.BadField("time", "\""+text+"\" does not say in which zone", "add the offset, as in "+text+"+08:00, or name the zone of the list")
			}
			continue
		}
		at, err := time.ParseInLocation(c.form, text, zone)
		switch {
		case err != nil:
			continue
		case at.Before(time.Unix(0, 0)):
			return at, shipping.BadField("time", text+" is before 1970", "")
		case at.After(o.Now):
			return at, shipping.BadField("time", text+" has not come yet", "write when it happened")
		}
		return at, nil
	}
	return time.Time{}, shipping.BadField("time", "\""+text+"\" is no instant", "write year, month, day and time of day with its offset: 2026-03-02T14:30:00+08:00")
}

// Match makes the reports of the rows whose parcels are known; owners are those of the rows, in their order, the zero value
// for none. Rows without a parcel, or dated before it was booked, join the repairs. by is who hands the sheet in.
func (s *ScanSheet) Match(owners []Owner, by string, now time.Time) []Report {
	var reports []Report
	var rows []ScanRow
	for i := range s.Rows {
		var wrong *shipping.Error
		row, owner := &s.Rows[i], Owner{}
		if i < len(owners) {
			owner = owners[i]
		}
		switch {
		case owner.Parcel == "" && row.Parcel != "":
			wrong = &shipping.Error{Code: shipping.NotFound, Field: "parcel", Message: "there is no parcel " + string(row.Parcel)}
		case owner.Parcel == "":
			wrong = &shipping.Error{Code: shipping.NotFound, Field: "waybill", Message: "no parcel bears the number " + row.Message.Waybill + " of " + string(row.Carrier),
				Hint: "look whether the carrier is right, and the booking not undone"}
		case unread(&row.Message, owner.Booked, now) != "":
			wrong = shipping.BadField("time", unread(&row.Message, owner.Booked, now), "write when it happened")
		default:
			reader := Reader{Carrier: row.Carrier, Now: func() time.Time { return now }}
			report := reader.Scan(owner, &row.Message)
			report.Fact.By = by
			reports, rows = append(reports, report), append(rows, *row)
			continue
		}
		s.Repairs = append(s.Repairs, RepairRow{row.Line, row.cells, wrong})
	}
	s.Rows = rows
	slices.SortStableFunc(s.Repairs, func(a, b RepairRow) int { return a.Line - b.Line })
	return reports
}

// Refuse puts the i-th row that was matched among the repairs, because the ledger did not take its report.
func (s *ScanSheet) Refuse(i int, err error) {
	e := shipping.Error{Code: shipping.CodeOf(err), Message: err.Error()}
	if known, ok := errors.AsType[*shipping.Error](err); ok {
		e = *known
	}
	s.Repairs = append(s.Repairs, RepairRow{s.Rows[i].Line, s.Rows[i].cells, &e})
}

// WriteRepairs writes the rows that could not be used as CSV, each with what is wrong and what to do, so that they can be
// mended and handed in again.
func (s *ScanSheet) WriteRepairs(w io.Writer) error {
	width := len(s.Header)
	for _, r := range s.Repairs {
		width = max(width, len(r.Cells))
	}
	padded := func(cells []string) []string { return append(slices.Clone(cells), make([]string, width-len(cells))...) }
	rows := [][]string{append(padded(s.Header), "line", "problem", "hint")}
	for _, r := range s.Repairs {
		problem := r.Error.Message
		if r.Error.Field != "" {
			problem = r.Error.Field + ": " + problem
		}
		rows = append(rows, append(padded(r.Cells), strconv.Itoa(r.Line), problem, r.Error.Hint))
	}
	return writeTable(w, rows)
}

// writeTable writes rows as CSV that a spreadsheet takes for text.
func writeTable(w io.Writer, rows [][]string) error {
	for _, row := range rows {
		for i := range row {
			row[i] = plainCell(row[i])
		}
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// formulaSigns are those at which a spreadsheet takes a text for a formula.
const formulaSigns = "=+-@\t\r"

// plainCell keeps a spreadsheet from taking a text for a formula; unquoted takes that back.
func plainCell(text string) string {
	if text != "" && strings.IndexByte(formulaSigns, text[0]) >= 0 {
		return "'" + text
	}
	return text
}

func unquoted(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.IndexByte(formulaSigns, text[1]) >= 0 {
		return text[1:]
	}
	return text
}
