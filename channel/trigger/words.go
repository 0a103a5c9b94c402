package trigger

import (
	"reflect"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// word is one that a condition may use.
type word struct {
	name string
	kind *cel.Type
	of   func(*scene) any // its value; nil when there is none
	// among lists what a text may be, so that a slip of the pen is found. Nil: anything.
	among func(*book.Book) []string
}

// scene is what a condition speaks of: a channel of a lane at an instant, or a parcel.
type scene struct {
	set     *Set
	lane    shipping.Lane
	channel *book.Channel
	health  *fact.Health
	plan    *fact.ParcelPlan
	at      time.Time // by the clock of the lane's origin; the exchange rates of this day hold
}

var texts = cel.ListType(cel.StringType)

var laneWords = []word{
	{"channel.id", cel.StringType, func(s *scene) any { return string(s.channel.ID) }, channelNames},
	{"channel.kind", cel.StringType, func(s *scene) any { return string(s.channel.Kind) }, kindNames},
	{"channel.carrier", cel.StringType, func(s *scene) any { return string(s.channel.Carrier) }, carrierNames},
	{"channel.capacity", cel.StringType, func(s *scene) any { return string(s.channel.Capacity) }, capacityNames},
	{"channel.ports", texts, func(s *scene) any { return s.channel.Ports }, portNames},
	{"channel.reliability", cel.IntType, func(s *scene) any { return types.Int(s.channel.Reliability) }, nil},
	{"lane.name", cel.StringType, func(s *scene) any { return string(s.lane) }, nil},
	{"lane.from", cel.StringType, func(s *scene) any { from, _ := s.lane.Ends(); return string(from) }, warehouseNames},
	{"lane.to", cel.StringType, func(s *scene) any { _, to := s.lane.Ends(); return string(to) }, countryNames},
	{"lane.market", cel.StringType, func(s *scene) any { return s.market() }, marketNames},
	{"day.date", cel.StringType, func(s *scene) any { return string(shipping.DateOf(s.at)) }, nil},
	{"day.weekday", cel.StringType, func(s *scene) any { return weekdayNames(nil)[s.at.Weekday()] }, weekdayNames},
	{"day.month", cel.IntType, func(s *scene) any { return types.Int(s.at.Month()) }, nil},
	{"day.peak", cel.StringType, func(s *scene) any { return s.set.peakOn(shipping.DateOf(s.at)) }, peakNames},
}

// healthWords are the figures of shipping.Health by the names that they have in JSON.
func healthWords() (list []word) {
	figures := reflect.TypeFor[fact.Health]()
	for i := range figures.NumField() {
		name, _, _ := strings.Cut(figures.Field(i).Tag.Get("json"), ",")
		list = append(list, word{"health." + name, cel.IntType, func(s *scene) any {
			return types.Int(reflect.ValueOf(s.health).Elem().Field(i).Int())
		}, nil})
	}
	return list
}

func (s *scene) market() string {
	_, to := s.lane.Ends()
	if m := s.set.book.Market(to); m != nil {
		return m.Name
	}
	return ""
}

var parcelWords = []word{
	{"parcel.weight", cel.IntType, func(s *scene) any { return types.Int(s.plan.Weight) }, nil},
	{"parcel.value", cel.IntType, func(s *scene) any { return s.value() }, nil},
	{"parcel.country", cel.StringType, func(s *scene) any { return string(s.plan.Ship.Country) }, countryNames},
	{"parcel.region", cel.StringType, func(s *scene) any { return s.plan.Ship.Region }, nil},
	{"parcel.postcode", cel.StringType, func(s *scene) any { return s.plan.Ship.Postcode }, nil},
	{"parcel.batteries", texts, func(s *scene) any { return namesOf(s.plan.Batteries) }, batteryNames},
	{"parcel.dangerous", cel.BoolType, func(s *scene) any { return types.Bool(s.plan.Dangerous) }, nil},
	{"parcel.hs", texts, func(s *scene) any { return s.plan.HS }, nil},
	{"parcel.classes", texts, func(s *scene) any { return s.set.classesOf(s.plan.HS) }, classNames},
}

// value is nil where the Book has no exchange rate: a condition on it does not hold then.
func (s *scene) value() any {
	if n, ok := s.set.worth.Of(s.plan.Value, s.at); ok {
		return types.Int(n)
	}
	return nil
}
