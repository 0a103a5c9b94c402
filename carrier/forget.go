package carrier

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// Forget lets every unmatched message go that speaks of an erased person, and tells how many there were: those that name
// the number of a parcel of the person, wherever in the message it stands, and those that bear one of some words, in any
// case and as whole words: the person's name, street, e-mail address and telephone number. Words of fewer than three signs
// are not looked for.
func (p *Poller) Forget(ctx context.Context, person string, words ...string) (int, error) {
	p.polling.Lock()
	defer p.polling.Unlock()
	if err := p.recall(ctx); err != nil {
		return 0, ofCarrier(p.Carrier, err)
	}
	var low []string
	for _, w := range words {
		if w = strings.ToLower(strings.TrimSpace(w)); utf8.RuneCountInString(w) >= 3 {
			low = append(low, w)
		}
	}
	speaks := map[*Unmatched]bool{}
	for i := range p.waiting.List {
		u := &p.waiting.List[i]
		own, err := p.owns(ctx, person, u.numbers())
		if err != nil {
			return 0, ofCarrier(p.Carrier, err)
		}
		speaks[u] = own || u.bears(low)
	}
	n := p.waiting.drop(func(u *Unmatched) bool { return speaks[u] })
	return n, ofCarrier(p.Carrier, p.keep(ctx, p.cursor))
}

// owns reports whether one of some numbers is that of a person's parcel.
func (p *Poller) owns(ctx context.Context, person string, numbers []string) (bool, error) {
	if person == "" || len(numbers) == 0 {
		return false, nil
	}
	owners, err := p.Owners(ctx, p.Carrier, numbers)
	return slices.ContainsFunc(owners, func(o Owner) bool { return o.Person == person }), err
}

// Of a message so many words are looked up, and a number is at least so long.
const mostNumbers, leastNumber = 64, 5

// numbers lists the words of a message that may be waybills, its own first.
func (u *Unmatched) numbers() (list []string) {
	if u.Waybill != "" {
		list = append(list, u.Waybill)
	}
	for _, word := range strings.FieldsFunc(string(u.Raw), func(r rune) bool { return r >= utf8.RuneSelf || !letterOrDigit(byte(r)) }) {
		digit := strings.ContainsAny(word, "0123456789")
		if digit && len(word) >= leastNumber && len(word) <= mostWaybill && !slices.Contains(list, word) && len(list) < mostNumbers {
			list = append(list, word)
		}
	}
	return list
}
