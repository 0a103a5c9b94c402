// Package scenario reads descriptions of what may befall a simulated world: peaks of demand,
// what the carriers' networks take, strikes, outages, floods. It answers the question
// "what if", in a file that people can write.
package scenario

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"crosslane/carrier/sim"
	"crosslane/shipping"
)

// Scenario is what befalls a world, told in days from its start; the first day is 1. The zero value
// is an ordinary world.
type Scenario struct {
	Name  string `yaml:"name"`  // as it is typed: lower-case letters, digits, hyphens
	Title string `yaml:"title"` // as it is shown
	Shows string `yaml:"shows"` // what one can see in it
	// Start is the world's first day, where the calendar matters. Empty: the world's usual one.
	Start shipping.Date `yaml:"start"`
	// Days and Orders are suggestions: on how many days orders come, and how many a day on average. Zero: none.
	Days   int `yaml:"days"`
	Orders int `yaml:"orders"`

	Demand     []Demand    `yaml:"demand"`
	Network    []Line      `yaml:"network"`
	Conditions []Condition `yaml:"conditions"`
	Closed     []Closure   `yaml:"closed"`
	Crashes    []Crash     `yaml:"crashes"`
}

// Demand is how much more or less is bought for a while. Several may hold at once; then they multiply.
type Demand struct {
	During Stretch `yaml:"during"`
	Factor int64   `yaml:"factor"` // per cent of the usual
	// Countries, Classes and Products say what it concerns: what meets every list that is not empty.
	Countries []shipping.Country `yaml:"countries"`
	Classes   []string           `yaml:"classes"`
	Products  []shipping.SKU     `yaml:"products"`
	// Unforeseen demand is in no seller's forecast, so that nobody has ordered goods for it.
	Unforeseen bool `yaml:"unforeseen"`
}

// Concerns reports whether a product is bought in a country by this factor.
func (d *Demand) Concerns(to shipping.Country, p *shipping.Product) bool {
	return among(d.Countries, to) && among(d.Classes, p.Class) && among(d.Products, p.SKU)
}

func among[T comparable](list []T, one T) bool {
	if slices.Contains(list, one) {
		return true
	}
	return len(list) == 0
}

// Line is what the network of a channel takes: parcels for every hundred orders a day that the world
// has, so that a world of any size runs as full.
type Line struct {
	Channel shipping.ChannelID `yaml:"channel"`
	Parcels int64              `yaml:"parcels"` // a day
	// Hub is how many may wait at the origin hub; zero: as many as come. See sim.Capacity.
	Hub int64 `yaml:"hub"`
}

// Condition is something that is not as usual with the carriers for a while; see sim.Condition, whose words
// stand beside during (except from and until, which during gives).
type Condition struct {
	During Stretch       `yaml:"during"`
	Is     sim.Condition `yaml:",inline"`
}

// Closure is a warehouse that is flooded, burnt or sealed: its free stock cannot be sold, no carrier
// calls there, and deliveries to it wait until it opens again.
type Closure struct {
	Warehouse shipping.WarehouseID `yaml:"warehouse"`
	During    Stretch              `yaml:"during"`
	Spoiled   int64                `yaml:"spoiled"` // thousandths of the free stock that is lost
}

// Crash lets the program fall and start again, in the middle of an hour, every so many hours.
type Crash struct {
	During Stretch `yaml:"during"`
	Every  int64   `yaml:"every"` // hours
}

// At reports whether it falls in the hour that ends so long after the start of the world.
func (c *Crash) At(since time.Duration) bool {
	hours := int64((since - c.During.From) / time.Hour)
	return c.During.Holds(since) && hours%c.Every == 0
}

//go:embed shipped/*.yaml
var shipped embed.FS

// Shipped lists the scenarios that come with the program, by name.
func Shipped() []*Scenario {
	files, err := fs.Glob(shipped, "shipped/*.yaml")
	if err != nil {
		panic("scenario: " + err.Error()) // the pattern is right
	}
	list := make([]*Scenario, len(files))
	for i, file := range files {
		text, err := shipped.ReadFile(file)
		if err == nil {
			list[i], err = Read(text)
		}
		if err != nil {
			panic("the embedded scenario " + file + " cannot be read: " + err.Error())
		}
	}
	return list
}

// File answers with the text of a scenario that comes with the program; NotFound when there is none of that name.
func File(name string) ([]byte, error) {
	text, err := shipped.ReadFile("shipped/" + name + ".yaml")
	if err == nil {
		return text, nil
	}
	var names []string
	for _, s := range Shipped() {
		names = append(names, s.Name)
	}
	return nil, &shipping.Error{Code: shipping.NotFound, Field: "scenario", Message: "no scenario is called \"" + name + "\"",
		Hint: "there are " + strings.Join(names, ", ") + "; or name a file"}
}

// Find reads the scenario of a name, or else of a file. Label tells it apart from all others: its name, and of a
// file a part of the hash of its text.
func Find(name string) (s *Scenario, label string, err error) {
	text, unknown := File(name)
	if unknown != nil {
		if text, err = os.ReadFile(name); err != nil {
			return nil, "", unknown
		}
		sum := sha256.Sum256(text)
		label = "-" + hex.EncodeToString(sum[:4])
	}
	if s, err = Read(text); err != nil {
		return nil, "", err
	}
	return s, s.Name + label, nil
}

// Begins is the first instant of the world; usual where the scenario does not say.
func (s *Scenario) Begins(usual time.Time) time.Time {
	if day, err := time.Parse(time.DateOnly, string(s.Start)); err == nil {
		return day
	}
	return usual
}
