package file

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"crosslane/shipping"
)

// rowsOf reads a whole table; a row that cannot be read is given as "!" and its reason.
func rowsOf(t *testing.T, r io.Reader) (rows [][]string, lines []int) {
	t.Helper()
	f, err := Open(r)
	if err != nil {
		t.Fatal(err)
	}
	table, err := NewTable(f, unknown)
	if err != nil {
		t.Fatal(err)
	}
	rows, lines = append(rows, slices.Clone(table.Header)), append(lines, 1)
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return rows, lines
		}
		if err != nil {
			t.Fatal(err)
		}
		fields := slices.Clone(row.Fields)
		if row.Fault != "" {
			fields = []string{"!", row.Fault}
		}
		rows, lines = append(rows, fields), append(lines, row.Line)
	}
}

func TestTable(t *testing.T) {
	const opened = "a quote is opened and never closed, or the line is too long"
	const middle = "a quote is closed in the middle of a field"
	long := strings.Repeat("x", maxRow*3)
	for name, c := range map[string]struct {
		in    string
		rows  [][]string
		lines []int
	}{
		"plain":              {"a,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		"no last newline":    {"a,b\n1,2", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		"CRLF":               {"a,b\r\n1,\"2\"\r\n", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		"byte order mark":    {"\xef\xbb\xbfa,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		"semicolons":         {"a;b,c;d\n1,5;2;3\n", [][]string{{"a", "b,c", "d"}, {"1,5", "2", "3"}}, []int{1, 2}},
		"tabs":               {"a\tb\tc\n1\t\t3\n", [][]string{{"a", "b", "c"}, {"1", "", "3"}}, []int{1, 2}},
		"quoted newline":     {"a,b\n\"x\ny\",2\n3,4\n", [][]string{{"a", "b"}, {"x\ny", "2"}, {"3", "4"}}, []int{1, 2, 4}},
		"doubled quote":      {"a,b\n\"5\"\" pipe\",2\n", [][]string{{"a", "b"}, {`5" pipe`, "2"}}, []int{1, 2}},
		"bare quote":         {"a,b\n5\" pipe,2\n", [][]string{{"a", "b"}, {`5" pipe`, "2"}}, []int{1, 2}},
		"blank lines":        {"a,b\n\n1,2\n,\n \n3,4\n", [][]string{{"a", "b"}, {"1", "2"}, {"3", "4"}}, []int{1, 3, 6}},
		"ragged":             {"a,b\n1\n1,2,3\n", [][]string{{"a", "b"}, {"1"}, {"1", "2", "3"}}, []int{1, 2, 3}},
		"Windows-1252":       {"a,b\ncaf\xe9,\x80 5\n", [][]string{{"a", "b"}, {"café", "€ 5"}}, []int{1, 2}},
		"bytes without sign": {"a\n\xe9 \x81\x8d\n", [][]string{{"a"}, {"é \ufffd\ufffd"}}, []int{1, 2}},
		"UTF-8":              {"a,b\ncafé,€ 5\n", [][]string{{"a", "b"}, {"café", "€ 5"}}, []int{1, 2}},
		"NUL":                {"a,b\nx\x00y,2\n", [][]string{{"a", "b"}, {"xy", "2"}}, []int{1, 2}},
		"NUL at the head":    {"a,b\n\x00x\xe9,\x002\n", [][]string{{"a", "b"}, {"xé", "2"}}, []int{1, 2}},
		"signs of control":   {"a,b\n\x1fx\x7f y,\"2\t\r\n3\"\n", [][]string{{"a", "b"}, {"x y", "2\t\r\n3"}}, []int{1, 2}},
		"closed in middle":   {"a,b\n\"x\"y,2\n3,4\n", [][]string{{"a", "b"}, {"!", middle}, {"3", "4"}}, []int{1, 2, 3}},
		"never closed":       {"a,b\n\"x,2\n3,4\n", [][]string{{"a", "b"}, {"!", opened}, {"3", "4"}}, []int{1, 2, 3}},
		"far from closed":    {"a,b\n\"x,2\n" + strings.Repeat("3,4\n", maxRow/2), nil, nil},
		"line too long":      {"a,b\n" + long + ",2\n3,4\n", [][]string{{"a", "b"}, {"!", opened}, {"3", "4"}}, []int{1, 2, 3}},
		"last too long":      {"a,b\n" + long, [][]string{{"a", "b"}, {"!", opened}}, []int{1, 2}},
		"broken at the end":  {"a,b\n\"x\"y", [][]string{{"a", "b"}, {"!", middle}}, []int{1, 2}},
		"quote at the end":   {"a,b\n1,\"", [][]string{{"a", "b"}, {"!", opened}}, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			rows, lines := rowsOf(t, strings.NewReader(c.in))
			if c.rows == nil { // the broken row costs its own line and no other
				if rows[1][0] != "!" || len(rows) != 2+maxRow/2 {
					t.Fatalf("%d rows, first %q", len(rows), rows[1])
				}
				return
			}
			if !slices.EqualFunc(rows, c.rows, slices.Equal) || !slices.Equal(lines, c.lines) {
				t.Fatalf("rows %.200q at %v\nwant %.200q at %v", rows, lines, c.rows, c.lines)
			}
			slow, _ := rowsOf(t, iotest.HalfReader(strings.NewReader(c.in)))
			if !slices.EqualFunc(slow, rows, slices.Equal) {
				t.Fatalf("in small pieces it reads %.200q", slow)
			}
		})
	}
}

// Whatever encoding/csv writes is read back as it was, in pieces of any size.
func TestTableReadsWhatIsWritten(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	signs := []string{"a", "B", "7", ",", ";", "\"", "\n", "\r\n", "é", " ", "'"}
	for range 300 {
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		want := [][]string{{"first", "second", "third"}}
		for range rng.IntN(20) {
			row := []string{"x" + word(rng, signs), word(rng, signs), word(rng, signs)}
			want = append(want, row)
		}
		for _, row := range want {
			_ = w.Write(row)
		}
		w.Flush()
		for _, row := range want {
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
		}
		got, _ := rowsOf(t, iotest.OneByteReader(bytes.NewReader(out.Bytes())))
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q\nread as  %q\nnot as %q", out.String(), got, want)
		}
	}
}

func word(rng *rand.Rand, signs []string) string {
	var b strings.Builder
	for range rng.IntN(6) {
		b.WriteString(signs[rng.IntN(len(signs))])
	}
	return b.String()
}

// Whatever machine wrote a table, it says the same.
func TestWrittenOnAnyMachine(t *testing.T) {
	const text = "name,city\nZoë,Köln\n"
	units := utf16.Encode([]rune(text))
	little, big := []byte{}, []byte{}
	for _, u := range units {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	for name, in := range map[string]string{
		"UTF-8": text, "with a mark": "\xef\xbb\xbf" + text, "UTF-16": "\xff\xfe" + string(little), "UTF-16, big end first": "\xfe\xff" + string(big),
		"UTF-16 without a mark": string(little), "UTF-16, big end first, without a mark": string(big),
		"Windows": strings.ReplaceAll(text, "\n", "\r\n"), "an old Macintosh": strings.ReplaceAll(text, "\n", "\r"),
		"a code page": "name,city\nZo\xeb,K\xf6ln\n", "separator named": "sep=;\r\n" + strings.ReplaceAll(text, ",", ";"), "separator named in quotes": "\"sep=,\"\n" + text,
		"other separator named": "sep=|\n" + strings.ReplaceAll(text, ",", "|"),
		"below a preamble":      "Orders, all, of them, ever\nmade;on;2026\n\n" + text, "below a preamble of another separator": "a,b,c\n" + strings.ReplaceAll(text, ",", ";"),
	} {
		f, err := Open(strings.NewReader(in))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		table, err := NewTable(f, func(h []string) bool { return slices.Equal(h, []string{"name", "city"}) })
		if err != nil || !slices.Equal(table.Header, []string{"name", "city"}) {
			t.Errorf("%s: %v, %+v", name, err, table)
			continue
		}
		if row, err := table.Next(); err != nil || !slices.Equal(row.Fields, []string{"Zoë", "Köln"}) {
			t.Errorf("%s: %+v, %v", name, row, err)
		}
	}
}

// What is no text is named, with what to do.
func TestNoText(t *testing.T) {
	for in, want := range map[string]string{
		"\x1f\x8b\x08\x00": "gzip", "PK\x03\x04\x14\x00[Content_Types].xml": "xlsx", "PK\x03\x04\x14\x00orders.csv": "zip", "\xd0\xcf\x11\xe0\xa1\xb1": "xls", "%PDF-1.7": "PDF",
		"<!DOCTYPE html><html>": "web page", "\xef\xbb\xbf <?xml version=\"1.0\"?>": "web page or XML",
	} {
		_, err := Open(strings.NewReader(in))
		if fault, ok := errors.AsType[*shipping.Error](err); !ok || fault.Code != shipping.Unsupported || !strings.Contains(fault.Message, want) || fault.Hint == "" {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// Marketplaces quote nothing where tabs part the columns; spreadsheets do.
func TestQuotesBetweenTabs(t *testing.T) {
	for in, want := range map[string][]string{
		"\"Premium lamp\tA\n":          {`"Premium lamp`, "A"},
		"\"5\" pipe\tA\n":              {`"5" pipe`, "A"},
		"pipe 5\"\tA\n":                {`pipe 5"`, "A"},
		"\"Lamp, 12\"\" wide\"\tA\n":   {`Lamp, 12" wide`, "A"},
		"\"Lamp\"\t\"A\"\r\n":          {"Lamp", "A"},
		"\"\t\"\n":                     {`"`, `"`},
		"\"open\tA\nlater\t5\" pipe\n": {`"open`, "A"},
	} {
		f, err := Open(strings.NewReader("name\tsku\n" + in))
		if err != nil {
			t.Fatal(err)
		}
		table, err := NewTable(f, unknown)
		if err != nil {
			t.Fatal(err)
		}
		if row, err := table.Next(); err != nil || row.Fault != "" || !slices.Equal(row.Fields, want) {
			t.Errorf("%q: %+v, %v", in, row, err)
		}
	}
}

func TestReaderFaultIsTold(t *testing.T) {
	f, err := Open(io.MultiReader(strings.NewReader("a,b\n1,2\n3,"), iotest.ErrReader(errors.New("disk"))))
	if err != nil {
		t.Fatal(err)
	}
	table, err := NewTable(f, unknown)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Next(); err == nil || errors.Is(err, io.EOF) {
		t.Fatalf("the fault of the disk came out as %v", err)
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n\"\r\n\"x\"y\n"))
	f.Add([]byte("1\n\"x\"y"))
	f.Add([]byte("\xef\xbb\xbfa;b\n\x80;\"\"\"\"\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		w, err := Open(bytes.NewReader(in))
		if err != nil {
			return
		}
		table, err := NewTable(w, unknown)
		if err != nil {
			return
		}
		taken, line := 0, 0
		for {
			row, err := table.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.Line <= line {
				t.Fatalf("row at line %d after line %d", row.Line, line)
			}
			line = row.Line
			taken += len(row.Raw)
		}
		if taken > len(in) {
			t.Fatalf("%d bytes came out of %d", taken, len(in))
		}
	})
}

// TestPiecesAreAsTheWhole: where a file is cut while it is read changes no row.
func TestPiecesAreAsTheWhole(t *testing.T) {
	const text = "a,b\r\n\"x\" ,\"y \"\"z\"\"\"\r\n\"two\nlines\",3\n\"broken\"x,4\n\"\",\"\"\nlast,\"5\""
	rows := func(r io.Reader) (all []string) {
		f, err := Open(r)
		if err != nil {
			t.Fatal(err)
		}
		table, err := NewTable(f, unknown)
		if err != nil {
			t.Fatal(err)
		}
		for {
			row, err := table.Next()
			if errors.Is(err, io.EOF) {
				return all
			}
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(row.Raw)+"|"+strings.Join(row.Fields, "|"))
		}
	}
	whole, pieces := rows(strings.NewReader(text)), rows(iotest.OneByteReader(strings.NewReader(text)))
	if !slices.Equal(whole, pieces) || len(whole) < 4 {
		t.Errorf("whole  %q\npieces %q", whole, pieces)
	}
}

// TestSlip: one sign more, less or other, or other blanks between words.
func TestSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"fulfillment", "fulfilment", true}, {"fulfilment", "fulfillment", true}, {"financial status", "financial_status", true}, {"financial status", "finansial status", true}, {"status", "statuss", true},
		{"status", "xstatus", true}, {"status", "stat", false}, {"status", "states", true}, {"qty", "qtx", false}, {"paid at", "", false}, {"status", "tsatus", false},
	} {
		if got := Slip(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %t", c.a, c.b, got)
		}
	}
}

// unknown knows no header: the first line is one.
func unknown([]string) bool { return false }
