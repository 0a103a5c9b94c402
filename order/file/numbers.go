package file

// rememberedNumbers is how many numbers one generation holds.
const rememberedNumbers = 1 << 18

// Numbers remembers which orders a file brought, in bounded memory: two generations of hashes, of
// which the older is forgotten when the younger is full. The zero value has seen none.
type Numbers struct {
	young, old map[uint64]struct{}
}

// Known reports whether a storefront's number was asked for before, and remembers it. A line that
// names no storefront asks for the number of any.
func (n *Numbers) Known(storefront, number string) bool {
	key := numberKey(storefront, number)
	if n.has(key) {
		return true
	}
	n.add(key)
	if storefront != "" {
		n.add(numberKey("", number))
	}
	return false
}

func (n *Numbers) has(key uint64) bool {
	_, young := n.young[key]
	_, old := n.old[key]
	return young || old
}

func (n *Numbers) add(key uint64) {
	if n.young == nil || len(n.young) >= rememberedNumbers {
		n.old, n.young = n.young, make(map[uint64]struct{})
	}
	n.young[key] = struct{}{}
}

func numberKey(storefront, number string) uint64 {
	return hashOn(hashOn(14695981039346656037, storefront)*1099511628211, number)
}

// hashOn goes on with an FNV-1a hash of 64 bits.
func hashOn(key uint64, text string) uint64 {
	for i := range len(text) {
		key = (key ^ uint64(text[i])) * 1099511628211
	}
	return key
}
