package carrier

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Text writes the manifest to be printed and signed: the list, its sums, what is not on it and why, and notes.
func (m *Manifest) Text(w io.Writer, notes ...string) error {
	totals, err := m.Totals()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	out := tabwriter.NewWriter(&page, 0, 0, 2, ' ', 0)
	if m.Simulated {
		fmt.Fprintln(out, "SIMULATED: no carrier takes these parcels")
	}
	number := m.Number
	if number == "" {
		number = "without a parcel"
	}
	fmt.Fprintf(out, "Manifest\t%s\nCarrier\t%s (%s)\n", number, shown(m.Name), m.Carrier)
	if m.Warehouse != "" {
		fmt.Fprintf(out, "From\t%s\n", m.Warehouse)
	}
	fmt.Fprintf(out, "Handed\t%s\n\n", m.Handed.Format("2006-01-02 15:04 -07:00"))
	fmt.Fprintln(out, "\tWaybill\tParcel\tTo\tWeight\tValue")
	for i := range m.Lines {
		l := &m.Lines[i]
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\t%s\n", i+1, l.Waybill, l.Parcel, l.Country, weight(l), value(l))
	}
	fmt.Fprintf(out, "\n%s\n", totals.words())
	for _, c := range totals.Countries {
		fmt.Fprintf(out, "%s\t%d\n", c.Country, c.Parcels)
	}
	if len(m.LeftOut) > 0 {
		fmt.Fprintf(out, "\nNot on this list (%d)\n", len(m.LeftOut))
		for _, l := range m.LeftOut {
			fmt.Fprintf(out, "%s\t%s\n", shown(l.Named), shown(l.Why))
		}
	}
	for _, note := range notes {
		fmt.Fprintf(out, "\n%s\n", note)
	}
	fmt.Fprint(out, "\nHanded over\t______________________\nReceived\t______________________\n")
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = w.Write(page.Bytes())
	return err
}

// words says the sums in one line.
func (t *Totals) words() string {
	parts := []string{fmt.Sprintf("%d parcels", t.Parcels)}
	if t.Unweighed < t.Parcels {
		parts = append(parts, t.Weight.String())
	}
	if t.Unweighed > 0 {
		parts = append(parts, fmt.Sprintf("%d of unknown weight", t.Unweighed))
	}
	for _, v := range t.Values {
		parts = append(parts, v.String())
	}
	if t.Unvalued > 0 {
		parts = append(parts, fmt.Sprintf("%d of unknown value", t.Unvalued))
	}
	return strings.Join(parts, ", ")
}

// shown is a text in one line, of signs that can be shown.
func shown(text string) string {
	short, _ := cut(text, mostText)
	return short
}

// weight is what the parcel weighs; "unknown" where nobody said it.
func weight(l *ManifestLine) string {
	if l.Weight <= 0 {
		return "unknown"
	}
	return l.Weight.String()
}

// value is the goods' value; "unknown" where nobody said it.
func value(l *ManifestLine) string {
	if l.Value.Currency == "" {
		return "unknown"
	}
	return l.Value.String()
}

// CSV writes the lines as a table, what is not on the list behind them with its reason.
func (m *Manifest) CSV(w io.Writer) error {
	rows := [][]string{{"manifest", "carrier", "handed", "waybill", "parcel", "order", "channel", "country", "weight_g", "value", "currency", "simulated", "left_out", "closed"}}
	handed, simulated := m.Handed.Format(time.RFC3339), strconv.FormatBool(m.Simulated)
	for i := range m.Lines {
		l := &m.Lines[i]
		amount, grams := "", ""
		if l.Value.Currency != "" {
			amount = strings.TrimSuffix(l.Value.String(), " "+string(l.Value.Currency))
		}
		if l.Weight > 0 {
			grams = strconv.FormatInt(int64(l.Weight), 10)
		}
		rows = append(rows, []string{m.Number, string(m.Carrier), handed, l.Waybill, string(l.Parcel), string(l.Order), string(l.Channel), string(l.Country),
			grams, amount, string(l.Value.Currency), simulated, "", l.Closed})
	}
	for _, l := range m.LeftOut {
		rows = append(rows, []string{m.Number, string(m.Carrier), handed, shown(l.Named), string(l.Parcel), "", "", "", "", "", "", simulated, shown(l.Why), ""})
	}
	return writeTable(w, rows)
}
