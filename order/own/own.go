package own

import (
	"slices"
	"strconv"
	"strings"

	"crosslane/order/file"
	"crosslane/shipping"
)

// MostLines are the most lines of an order.
const MostLines = 10_000

// Object is what one object says.
type Object struct {
	Whole map[string]string   // of the order as a whole, or of the one item
	Items []map[string]string // of its lines
	// Said is where a field is said, if not at its Key.
	Said map[Place]string

	form  *Form
	minor map[string]string // amounts in minor units, by their paths
}

// Read sorts the values of an object into fields. What is wrong with it is told with its key; then nothing of it counts.
func (f *Form) Read(raw *file.Object) (o *Object, key, wrong string) {
	o = &Object{Whole: map[string]string{}, Said: map[Place]string{}, form: f, minor: map[string]string{}}
	all, wrong := raw.Leaves()
	for i := 0; i < len(all) && wrong == ""; i++ {
		key, wrong = o.take(&all[i])
	}
	if wrong == "" {
		key, wrong = o.money(all)
	}
	switch empty := slices.IndexFunc(o.Items, func(i map[string]string) bool { return len(i) == 0 }); {
	case wrong != "":
	case empty >= 0:
		key, wrong = "lines["+strconv.Itoa(empty)+"]", "the line is empty"
	case o.Whole["number"] == "" && !f.flat():
		key, wrong = "number", "the order has no number"
	}
	return o, key, wrong
}

// take puts a value where it belongs.
func (o *Object) take(l *file.Leaf) (key, wrong string) {
	item, rest, ok := o.place(l.Path)
	switch {
	case !ok:
		return "lines", "it is not a list of at most " + strconv.Itoa(MostLines) + ` lines, each an object such as {"sku": "A", "quantity": 1}`
	case rest == "": // nothing
	case rest == "address" && l.Text != "" && !strings.HasPrefix(l.Text, "pap_"), strings.HasPrefix(rest, "address["):
		return "address", "an object with name, lines, city, postcode and country belongs there"
	case slices.Contains(unheard, rest):
	case item < 0 && ofStreet.MatchString(rest) && !l.Bool:
		o.street(l.Text)
	case rest == "price.amount" || rest == "value.amount":
		o.minor[strings.TrimSuffix(l.Path, ".amount")] = l.Text
	case rest == "price.currency" || rest == "value.currency":
	default:
		return o.set(item, rest, l)
	}
	return "", ""
}

// place finds whose value a path is: that of one of the items, or -1 of the order.
func (o *Object) place(path string) (item int, rest string, ok bool) {
	if o.form.flat() || path != "lines" && !strings.HasPrefix(path, "lines[") && !strings.HasPrefix(path, "lines.") {
		return -1, path, true
	}
	index, rest, inside := strings.Cut(strings.TrimPrefix(path, "lines["), "]")
	item, err := strconv.Atoi(index)
	if !inside || err != nil || item < 0 || item >= MostLines || rest != "" && rest[0] != '.' {
		return 0, "", false
	}
	for len(o.Items) <= item {
		o.Items = append(o.Items, map[string]string{})
	}
	return item, strings.TrimPrefix(rest, "."), true
}

func (o *Object) values(item int) map[string]string {
	if item < 0 {
		return o.Whole
	}
	return o.Items[item]
}

// set puts the value of a key into its field.
func (o *Object) set(item int, rest string, l *file.Leaf) (key, wrong string) {
	name, known := o.form.field(item, rest)
	text, values := strings.TrimSpace(l.Text), o.values(item)
	switch {
	case l.Bool && (known && !slices.Contains(yesOrNo, name) || ofStreet.MatchString(rest)):
		return l.Path, text + " is no text, and no number"
	case !known:
		return o.noKey(item, rest, l.Path)
	case values[name] != "" && values[name] != text:
		return l.Path, "it contradicts what the order says elsewhere"
	}
	values[name] = text
	if p := (Place{item, name}); p.Key() != l.Path {
		o.Said[p] = l.Path
	}
	return "", ""
}

// noKey tells of a key that there is not, or of one that holds a list or an object in place of a value.
func (o *Object) noKey(item int, rest, path string) (key, wrong string) {
	for at := len(rest) - 1; at > 0; at-- {
		if _, known := o.form.field(item, rest[:at]); (known || ofStreet.MatchString(rest[:at])) && (rest[at] == '.' || rest[at] == '[') {
			return strings.TrimSuffix(path, rest[at:]), "a single value belongs there"
		}
	}
	return path, "there is no such key"
}

// street adds a line of the street.
func (o *Object) street(text string) {
	switch first, second := o.Whole["address1"], o.Whole["address2"]; {
	case text == "":
	case first == "":
		o.Whole["address1"] = text
	case second == "":
		o.Whole["address2"] = text
	default:
		o.Whole["address2"] = second + "\n" + text
	}
}

// money writes {"amount": 1234, "currency": "EUR"} as "12.34 EUR".
func (o *Object) money(all []file.Leaf) (key, wrong string) {
	for _, l := range all {
		base, isCurrency := strings.CutSuffix(l.Path, ".currency")
		amount, have := o.minor[base]
		if !isCurrency || !have {
			continue
		}
		n, err := strconv.ParseInt(amount, 10, 64)
		if err != nil {
			return base + ".amount", strconv.Quote(amount) + " is not a whole number of minor units"
		}
		item, rest, _ := o.place(base)
		name, _ := o.form.field(item, rest)
		o.values(item)[name] = shipping.Money{Amount: n, Currency: shipping.Currency(l.Text)}.String()
		delete(o.minor, base)
	}
	for _, l := range all {
		if base, ok := strings.CutSuffix(l.Path, ".amount"); ok && o.minor[base] != "" {
			return base + ".currency", "the amount has no currency"
		}
	}
	return "", ""
}
