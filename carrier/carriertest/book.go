package carriertest

import "fmt"

// bonn is the Book of a shop in Bonn.
const bonn = `
name: Bonn
from: 2024-01-01T00:00:00Z
base: EUR
warehouses:
  - {id: bonn, name: Bonn, place: {country: DE, postcode: "53113"}, zone: Europe/Berlin, sender: Sunny, street: Sonnenweg 5, city: Bonn, phone: "+49 228 5550100"}
carriers: [{id: dhl, name: DHL Paket, connector: %s, account: %q, login: %q, secret: "env:CROSSLANE_CARRIER_MAIN__DHL", address: %q}]
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels:
  - id: paket
    name: Paket
    carrier: dhl
    service: V01PAK
    kind: postal
    from: [bonn]
    to: [DE]
    legs: [{name: carriage, from: DE, to: "", ends: delivered, usual_hours: 48, most_hours: 96}]
    rates: all
    days: {least: 1, most: 3}
    limits: {weight: 30000}
    reliability: 950
rates: [{name: all, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [DE], breaks: [{up_to: 30000, flat: 500}]}]}]
`

// Book is that of a shop in Bonn which sends within Germany, by a carrier "dhl" with a connector of its own at an address; its secret is in CROSSLANE_CARRIER_MAIN__DHL.
func Book(connector, account, login, address string) []byte {
	return fmt.Appendf(nil, bonn, connector, account, login, address)
}
