package channel

import "slices"

// prefixes finds the longest of many prefixes that a text begins with.
type prefixes struct {
	texts   []string         // ascending
	keys    []uint64         // of the texts
	numbers []int32          // what each prefix stands for
	parents []int32          // the longest other prefix that each begins with, -1 for none
	heads   uint64           // the signs that they begin with, a bit for each; all bits when one is empty
	spans   map[string]*span // what each text came in by, until link is called
}

// add takes a prefix in that is not there yet.
func (p *prefixes) add(text string, number int) {
	i, _ := slices.BinarySearch(p.texts, text)
	p.texts = slices.Insert(p.texts, i, text)
	p.numbers = slices.Insert(p.numbers, i, int32(number))
}

// take takes in all that a span of postcodes begins with. Where spans meet, the narrower one has it, and among
// equal ones the first; it is not ok when two are the same, and neither is a range.
func (p *prefixes) take(s span, number int) bool {
	if p.spans == nil {
		p.spans = map[string]*span{}
	}
	for _, start := range s.starts {
		before := p.spans[start]
		switch {
		case before == nil:
			p.add(start, number)
			p.spans[start] = &s
		case !before.ranged && !s.ranged:
			return false
		case s.within(before):
			i, _ := slices.BinarySearch(p.texts, start)
			p.numbers[i], p.spans[start] = int32(number), &s
		}
	}
	return true
}

// link must be called once after the last add.
func (p *prefixes) link() {
	p.spans = nil
	p.parents, p.keys = make([]int32, len(p.texts)), make([]uint64, 0, len(p.texts))
	for i, text := range p.texts {
		p.heads |= heads(text)
		p.keys = append(p.keys, keyOf(text))
		above := int32(i) - 1
		for above >= 0 && !begins(text, p.texts[above]) {
			above = p.parents[above]
		}
		p.parents[i] = above
	}
}

// some reports whether a prefix is there that not everything begins with.
func (p *prefixes) some() bool { return len(p.texts) > 1 || len(p.texts) == 1 && p.texts[0] != "" }

// find answers with the number of the longest prefix, -1 when none fits. All prefixes
// of a text stand above the last entry that does not sort after the text. The key is the text's.
func (p *prefixes) find(text []byte, key uint64) int32 {
	if len(text) > 0 && p.heads&(1<<(text[0]&63)) == 0 {
		return -1
	}
	low, high := 0, len(p.keys)
	for low < high {
		middle := int(uint(low+high) / 2)
		if p.keys[middle] <= key {
			low = middle + 1
		} else {
			high = middle
		}
	}
	for low > 0 && p.keys[low-1] == key && p.texts[low-1] > string(text) { // they part behind the key
		low--
	}
	for i := int32(low) - 1; i >= 0; i = p.parents[i] {
		if n := len(p.texts[i]); n <= 8 && (key^p.keys[i])>>(64-8*n) == 0 || n > 8 && begins(text, p.texts[i]) {
			return p.numbers[i]
		}
	}
	return -1
}

// keyOf is the first eight signs of a text as a number that sorts like them.
func keyOf[T string | []byte](text T) (key uint64) {
	for i := range 8 {
		key <<= 8
		if i < len(text) {
			key |= uint64(text[i])
		}
	}
	return key
}

// heads is the bit of the first sign of a prefix: digits and capitals differ in their last six bits.
func heads(prefix string) uint64 {
	if prefix == "" {
		return ^uint64(0)
	}
	return 1 << (prefix[0] & 63)
}

func begins[T string | []byte](text T, prefix string) bool {
	return len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
}
