package fulfillment

import (
	"cmp"
	"errors"
	"strconv"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Open reads and compiles a Book that was published. What does not fit together in it is an Invalid error that names the
// field, with its place in the file.
func Open(file []byte) (*Rules, error) {
	b, err := book.Read(file)
	if err != nil {
		return nil, err
	}
	rules, err := Prepare(b)
	if err != nil {
		return nil, book.Locate(file, err)
	}
	return rules, nil
}

// Accept reads and compiles a Book that is to be published, and is stricter than Open: what would be taken otherwise than
// it is written, and what would stop or starve the business, is an Invalid error with line, column and path. What may be
// meant, and decides, comes as remarks with their places. Connectors are those that the program has. What Open would open
// comes with the error: such a Book may have been published before, by an earlier program.
func Accept(file []byte, connectors []string) (*Rules, book.Remarks, error) {
	wrong := book.Proofread(file)
	rules, err := Open(file)
	if wrong != nil || err != nil {
		return rules, nil, cmp.Or(wrong, err)
	}
	remarks, err := proof(rules.Book, connectors)
	if err != nil {
		return rules, nil, book.Locate(file, err)
	}
	for i := range remarks {
		remarks[i] = remarks[i].Placed(file)
	}
	return rules, remarks, nil
}

// proof has every room look at what it owns.
func proof(b *book.Book, connectors []string) (book.Remarks, error) {
	for i := range b.Channels {
		pattern := b.Channels[i].Waybill
		if pattern == "" {
			continue
		}
		if _, err := tracking.Number(pattern, 0); err != nil {
			wrong, ok := errors.AsType[*shipping.Error](err)
			if !ok {
				return nil, err
			}
			return nil, shipping.BadField("channels["+strconv.Itoa(i)+"].waybill", wrong.Message, wrong.Hint)
		}
	}
	remarks, err := b.Proof(connectors)
	if err != nil {
		return nil, err
	}
	more, err := channel.Proof(b)
	return append(append(book.Remarks{}, remarks...), more...), err
}
