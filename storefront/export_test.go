package storefront

import (
	"testing"

	"crosslane/merchant"
)

// Due takes the storefronts that are due for this process.
func (s *Store) Due(t testing.TB, m *merchant.Merchant) (names []string) {
	t.Helper()
	list, err := s.claim(t.Context(), m, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		names = append(names, list[i].Name)
	}
	return names
}
