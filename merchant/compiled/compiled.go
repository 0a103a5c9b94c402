// Package compiled keeps the Books that were read last ready to decide: the merchants of a place, and every audit, go by few of them, and reading one takes
// longer than deciding a thousand facts.
package compiled

import (
	"crypto/sha256"
	"sync"

	"crosslane/fulfillment"
)

// most is how many Books are kept.
const most = 16

var kept struct {
	sync.Mutex
	rules  map[[sha256.Size]byte]*fulfillment.Rules
	newest [][sha256.Size]byte
}

// Open is [fulfillment.Open], which the same text asks once. The rules are shared: nobody may change them.
func Open(file []byte) (*fulfillment.Rules, error) {
	name := sha256.Sum256(file)
	kept.Lock()
	rules := kept.rules[name]
	kept.Unlock()
	if rules != nil {
		return rules, nil
	}
	rules, err := fulfillment.Open(file)
	if err == nil {
		keep(name, rules)
	}
	return rules, err
}

// keep keeps a Book in place of the one that was kept longest.
func keep(name [sha256.Size]byte, rules *fulfillment.Rules) {
	kept.Lock()
	defer kept.Unlock()
	if kept.rules == nil {
		kept.rules = map[[sha256.Size]byte]*fulfillment.Rules{}
	}
	if kept.rules[name] != nil {
		return
	}
	kept.rules[name] = rules
	if kept.newest = append(kept.newest, name); len(kept.newest) > most {
		delete(kept.rules, kept.newest[0])
		kept.newest = kept.newest[1:]
	}
}
