package starter

// The parts of the file that say the same for everybody.
const (
	head = `# The Book of a business that begins: read it, change it, then
#   crosslane book check FILE
#   crosslane book publish FILE --new
# Amounts are in minor units of the currency (549 is %[1]s), weights in grams, times in hours unless a key says days.
# docs/book.md tells every key; crosslane book schema prints them for an editor.
name: %[2]s
from: 2024-01-01T00:00:00Z
base: %[3]s

# Limits of value are compared in %[3]s. Where you sell in other currencies, write what one unit is worth in %[3]s, in millionths.
# fx:
#   - {currency: USD, micro: 920000, from: 2026-01-01}

warehouses:
  - id: %[4]s
    name: %[5]s
    place: %[6]s
    zone: %[7]s
    sender: %[8]s # with street, city and place on every label, as where the parcel comes from
    street: %[9]s
    city: %[10]s

# When a country works; one without a calendar works every day. handling_hours and legs with working: true rest on other days.
calendars:
%[11]s`
	policy = `
policy:
  backups: %d          # channels that stand by, in order
  day_cost: %d        # what one promised day is worth to you
  spread_cost: %d     # one day of uncertainty
  late_cost: %d     # a late parcel, by the share of late parcels
  handling_hours: 24   # from booking to hand-over

# Without cartons an order is one parcel as heavy as its goods. Put your own in:
# packing:
#   cartons:
#     - {name: S, inner: {length: 200, width: 150, height: 100}, outer: {length: 206, width: 156, height: 108}, weight: 90, most: 5000, price: 16}

alerts: # hours
  depart: 48           # handed over, and not departed
  arrive: 168          # departed, and not arrived in the country
  silence: 120         # no scan at all
  pickup: 168          # lies at a locker or a post office
  case: 72             # until when a case is to be done

triggers: # when parcels leave a channel by themselves; docs/triggers.md
  - name: late
    when: health.open >= 5 && health.late_hours > 48
    clear: health.open < 5 || health.late_hours <= 24
    then: {switch: 100, rebook: true, case: true, tell: true}
    hold_hours: 12
    cool_down_hours: 24
    back: [75, 50, 25]
    step_hours: 12
  - name: losses
    when: health.ended >= 20 && health.lost > 50
    clear: health.lost <= 20
    then: {stop: true, case: true}
    hold_hours: 48
    cool_down_hours: 72
    back: [50]
    step_hours: 24
`
	channel = `  - id: %s
    name: %s
    carrier: %s
    service: STD
    kind: %s
    from: [%s]
    to: %s
    legs:
      - {name: carriage, from: %s, to: "", ends: delivered, usual_hours: %d, most_hours: %d, working: true}
    rates: %s
    days: {least: %d, most: %d}
    limits: {weight: %d}
    reliability: 950   # of 1000 parcels in time, as long as your own record is short
    waybill: "%s" # the numbers on your labels; write what the carrier gave you
`
)
