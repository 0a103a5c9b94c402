package order

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	yamltoken "github.com/goccy/go-yaml/token"

	"crosslane/shipping"
)

// entry is a value of a mapping file with its place.
type entry struct {
	path string
	line int
	node ast.Node
}

func (e entry) bad(message, hint string) error {
	return shipping.BadField(e.path, "line "+strconv.Itoa(e.line)+": "+message, hint)
}

// text reads a single value as it is written: 0123 stays 0123.
func (e entry) text() (string, error) {
	switch n := e.node.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return strings.TrimSuffix(n.Value.Value, "\n"), nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, nil
	}
	return "", e.bad("a single value is expected", "write it as "+lastKey(e.path)+": value")
}

// list reads a list of values, or one value alone.
func (e entry) list() ([]string, error) {
	seq, ok := e.node.(*ast.SequenceNode)
	if !ok {
		one, err := e.text()
		return []string{one}, err
	}
	out := make([]string, 0, len(seq.Values))
	for i, n := range seq.Values {
		one, err := entry{e.path + "[" + strconv.Itoa(i) + "]", lineOf(n, e.line), n}.text()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// keys walks over a block of keys in the order of the file.
func (e entry) keys(each func(key string, value entry) error) error {
	block, ok := e.node.(*ast.MappingNode)
	if !ok {
		return e.bad("keys with values are expected", "write them indented below, one on a line")
	}
	for _, v := range block.Values {
		key := v.Key.GetToken().Value
		path := strings.TrimPrefix(e.path+"."+key, ".")
		if err := each(key, entry{path, lineOf(v.Key, e.line), v.Value}); err != nil {
			return err
		}
	}
	return nil
}

func lineOf(n ast.Node, otherwise int) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return otherwise
}

func lastKey(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// parseYAML answers with the one document of a file. A nil node: the file is empty.
func parseYAML(text []byte) (ast.Node, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		message, line := err.Error(), 0
		var at interface{ GetToken() *yamltoken.Token }
		if asToken(err, &at) {
			line = at.GetToken().Position.Line
		}
		message, _, _ = strings.Cut(message, "\n")
		return nil, &shipping.Error{Code: shipping.Invalid, Message: "line " + strconv.Itoa(line) + ": this is not YAML: " + message, Hint: "check indents, quotes and brackets there"}
	}
	if len(file.Docs) > 1 {
		return nil, shipping.Fault(shipping.Invalid, "a mapping file holds one document", "take out the lines of three hyphens")
	}
	if len(file.Docs) == 0 {
		return nil, nil //nolint:nilnil // an empty file maps nothing
	}
	return file.Docs[0].Body, nil
}

// readMapping reads a mapping that stands on one of bases; nil: on nothing.
func readMapping(text []byte, bases map[Format]*Mapping) (*Mapping, error) {
	body, err := parseYAML(text)
	if err != nil {
		return nil, err
	}
	m := &Mapping{zone: time.UTC}
	if body == nil {
		return nil, shipping.BadField("format", "the mapping is empty", "begin with format: and one of "+formatList())
	}
	top := entry{"", 1, body}
	if err := top.keys(m.base(bases)); err != nil {
		return nil, err
	}
	if m.Format == "" {
		return nil, shipping.BadField("format", "the mapping does not say which format it stands on", "begin with format: and one of "+formatList())
	}
	if err := top.keys(m.describe); err != nil {
		return nil, err
	}
	return m, top.keys(m.stand)
}

// base answers with a reader of the format alone: all else stands on it.
func (m *Mapping) base(bases map[Format]*Mapping) func(string, entry) error {
	return func(key string, e entry) error {
		if key != "format" {
			return nil
		}
		name, err := e.text()
		if err != nil {
			return err
		}
		m.Format = Format(name)
		if b, ok := bases[m.Format]; ok {
			m.form = b.form
			m.states.named, m.itemStates.named = nil, nil
			m.columns, m.joined = maps.Clone(b.columns), maps.Clone(b.joined)
			m.countries = maps.Clone(b.countries)
			return nil
		}
		if bases != nil {
			return e.bad(quote(name)+" is not a known format", "use "+formatList())
		}
		m.columns, m.joined, m.countries = map[field][]string{}, map[field]bool{}, map[string]shipping.Country{}
		return nil
	}
}

// mappingKeys is every key of a mapping file.
var mappingKeys = []string{"format", "storefront", "seller", "zone", "currency", "decimal", "more_decimals", "entities", "encoding", "units", "dates", "columns", "other_columns",
	"blank_number", "parent_rows", "cancel_prefix", "called_off", "fulfilled", "states", "item_states", "charges", "countries", "address", "defaults", "products"}

// describe reads what stands by itself.
func (m *Mapping) describe(key string, e entry) (err error) {
	switch key {
	case "format", "defaults", "products":
	case "storefront":
		m.Storefront, err = e.text()
	case "seller":
		m.seller, err = e.text()
	case "zone":
		m.zone, err = e.zone()
	case "currency":
		m.currency, err = e.currency()
	case "decimal":
		m.written.comma, err = e.either("point", "comma")
	case "more_decimals":
		m.written.round, err = e.either("refuse", "round")
	case "entities":
		m.written.entities, err = e.either("refuse", "decode")
	case "encoding":
		m.written.encoding, err = e.encoding()
	case "units":
		return e.keys(m.readUnits)
	case "dates":
		m.dates, err = e.dates()
	case "columns":
		return e.keys(m.readColumn)
	case "other_columns":
		m.refuseOther, err = e.either("ignore", "refuse")
	case "blank_number":
		m.continues, err = e.either("refuse", "continues")
	case "parent_rows":
		m.parents, err = e.either("refuse", "skip")
	case "cancel_prefix":
		m.cancelPrefix, err = e.text()
	case "called_off":
		var words []string
		if words, err = e.list(); err == nil {
			err = m.states.add(e, mCancel, words...)
		}
	case "fulfilled":
		var ship bool
		if ship, err = e.either("skip", "ship"); err == nil {
			err = m.itemStates.add(e, map[bool]meaning{true: mShip, false: mSent}[ship], "fulfilled")
		}
	case "states":
		return e.keys(m.states.read(orderMeanings))
	case "item_states":
		return e.keys(m.itemStates.read(lineMeanings))
	case "charges":
		m.charges, err = e.list()
	case "countries":
		return e.keys(m.readCountry)
	case "address":
		m.bare, err = e.either("full", "country")
	default:
		return e.bad("there is no such key", "the keys are "+strings.Join(mappingKeys, ", "))
	}
	return err
}

// stand reads what depends on the rest: products, whose values are in the mapping's currency and
// whose origins may use its names of countries.
func (m *Mapping) stand(key string, e entry) error {
	switch key {
	case "defaults":
		return e.keys(m.readProduct(&m.defaults))
	case "products":
		m.products = map[shipping.SKU]shipping.Product{}
		return e.keys(func(sku string, e entry) error {
			var p shipping.Product
			err := e.keys(m.readProduct(&p))
			m.products[shipping.SKU(sku)] = p
			return err
		})
	}
	return nil
}

func (m *Mapping) readProduct(p *shipping.Product) func(string, entry) error {
	rd := m.reading()
	return func(key string, e entry) error {
		at := slices.IndexFunc(listFields, func(f field) bool { return f != fSKU && f != fCurrency && listName(f) == key })
		if at < 0 {
			return e.bad("a product has no such key", "the keys are name, weight_g, length_mm, width_mm, height_mm, hs, origin, value, battery, dangerous, class, rotation")
		}
		text, err := e.text()
		if err != nil {
			return err
		}
		if w := rd.setProduct(p, listFields[at], text, m.currency); w != nil {
			return e.bad(w.message, w.hint)
		}
		return nil
	}
}

func (m *Mapping) readColumn(key string, e entry) error {
	for _, f := range orderFields {
		if f.String() == key {
			names, joined, err := e.columns()
			m.columns[f], m.joined[f] = names, joined
			return err
		}
	}
	var names []string
	for _, f := range orderFields {
		names = append(names, f.String())
	}
	return e.bad("there is no such field", "the fields are "+strings.Join(names, ", "))
}

func (m *Mapping) readCountry(name string, e entry) error {
	text, err := e.text()
	if err != nil {
		return err
	}
	c := shipping.Country(text)
	if !c.Known() {
		return e.bad(quote(text)+" is not the code of a country", "write two capital letters, such as DE")
	}
	m.countries[fold(name)] = c
	return nil
}

func (m *Mapping) reading() *reading {
	return &reading{writing: m.written, countries: m.countries}
}
