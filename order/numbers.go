package order

// rememberedNumbers is how many numbers one generation holds.
const rememberedNumbers = 1 << 18

// numbers remembers which orders a file brought, in bounded memory: two generations of hashes, of
// which the older is forgotten when the younger is full.
type numbers struct {
	young, old map[uint64]struct{}
}

// known reports whether the number was asked for before, and remembers it.
func (n *numbers) known(number string) bool {
	key := uint64(14695981039346656037) // FNV-1a, 64 bits
	for i := range len(number) {
		key = (key ^ uint64(number[i])) * 1099511628211
	}
	_, young := n.young[key]
	_, old := n.old[key]
	if young || old {
		return true
	}
	if n.young == nil || len(n.young) >= rememberedNumbers {
		n.old, n.young = n.young, make(map[uint64]struct{})
	}
	n.young[key] = struct{}{}
	return false
}
