package system

import "testing"

// TestEnough: four megabytes are room, and one byte less is none.
func TestEnough(t *testing.T) {
	for free, want := range map[uint64]bool{0: false, 4<<20 - 1: false, 4 << 20: true, 4<<20 + 1: true, 1 << 40: true} {
		if enough(free) != want {
			t.Errorf("%d bytes are room: %t", free, !want)
		}
	}
}
