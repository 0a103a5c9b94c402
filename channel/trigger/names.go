package trigger

import (
	"crosslane/shipping"
)

// What the Book, or the trade, calls things: the texts that a word may be compared with.

func namesOf[T ~string](list []T) []string {
	return named(list, func(t *T) string { return string(*t) })
}

func named[T any](list []T, name func(*T) string) []string {
	names := make([]string, len(list))
	for i := range list {
		names[i] = name(&list[i])
	}
	return names
}

func channelNames(b *shipping.Book) []string {
	return named(b.Channels, func(c *shipping.Channel) string { return string(c.ID) })
}

func carrierNames(b *shipping.Book) []string {
	return named(b.Carriers, func(c *shipping.Carrier) string { return string(c.ID) })
}

func warehouseNames(b *shipping.Book) []string {
	return named(b.Warehouses, func(w *shipping.Warehouse) string { return string(w.ID) })
}

func marketNames(b *shipping.Book) []string {
	return named(b.Markets, func(m *shipping.Market) string { return m.Name })
}

func peakNames(b *shipping.Book) []string {
	return named(b.Peaks, func(p *shipping.Peak) string { return p.Name })
}

func classNames(b *shipping.Book) []string {
	return named(b.Classes, func(c *shipping.Class) string { return c.Name })
}

func portNames(b *shipping.Book) (names []string) {
	for i := range b.Channels {
		names = append(names, b.Channels[i].Ports...)
	}
	return names
}

func countryNames(*shipping.Book) []string { return namesOf(shipping.Countries()) }

func kindNames(*shipping.Book) []string {
	return namesOf([]shipping.ChannelKind{shipping.Express, shipping.DedicatedLine, shipping.Postal, shipping.LastMile})
}

func capacityNames(*shipping.Book) []string {
	return namesOf([]shipping.Capacity{shipping.BellyHold, shipping.Freighter})
}

func batteryNames(*shipping.Book) []string {
	return namesOf([]shipping.Battery{shipping.BatteryInside, shipping.BatteryWith, shipping.BatteryAlone})
}

// weekdayNames stand in the order of package time.
func weekdayNames(*shipping.Book) []string {
	return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
}
