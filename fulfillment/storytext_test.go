package fulfillment_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// A decider is a text file: facts that are told from outside, a line of dashes, the
// facts that must follow from the last one (or from all after a line "when").
//
//	order:A OrderReceived ship_to="DE 10115" lines="2 MUG 400g 12.00 EUR"
//	----
//	order:A OrderAccepted
//
// A fact is its stream, its kind, and fields by their JSON names; a time may stand before it.
// An expected fact need only name the fields that matter; "..." stands for any others in between,
// "refused CODE" for a fact that is not recorded. A line such as "book fx: [...]" is that section of the Book.
// "placed=none" is an order without a date that could be read. "already" before a given fact means that the program itself recorded it; "recorded=TIME" that it was told later than it happened.
type storyFile struct {
	book        []string
	given, when []*fact.Fact
	already     map[*fact.Fact]bool
	then        []string
}

func parseStory(text string) (storyFile, error) {
	s := storyFile{already: map[*fact.Fact]bool{}}
	head, tail, found := strings.Cut(text, "\n----\n")
	if !found {
		return s, fmt.Errorf("no line of dashes")
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	marked := false
	for n, line := range strings.Split(head, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case line == "when":
			marked = true
			continue
		case strings.HasPrefix(line, "book "):
			s.book = append(s.book, strings.TrimPrefix(line, "book "))
			continue
		}
		line, already := strings.CutPrefix(line, "already ")
		f, at, err := parseFact(line, now)
		if err != nil {
			return s, fmt.Errorf("line %d: %w", n+1, err)
		}
		now = at.Add(time.Minute)
		s.already[f] = already
		if marked {
			s.when = append(s.when, f)
		} else {
			s.given = append(s.given, f)
		}
	}
	if !marked && len(s.given) > 0 {
		s.given, s.when = s.given[:len(s.given)-1], s.given[len(s.given)-1:]
	}
	for line := range strings.SplitSeq(tail, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			s.then = append(s.then, line)
		}
	}
	return s, nil
}

// parseFact reads "[TIME] STREAM KIND key=value ...".
func parseFact(line string, now time.Time) (*fact.Fact, time.Time, error) {
	words := splitWords(line)
	if at, err := parseInstant(words[0]); err == nil {
		now, words = at, words[1:]
	}
	if len(words) < 2 {
		return nil, now, fmt.Errorf("%q is not a fact", line)
	}
	f := &fact.Fact{Stream: stream(words[0]), At: now, Recorded: now, By: "story", Body: fact.NewBody(fact.Kind(words[1]))}
	if f.Body == nil {
		return nil, now, fmt.Errorf("no such kind of fact: %s", words[1])
	}
	undated := false
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		if undated = undated || w == "placed=none"; w == "placed=none" {
			continue
		}
		if at, err := parseInstant(value); err == nil && key == "recorded" {
			f.Recorded = at
			continue
		}
		if err := setField(fields(f.Body), key, strings.Trim(value, `"`)); err != nil {
			return nil, now, fmt.Errorf("%s: %w", w, err)
		}
	}
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		if completeOrder(&b.Order, f); undated {
			b.Order.Placed = time.Time{}
		}
	case *fact.OrderRetold:
		completeOrder(&b.Order, f)
	case *fact.StockMoved:
		b.SKU = shipping.SKU(f.Stream.ID())
	case *fact.ScanReceived:
		b.Scan.Print = uint64(now.UnixMilli()) ^ uint64(len(b.Scan.Code))<<32
	}
	return f, now, nil
}

func completeOrder(o *shipping.Order, f *fact.Fact) {
	o.ID, o.Number = shipping.OrderID(f.Stream.ID()), cmp.Or(o.Number, strings.TrimPrefix(f.Stream.ID(), "ord_"))
	o.Storefront, o.To, o.Currency = cmp.Or(o.Storefront, "story"), "pap_address", cmp.Or(o.Currency, "EUR")
	if o.Placed.IsZero() {
		o.Placed = f.At
	}
}

// stream writes out "order:A" as "order:ord_A".
func stream(s string) shipping.Stream {
	sort, id, _ := strings.Cut(s, ":")
	prefix := map[string]string{"order": "ord_", "parcel": "par_", "case": "cas_"}[sort]
	return shipping.Stream(sort + ":" + prefix + id)
}

// fields is the struct whose fields a decider names: an order's for OrderReceived, a scan's for ScanReceived.
func fields(b fact.Body) reflect.Value {
	switch b := b.(type) {
	case *fact.OrderReceived:
		return reflect.ValueOf(&b.Order).Elem()
	case *fact.ScanReceived:
		return reflect.ValueOf(&b.Scan).Elem()
	case *fact.ParcelPlanned:
		return reflect.ValueOf(&b.Plan).Elem()
	}
	return reflect.ValueOf(b).Elem()
}

func splitWords(line string) []string {
	var words []string
	quoted, word := false, strings.Builder{}
	for _, r := range line + " " {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
		default:
			word.WriteRune(r)
		}
	}
	return words
}

func fieldNamed(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if tag == name {
			return v.Field(i)
		}
		if v.Type().Field(i).Anonymous {
			if f := fieldNamed(v.Field(i), name); f.IsValid() {
				return f
			}
		}
	}
	return reflect.Value{}
}

func setField(v reflect.Value, path, text string) error {
	for name := range strings.SplitSeq(path, ".") {
		if v = fieldNamed(v, name); !v.IsValid() {
			return fmt.Errorf("no field %s", name)
		}
	}
	switch p := v.Addr().Interface().(type) {
	case *shipping.Money:
		amount, currency, _ := strings.Cut(text, " ")
		m, err := shipping.ParseMoney(amount, shipping.Currency(currency))
		*p = m
		return err
	case *shipping.Place:
		*p = parsePlace(text)
	case *[]shipping.Line:
		return parseLines(text, p)
	case *shipping.Window:
		from, to, _ := strings.Cut(text, "..")
		return errors.Join(parseTime(from, &p.From), parseTime(to, &p.To))
	case *[]fact.Spread: // "picked_up 30 10 20 30 40 50"
		var s fact.Spread
		_, err := fmt.Sscan(text, &s.From, &s.Sample, &s.P05, &s.P25, &s.P50, &s.P75, &s.P95)
		*p = append(*p, s)
		return err
	case *[]fact.Tour:
		return parseTour(text, p)
	case *time.Time:
		return parseTime(text, p)
	case *[]fact.Shortage:
		for one := range strings.FieldsSeq(text) {
			quantity, sku, _ := strings.Cut(one, "x")
			n, err := strconv.ParseInt(quantity, 10, 64)
			if err != nil {
				return err
			}
			*p = append(*p, fact.Shortage{SKU: shipping.SKU(sku), Quantity: n})
		}
	case *[]fact.Reason:
		for one := range strings.FieldsSeq(text) {
			rule, about, _ := strings.Cut(one, ":")
			*p = append(*p, fact.Reason{Rule: rule, About: about})
		}
	case *fact.Timer:
		name, due, _ := strings.Cut(text, "@")
		at, err := parseInstant(due)
		*p = fact.Timer{Name: name, Due: at}
		return err
	case *[]shipping.SKU:
		*p = append(*p, shipping.SKU(text))
	case *[]string:
		*p = append(*p, text)
	default:
		return setPlain(v, text)
	}
	return nil
}

func parseTime(text string, at *time.Time) (err error) {
	*at, err = parseInstant(text)
	return err
}

// parseInstant reads "2026-03-02T09:00", with seconds where they matter.
func parseInstant(text string) (time.Time, error) {
	if len(text) == len("2006-01-02T15:04:05") {
		return time.Parse("2006-01-02T15:04:05", text)
	}
	return time.Parse("2006-01-02T15:04", text)
}

// parseTour reads "van-1 par_A-1@2026-03-03T08:10 par_B-1@2026-03-03T08:40".
func parseTour(text string, tours *[]fact.Tour) error {
	words := strings.Fields(text)
	t := fact.Tour{Vehicle: words[0]}
	for _, w := range words[1:] {
		id, at, _ := strings.Cut(w, "@")
		v := fact.TourVisit{Parcel: shipping.ParcelID(id)}
		if err := parseTime(at, &v.Arrives); err != nil {
			return err
		}
		t.Visits = append(t.Visits, v)
	}
	*tours = append(*tours, t)
	return nil
}

func setPlain(v reflect.Value, text string) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		v.SetInt(n)
		return err
	default:
		return fmt.Errorf("a story cannot set a %s", v.Type())
	}
	return nil
}

func parsePlace(text string) shipping.Place {
	parts := strings.Split(text, " ")
	p := shipping.Place{Country: shipping.Country(parts[0])}
	if len(parts) == 3 {
		p.Region = parts[1]
	}
	if len(parts) > 1 {
		p.Postcode = parts[len(parts)-1]
	}
	return p
}

// parseLines reads "2 MUG 400g 12.00 EUR [battery=inside]; 1 PEN 20g 3.00 EUR".
func parseLines(text string, lines *[]shipping.Line) error {
	for part := range strings.SplitSeq(text, ";") {
		w := strings.Fields(part)
		if len(w) < 5 {
			return fmt.Errorf("a line is QUANTITY SKU WEIGHTg PRICE CURRENCY [field=value ...], not %q", part)
		}
		quantity, _ := strconv.ParseInt(w[0], 10, 64)
		weight, _ := strconv.ParseInt(strings.TrimSuffix(w[2], "g"), 10, 64)
		price, err := shipping.ParseMoney(w[3], shipping.Currency(w[4]))
		if err != nil {
			return err
		}
		l := shipping.Line{Quantity: quantity, Price: price}
		l.SKU, l.Name, l.Weight, l.HS, l.Origin = shipping.SKU(w[1]), w[1], shipping.Grams(weight), "691200", "CN"
		for _, extra := range w[5:] {
			key, value, _ := strings.Cut(extra, "=")
			if err := setField(reflect.ValueOf(&l).Elem(), key, strings.ReplaceAll(value, "_", " ")); err != nil {
				return err
			}
		}
		*lines = append(*lines, l)
	}
	return nil
}

// tell writes a fact as a decider does, with the fields that an expected line names.
func tell(f *fact.Fact, like string) string {
	var b strings.Builder
	name := string(f.Stream)
	for _, prefix := range []string{"ord_", "par_"} {
		name = strings.Replace(name, ":"+prefix, ":", 1)
	}
	if strings.HasPrefix(like, "case:* ") && f.Stream.Sort() == shipping.CaseSort {
		name = "case:*"
	}
	b.WriteString(name + " " + string(f.Kind()))
	words := splitWords(like)
	for i := 2; i < len(words); i++ {
		key, _, _ := strings.Cut(words[i], "=")
		b.WriteString(" " + key + "=" + tellField(f.Body, key))
	}
	return b.String()
}

func tellField(body fact.Body, path string) string {
	raw, _ := json.Marshal(fields(body).Interface())
	var v any
	_ = json.Unmarshal(raw, &v)
	for name := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return "?"
		}
		v = m[name]
	}
	return tellValue(v)
}

func tellValue(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, tellValue(e))
		}
		return strings.Join(parts, ",")
	case map[string]any:
		return tellGroup(v)
	}
	return fmt.Sprint(v)
}

// tellGroup shows what matters of a group of fields: an amount of money, a pick, a timer, a channel.
func tellGroup(m map[string]any) string {
	if amount, ok := m["amount"].(float64); ok {
		return shipping.Money{Amount: int64(amount), Currency: shipping.Currency(fmt.Sprint(m["currency"]))}.String()
	}
	if _, ok := m["location"]; ok {
		return fmt.Sprintf("%v %v@%v", m["quantity"], m["sku"], m["location"])
	}
	for _, key := range []string{"channel", "name", "rule", "field", "sku"} {
		if s, ok := m[key]; ok {
			if about, ok := m["about"]; ok && key == "rule" {
				return fmt.Sprintf("%v:%v", s, about)
			}
			return fmt.Sprint(s)
		}
	}
	return fmt.Sprint(m)
}
