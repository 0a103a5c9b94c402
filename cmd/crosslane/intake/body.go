package intake

import (
	"bytes"
	"errors"
	"io"

	"crosslane/order"
	"crosslane/shipping"
)

// Read reads the orders in a body of Crosslane's own JSON, all of them or, with an Invalid error, none.
func Read(body []byte, o order.Options) ([]*order.Intake, error) {
	if text := bytes.TrimLeft(body, "\ufeff \t\r\n"); len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return nil, shipping.Fault(shipping.Invalid, "the body is not JSON", "send an order as docs/import.md shows it, a list of them, or one on each line")
	}
	o.Format = order.Crosslane
	decoder, err := order.NewDecoder(bytes.NewReader(body), o)
	if err != nil {
		return nil, err
	}
	var list []*order.Intake
	for {
		in, err := decoder.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, in)
	}
}
