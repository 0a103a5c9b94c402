package trigger

import (
	"crosslane/book"
	"crosslane/calendar"
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

func channelNames(b *book.Book) []string {
	return named(b.Channels, func(c *book.Channel) string { return string(c.ID) })
}

func carrierNames(b *book.Book) []string {
	return named(b.Carriers, func(c *book.Carrier) string { return string(c.ID) })
}

func warehouseNames(b *book.Book) []string {
	return named(b.Warehouses, func(w *book.Warehouse) string { return string(w.ID) })
}

func marketNames(b *book.Book) []string {
	return named(b.Markets, func(m *book.Market) string { return m.Name })
}

func peakNames(b *book.Book) []string {
	return named(b.Peaks, func(p *calendar.Peak) string { return p.Name })
}

func classNames(b *book.Book) []string {
	return named(b.Classes, func(c *book.Class) string { return c.Name })
}

func portNames(b *book.Book) (names []string) {
	for i := range b.Channels {
		names = append(names, b.Channels[i].Ports...)
	}
	return names
}

func countryNames(*book.Book) []string { return namesOf(shipping.Countries()) }

func kindNames(*book.Book) []string {
	return namesOf([]book.ChannelKind{book.Express, book.DedicatedLine, book.Postal, book.LastMile})
}

func capacityNames(*book.Book) []string {
	return namesOf([]book.Capacity{book.BellyHold, book.Freighter})
}

func batteryNames(*book.Book) []string {
	return namesOf([]shipping.Battery{shipping.BatteryInside, shipping.BatteryWith, shipping.BatteryAlone})
}

// weekdayNames stand in the order of package time.
func weekdayNames(*book.Book) []string {
	return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
}
