package order

import (
	"embed"
	"strings"
	"time"

	"crosslane/order/nested"
	"crosslane/order/state"
	"crosslane/order/value"
	"crosslane/shipping"
)

// Format is a kind of file that is known without being told more.
type Format string

// The formats. Each has a shipped mapping; a mapping of the user's own stands on one of them.
const (
	Crosslane    Format = "crosslane" // our own CSV and JSON
	Shopify      Format = "shopify"   // Shopify's order export
	InvoiceLines Format = "invoice-lines"
	WooCommerce  Format = "woocommerce" // CSV of its export plug-ins
	Amazon       Format = "amazon"      // order reports and unshipped orders, of every marketplace
	EBay         Format = "ebay"        // sold orders
	Etsy         Format = "etsy"        // sold order items
	TikTok       Format = "tiktok"      // TikTok Shop's order export
	Shopee       Format = "shopee"      // its order export, in English

	WooCommerceJSON Format = "woocommerce-json" // orders of its REST API
	ShopifyJSON     Format = "shopify-json"     // orders of its Admin REST API
	MagentoJSON     Format = "magento-json"     // orders of its REST API
)

// Formats lists the formats in the order in which Detect tries them.
func Formats() []Format {
	return []Format{Shopify, InvoiceLines, WooCommerce, Amazon, EBay, Etsy, TikTok, Shopee, WooCommerceJSON, ShopifyJSON, MagentoJSON, Crosslane}
}

// Mapping says how a file's columns and words are to be read, and what stands in where
// the file says nothing. The file form is described in docs/import.md.
//
// What describes the file (columns, dates, decimal, charges, countries and the like) is taken
// from the format's shipped mapping where a mapping leaves it out, and so is the storefront: an order is known by it, and comes in
// with a mapping as it did without. What speaks for the seller (seller, zone, currency, address, defaults, products) never is.
type Mapping struct {
	Format     Format
	Storefront string // where the orders came from, unless the file says it
	form
	seller    string
	zone      *time.Location
	currency  shipping.Currency
	bare      bool // an address of a country alone is enough
	defaults  shipping.Product
	products  map[shipping.SKU]shipping.Product
	countries map[string]shipping.Country
}

// form is what describes the file.
type form struct {
	columns      map[field][]string
	written      writing
	dates        []string       // as layouts of package time
	joined       map[field]bool // fields that are put together from all their columns
	charges      []string
	cancelPrefix []string    // what stands before the numbers of credit notes
	states       state.Words // of the words of payment; where payment has a column
	itemStates   state.Words // of the words of fulfilled
	parents      bool        // a first row without SKU sums up the rows of goods behind it
	continues    bool        // a line without a number belongs to the order above
	refuseOther  bool        // columns that nothing names are refused
}

// writing is how a file writes numbers and texts, and what it leaves unsaid.
type writing struct {
	value.Form
	json     nested.Form        // where orders and their lines stand in JSON; zero: in a table, or in Crosslane's own
	encoding string             // empty: UTF-8, else Windows-1252
	entities bool               // names in signs of HTML
	instead  map[field][]string // columns of an address that counts as a whole where a row has none
	unsaid   []string           // what is true of every order of a file that has no column of it, as a person decided
}

//go:embed mappings/*.yaml
var shippedFiles embed.FS

var shippedMappings = readShipped()

func readShipped() map[Format]*Mapping {
	out := map[Format]*Mapping{}
	for _, f := range Formats() {
		text, err := ShippedMapping(f)
		if err != nil {
			panic(err)
		}
		m, err := readMapping(text, nil)
		if err != nil {
			panic("mapping of " + string(f) + ": " + err.Error())
		}
		out[f] = m
	}
	return out
}

// ShippedMapping answers with the text of a format's shipped mapping, to be copied and
// changed. An unknown format is a NotFound error.
func ShippedMapping(f Format) ([]byte, error) {
	text, err := shippedFiles.ReadFile("mappings/" + string(f) + ".yaml")
	if err != nil {
		return nil, unknownFormat(string(f))
	}
	return text, nil
}

// Shipped answers with a format's shipped mapping. An unknown format is a NotFound error.
func Shipped(f Format) (*Mapping, error) {
	m, ok := shippedMappings[f]
	if !ok {
		return nil, unknownFormat(string(f))
	}
	return m, nil
}

// ReadMapping reads and checks a mapping file. The first fault is an Invalid error with the key as
// its field and the line of the file in its message.
func ReadMapping(text []byte) (*Mapping, error) { return readMapping(text, shippedMappings) }

func unknownFormat(name string) *shipping.Error {
	return &shipping.Error{Code: shipping.NotFound, Field: "format", Message: value.Quoted(name) + " is not a known format", Hint: "use " + formatList()}
}

func formatList() string {
	var names []string
	for _, f := range Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// column is the first column name that a field is read from; the field's own name when
// the mapping has none.
func (m *Mapping) column(f field) string {
	if c := m.columns[f]; len(c) > 0 {
		return c[0]
	}
	return f.String()
}
