package book

import (
	"strings"

	"crosslane/shipping"
)

// key is what the schema and Proofread know of a key of the Book beyond its Go type.
type key struct {
	says  string   // what it says, for whoever writes a Book
	in    *unit    // what its number counts; nil for a text, or where it counts nothing
	among []string // the words that it may be, empty: any
	needs bool     // it must be written
	goes  bool     // it names where parcels go: a country, or a territory by its code
	least int64    // of its number
	most  int64    // of its number; zero: whatever the type holds
	long  int      // most signs of its text; zero: any
}

// unit is what whole numbers of the Book count.
type unit struct {
	name  string // "grams"
	large string // the unit in which people think: "kg"; empty where it is the same
	shift int    // how many decimals of the large unit one of these is
}

var (
	minor       = &unit{name: "minor units"} // of a currency, which says how many decimals it has
	grams       = &unit{"grams", "kg", 3}
	millimetres = &unit{"millimetres", "m", 3}
	metres      = &unit{"metres", "km", 3}
	hours       = &unit{name: "hours"}
	hourOfDay   = &unit{name: "hours of the local day"}
	minutes     = &unit{name: "minutes"}
	seconds     = &unit{name: "seconds"}
	days        = &unit{name: "days"}
	thousandths = &unit{"thousandths", "%", 1}
	percent     = &unit{name: "per cent"}
	millionths  = &unit{"millionths", "in the base currency", 6}
	degrees     = &unit{"millionths of a degree", "degrees", 6}
	divisor     = &unit{name: "cm³ per kg"}
	cubic       = &unit{name: "cm³"}
	pieces      = &unit{name: "pieces"}
	calls       = &unit{name: "calls"}
)

// names writes words of the Book as texts.
func names[T ~string](list ...T) []string {
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = string(one)
	}
	return texts
}

var (
	channelKinds   = names(Express, DedicatedLine, Postal, LastMile)
	surchargeKinds = names(FuelSurcharge, PeakSurcharge, RemoteSurcharge, SizeSurcharge)
	sides          = names(WholeCentimetres, WholeInches)
	capacities     = names(BellyHold, Freighter)
	cells          = names(shipping.BatteryInside, shipping.BatteryWith, shipping.BatteryAlone)
	ways           = names(shipping.ByMail, shipping.ByWebhook)
	messageKinds   = names(shipping.MessageKinds()...)
	labelForms     = strings.Fields("4x6 a6 zpl203 zpl300")
	weekdays       = strings.Fields("mon tue wed thu fri sat sun")
	areas          = names(shipping.Europe, shipping.NorthAmerica, shipping.LatinAmerica, shipping.SoutheastAsia, shipping.EastAsia,
		shipping.SouthAsia, shipping.MiddleEast, shipping.Africa, shipping.Oceania, shipping.CentralAsia, shipping.Antarctic)
	milestones = names(shipping.LabelCreated, shipping.PickedUp, shipping.DroppedOff, shipping.OriginHubIn, shipping.OriginHubOut,
		shipping.ExportSubmitted, shipping.ExportHeld, shipping.ExportReleased, shipping.ExportCancelled, shipping.HandedToLinehaul,
		shipping.DepartedOrigin, shipping.TransitIn, shipping.TransitOut, shipping.ArrivedDestination, shipping.HeldByOperator,
		shipping.ImportSubmitted, shipping.ImportInfoRequired, shipping.DutyDue, shipping.ImportHeld, shipping.ImportReleased,
		shipping.CustomsRefused, shipping.LeftImportOffice, shipping.HandedToLastMile, shipping.Sorted, shipping.AtDeliveryOffice,
		shipping.WithCourier, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.PickupExpired, shipping.DeliveredMilestone,
		shipping.Delayed, shipping.Redirected, shipping.Damaged, shipping.DeclaredLost, shipping.Destroyed, shipping.ReturnStarted,
		shipping.ReturnTransit, shipping.ReturnCustoms, shipping.BackWithSender, shipping.VoidedMilestone)
)

const (
	prefixSays = "beginnings of postcodes in quotes (\"97\"), and ranges of them (\"97000-97999\", \"1000..1999\"); in GB, IE and CA outward codes: \"B1\" is not B10; without it, the whole country"
	daysSay    = "days: 2026-02-17, 2026-02-15..2026-02-23, 12-25 of every year, easter-2, 11-thu-4, 05-mon-last"
	carriesSay = "most that it takes"
)

// onLabel is how many signs of a sender's line a label has room for.
const onLabel = 60

// keys are all keys of the Book, by the Go type and the name of the key.
var keys = map[string]key{
	"Book.name":       {says: "what people call this Book, such as Winter 2026", needs: true},
	"Book.from":       {says: "the instant from which it holds, such as 2026-12-01T00:00:00Z", needs: true},
	"Book.base":       {says: "the currency in which costs are compared (ISO 4217)", needs: true},
	"Book.fx":         {says: "what other currencies are worth in the base currency"},
	"Book.warehouses": {says: "where stock lies and parcels leave from"},
	"Book.carriers":   {says: "the partners that move parcels"},
	"Book.channels":   {says: "what can be booked"},
	"Book.rates":      {says: "rate sheets; several of one name follow each other by their days"},
	"Book.markets":    {says: "how groups of destinations are served; a country goes before its area"},
	"Book.policy":     {says: "what time and reliability are worth against money when a channel is chosen"},
	"Book.packing":    {says: "the cartons that every warehouse keeps; without them a shipment is one parcel as heavy as its goods"},
	"Book.alerts":     {says: "after how long an expected event counts as missing; what is left out is not awaited"},
	"Book.depots":     {says: "depots of the own fleet (docs/tours.md)"},
	"Book.messages":   {says: "what buyers are told of their parcels (docs/notifications.md)"},
	"Book.triggers":   {says: "when parcels leave a channel, and how they come back (docs/triggers.md)"},
	"Book.calendars":  {says: "when countries work; one without a calendar works every day"},
	"Book.peaks":      {says: "seasons in which the trade runs full"},
	"Book.classes":    {says: "sorts of goods that conditions can speak of"},
	"Book.epcis":      {says: "by what trading partners are told of parcels (docs/epcis.md)"},

	"EPCIS.domain": {says: "a domain of your own, below which the names of orders, parcels and places lie: shop.example", needs: true},

	"Exchange.currency": {says: "the currency that is priced", needs: true},
	"Exchange.micro":    {says: "what one unit of it is worth in the base currency: 920000 is 0.92", in: millionths, needs: true, least: 1},
	"Exchange.from":     {says: "first day of this rate; without it, always"},

	"Warehouse.id":       {says: "its short name, which channels and stock speak of", needs: true},
	"Warehouse.name":     {says: "what people call it"},
	"Warehouse.place":    {says: "where it lies", needs: true},
	"Warehouse.zone":     {says: "its clocks (IANA), such as Europe/Berlin; without it, those of most people of the place"},
	"Warehouse.sender":   {says: "who stands on its labels as the sender; without it, the name", long: onLabel},
	"Warehouse.street":   {says: "street and house number, for its labels", long: onLabel},
	"Warehouse.city":     {says: "the city, for its labels", long: onLabel},
	"Warehouse.phone":    {says: "its telephone number, for carriers that ask the sender's", long: onLabel},
	"Warehouse.labels":   {says: "what its label printer takes: PDF of 4 by 6 inches or A6, or ZPL at 203 or 300 dots per inch; without it, 4x6", among: labelForms},
	"Warehouse.overseas": {says: "it lies in a destination market, not where goods are made"},
	"Warehouse.gln":      {says: "its global location number (GS1), by which trading partners know it: 13 digits, in quotes"},
	"Place.country":      {says: "two capital letters (ISO 3166-1)", needs: true},
	"Place.region":       {says: "state or province, as the country writes it"},
	"Place.postcode":     {says: "its postcode, in quotes"},

	"Carrier.id":            {says: "its short name, which channels speak of", needs: true},
	"Carrier.name":          {says: "what buyers know it by"},
	"Carrier.connector":     {says: "the program's way to it: table (by this file alone), sim (simulated)", needs: true},
	"Carrier.address":       {says: "base URL, for carriers that are called"},
	"Carrier.phone":         {says: "refused: nothing reads it; write it as a comment"},
	"Carrier.account":       {says: "the merchant's own account at the carrier"},
	"Carrier.login":         {says: "the name under which the account signs in, where that is another: a user, a client's identifier"},
	"Carrier.secret":        {says: "where what proves the account lies: env:NAME, a variable of the server; never the secret itself"},
	"Carrier.poll_minutes":  {says: "how often it is asked for news; without it, as often as the server asks all", in: minutes, least: 1, most: mostPollMinutes},
	"Carrier.calls_per_day": {says: "how many calls for news the account has in any 24 hours, where parcels are asked for by number; without it, they are not limited", in: calls, least: 1, most: mostCallsPerDay},
	"Carrier.pickup_until":  {says: "before which time of day, by the clocks of the warehouse, it is to be asked to come for parcels on the same day: \"13:00\""},

	"Market.name":           {says: "what conditions call it (lane.market)"},
	"Market.areas":          {says: "parts of the world that belong to it", among: areas},
	"Market.countries":      {says: "countries that belong to it, before areas", goes: true},
	"Market.overseas_first": {says: "stock in a warehouse of the destination's own area goes first"},
	"Market.avoid":          {says: "kinds of channel that are not used here", among: channelKinds},
	"Market.prefer":         {says: "kinds of channel that get prefer_bonus here", among: channelKinds},

	"Policy.day_cost":            {says: "what one promised day is worth, in the base currency", in: minor},
	"Policy.spread_cost":         {says: "what one day of uncertainty (most less least) is worth, in the base currency", in: minor},
	"Policy.late_cost":           {says: "what a late parcel costs, in the base currency; charged by the share of late parcels (reliability)", in: minor},
	"Policy.prefer_bonus":        {says: "taken off for a kind that the market prefers, in the base currency", in: minor},
	"Policy.backups":             {says: "how many channels stand by at most", in: pieces},
	"Policy.high_value":          {says: "goods worth so much or more go by express first"},
	"Policy.small_weight":        {says: "up to which weight the postal kind is considered; without it, any", in: grams, least: 1},
	"Policy.split_backorder":     {says: "what is there of an order is shipped, and the rest waits; without it, the whole order waits"},
	"Policy.min_shelf_life_days": {says: "for how many days goods that expire must still be good at the door, where the product does not say (minimum remaining shelf life)", in: days},
	"Policy.embargo":             {says: "where nothing goes unasked, beside the embargoes that the program knows (docs/territories.md): countries, and territories by their codes", goes: true},
	"Policy.release":             {says: "embargoes that the program knows, and this merchant's law does not", goes: true},
	"Policy.handling_hours":      {says: "between booking and hand-over, on days worked at the warehouse; the promise counts from then", in: hours},
	"Money.amount":               {says: "of its currency: 40000 is 400.00 EUR", in: minor, needs: true},
	"Money.currency":             {says: "three capital letters (ISO 4217)", needs: true},

	"Packing.cartons":      {says: "the boxes"},
	"Packing.divisor":      {says: "by which volume becomes weight; without it, weight alone counts", in: divisor},
	"Packing.per_parcel":   {says: "what a parcel is taken to cost, in the base currency", in: minor},
	"Packing.most_parcels": {says: "as how many parcels an order leaves unasked; one of more is held; without it, ten", in: pieces, least: 1},
	"Packing.per_kilogram": {says: "what a chargeable kilogram is taken to cost, in the base currency", in: minor},
	"Carton.name":          {says: "what packers call it", needs: true},
	"Carton.inner":         {says: "what fits in", needs: true},
	"Carton.outer":         {says: "what it measures outside", needs: true},
	"Carton.weight":        {says: "empty", in: grams, needs: true},
	"Carton.most":          {says: "packed, its own weight included; without it, any", in: grams, least: 1},
	"Carton.price":         {says: "of one, in the base currency", in: minor},
	"Dimensions.length":    {says: "the longest side", in: millimetres, needs: true},
	"Dimensions.width":     {says: "the second side", in: millimetres, needs: true},
	"Dimensions.height":    {says: "the third side", in: millimetres, needs: true},

	"Alerts.backup_late": {says: "refused: no rule reads it; when a backup takes over, triggers say (health.late_hours)", in: hours},
	"Alerts.depart":      {says: "picked up, and not departed within", in: hours},
	"Alerts.arrive":      {says: "departed, and not arrived in the destination country within", in: hours},
	"Alerts.silence":     {says: "without a scan of any kind", in: hours},
	"Alerts.pickup":      {says: "waiting at a locker or post office", in: hours},
	"Alerts.case":        {says: "within which a case is to be done; without it, whenever", in: hours},

	"Depot.id":            {says: "its short name", needs: true},
	"Depot.name":          {says: "what people call it"},
	"Depot.warehouse":     {says: "the overseas warehouse that it stands beside", needs: true},
	"Depot.carrier":       {says: "the own fleet, as a carrier", needs: true},
	"Depot.position":      {says: "where it lies", needs: true},
	"Depot.radius":        {says: "as far as is delivered", in: metres, needs: true},
	"Depot.plans":         {says: "when the tours are planned", in: hourOfDay, most: 24},
	"Depot.opens":         {says: "when the shift begins", in: hourOfDay, most: 24},
	"Depot.closes":        {says: "when the shift ends", in: hourOfDay, needs: true, most: 24},
	"Depot.service":       {says: "how long a stop takes", in: seconds},
	"Depot.vehicles":      {says: "the vans, each with its driver"},
	"Depot.lockers":       {says: "parcel lockers and pickup points that tours call at"},
	"Position.lon":        {says: "degrees of longitude, east above zero: 6735000 is 6.735", in: degrees, needs: true, least: -180_000_000, most: 180_000_000},
	"Position.lat":        {says: "degrees of latitude, north above zero: 51455000 is 51.455", in: degrees, needs: true, least: -90_000_000, most: 90_000_000},
	"Vehicle.id":          {says: "its short name", needs: true},
	"Vehicle.parcels":     {says: "how many parcels fit in", in: pieces, needs: true},
	"Vehicle.weight":      {says: carriesSay, in: grams, needs: true},
	"Vehicle.fixed":       {says: "what a day with it costs, in the base currency", in: minor},
	"Vehicle.per_hour":    {says: "what an hour costs, in the base currency", in: minor},
	"Vehicle.per_km":      {says: "what a kilometre costs, in the base currency", in: minor},
	"Locker.id":           {says: "its short name", needs: true},
	"Locker.position":     {says: "where it stands", needs: true},
	"Locker.compartments": {says: "its sizes, smallest first"},
	"Locker.opens":        {says: "from when on it can be reached", in: hourOfDay, most: 24},
	"Locker.closes":       {says: "until when it can be reached", in: hourOfDay, needs: true, most: 24},
	"Compartment.inner":   {says: "what fits in", needs: true},
	"Compartment.count":   {says: "how many of this size", in: pieces, needs: true},

	"Messages.enabled":     {says: "whether buyers are told at all"},
	"Messages.ways":        {says: "how messages travel; without it, by mail", among: ways},
	"Messages.quiet_from":  {says: "from when on no mail is sent, by the buyer's clocks: \"21:00\""},
	"Messages.quiet_until": {says: "until when no mail is sent, by the buyer's clocks: \"08:00\""},
	"Messages.kinds":       {says: "what buyers are told; without it, everything", among: messageKinds},

	"Trigger.name":            {says: "unique in the Book; no colon", needs: true},
	"Trigger.when":            {says: "CEL over health, channel, lane and day: sets the trigger off", needs: true},
	"Trigger.clear":           {says: "CEL: it may end when this holds; without it, when 'when' does not hold any more"},
	"Trigger.parcels":         {says: "CEL over parcel: which parcels it touches; without it, all"},
	"Trigger.then":            {says: "what it does", needs: true},
	"Trigger.hold_hours":      {says: "for so long 'clear' must hold before parcels come back", in: hours},
	"Trigger.cool_down_hours": {says: "for so long it is not set off again", in: hours},
	"Trigger.back":            {says: "shares that stay away on the way back, falling, a step each: [75, 50, 25]", in: percent},
	"Trigger.step_hours":      {says: "between two steps back", in: hours},
	"Effect.switch":           {says: "share of the channel's parcels that go to the next backup", in: percent},
	"Effect.stop":             {says: "no bookings at all, not even as the last resort"},
	"Effect.rebook":           {says: "what waits at the warehouse gives its label back and is booked anew"},
	"Effect.case":             {says: "open a case about the channel"},
	"Effect.tell":             {says: "tell the buyers whose parcels are booked anew"},

	"Calendar.country":  {says: "the country that it is of", needs: true},
	"Calendar.weekend":  {says: "days of the week that are not worked", among: weekdays},
	"Calendar.holidays": {says: daysSay},
	"Calendar.works":    {says: "days that are worked although they fall on a weekend or a holiday, written as holidays are"},
	"Peak.name":         {says: "what conditions call it (day.peak)", needs: true},
	"Peak.days":         {says: daysSay + "; ranges of every year too: 11-20..12-02", needs: true},
	"Class.name":        {says: "what conditions call it (parcel.classes)", needs: true},
	"Class.hs":          {says: "beginnings of HS codes, in quotes", needs: true},

	"Channel.id":          {says: "its short name; facts speak of it for ever", needs: true},
	"Channel.name":        {says: "what people call it"},
	"Channel.carrier":     {says: "the id of one of the carriers", needs: true},
	"Channel.service":     {says: "the carrier's own code of the service"},
	"Channel.kind":        {says: "the sort of transport", among: channelKinds, needs: true},
	"Channel.from":        {says: "ids of the warehouses that hand over to it", needs: true},
	"Channel.to":          {says: "countries that it serves, and territories by their codes (ES-CN): docs/territories.md", needs: true, goes: true},
	"Channel.legs":        {says: "its parts, in the order of travel", needs: true},
	"Channel.rates":       {says: "the name of its rate sheet", needs: true},
	"Channel.limits":      {says: "what it takes; what is left out does not bind, but no cells and no dangerous goods are taken then"},
	"Channel.days":        {says: "promised, door to door", needs: true},
	"Channel.reliability": {says: "share of parcels that come within the promise: 970 is 97 %", in: thousandths, most: 1000},
	"Channel.capacity":    {says: "what a linehaul by air flies on", among: capacities},
	"Channel.ports":       {says: "UN/LOCODEs where it can clear customs"},
	"Channel.account":     {says: "refused: no rule reads it; the account that is used is the carrier's"},
	"Channel.phone":       {says: "its labels show the addressee's telephone number"},
	"Channel.waybill":     {says: "pattern of its numbers, for carriers that let us number parcels: S10:LX:CN, or SP#########C (# a digit, C at the end a check digit)"},
	"Days.least":          {says: "at the earliest", in: days, needs: true, most: 1000},
	"Days.most":           {says: "at the latest", in: days, needs: true, least: 1, most: 1000},
	"Leg.name":            {says: "first mile, linehaul, import, last mile"},
	"Leg.carrier":         {says: "who does it, where the channel's carrier does not: by its scans a parcel is known to be on this leg"},
	"Leg.from":            {says: "country where it begins; \"\" for wherever the parcel is"},
	"Leg.to":              {says: "country where it ends; \"\" for wherever the parcel goes"},
	"Leg.ends":            {says: "the milestone that completes it", among: milestones, needs: true},
	"Leg.usual_hours":     {says: "how long it usually takes", in: hours, needs: true},
	"Leg.most_hours":      {says: "how long it takes at most", in: hours, needs: true, least: 1},
	"Leg.working":         {says: "its hours count only on days that are worked where it is done"},
	"Limits.weight":       {says: carriesSay + ", per parcel", in: grams, least: 1},
	"Limits.min_weight":   {says: "least that it takes, per parcel", in: grams, least: 1},
	"Limits.side":         {says: "the longest side that it takes", in: millimetres, least: 1},
	"Limits.girth":        {says: "length plus girth that it takes", in: millimetres, least: 1},
	"Limits.value":        {says: "goods of one parcel are worth at most so much"},
	"Limits.min_value":    {says: "goods of one parcel are worth at least so much"},
	"Limits.batteries":    {says: "ways of carrying cells that it takes", among: cells},
	"Limits.dangerous":    {says: "dangerous goods with a UN number are taken"},
	"Limits.no_hs":        {says: "beginnings of HS codes that it does not take, in quotes"},

	"RateSheet.name":       {says: "which channels speak of", needs: true},
	"RateSheet.currency":   {says: "in which all its amounts are", needs: true},
	"RateSheet.from":       {says: "first day on which it holds"},
	"RateSheet.until":      {says: "last day on which it holds; without it, for ever"},
	"RateSheet.divisor":    {says: "by which volume becomes chargeable weight (5000 and 6000 are usual); without it, weight alone counts", in: divisor},
	"RateSheet.zones":      {says: "where which prices hold; the longest beginning of the postcode wins", needs: true},
	"RateSheet.minimum":    {says: "least charge for a parcel before surcharges", in: minor},
	"RateSheet.surcharges": {says: "what is added to the base price"},
	"RateSheet.fuel_on":    {says: "names of the surcharges that fuel is charged on, beside the base price"},
	"RateSheet.rounding":   {says: "how measures and weights are rounded before they are charged"},
	"Rounding.sides":       {says: "each side is rounded up to whole centimetres or inches", among: sides},
	"Rounding.above":       {says: "volume, in cm³, up to which it does not count", in: cubic},
	"Rounding.volume":      {says: "volumetric weight is rounded up to a multiple of it", in: grams},
	"Rounding.weight":      {says: "the weight that is billed is rounded up to a multiple of it", in: grams},
	"Zone.name":            {says: "what the carrier calls it"},
	"Zone.countries":       {says: "the countries in which it holds, and territories by their codes (ES-CN)", needs: true, goes: true},
	"Zone.prefixes":        {says: prefixSays},
	"Zone.breaks":          {says: "prices by chargeable weight, ascending", needs: true},
	"Break.up_to":          {says: "chargeable weight up to which it holds", in: grams, needs: true, least: 1},
	"Break.flat":           {says: "price, whatever the weight", in: minor},
	"Break.per_step":       {says: "price of each started step above over", in: minor},
	"Break.step":           {says: "for how much per_step is charged", in: grams},
	"Break.over":           {says: "the weight above which steps are charged", in: grams},
	"Surcharge.name":       {says: "what the price list calls it", needs: true},
	"Surcharge.kind":       {says: "when it is due: fuel on every parcel, peak on its days, remote for its postcodes, size above its measures", among: surchargeKinds, needs: true},
	"Surcharge.per_mille":  {says: "share of the base price: 165 is 16.5 %", in: thousandths},
	"Surcharge.flat":       {says: "amount, whatever the price", in: minor},
	"Surcharge.from":       {says: "first day on which it is charged"},
	"Surcharge.until":      {says: "last day on which it is charged; it is charged on that day too"},
	"Surcharge.country":    {says: "where it is remote", goes: true},
	"Surcharge.prefixes":   {says: prefixSays},
	"Surcharge.side":       {says: "charged when a side is longer", in: millimetres, least: 1},
	"Surcharge.girth":      {says: "charged when length plus girth is more", in: millimetres, least: 1},
	"Surcharge.weight":     {says: "charged when the parcel weighs more", in: grams, least: 1},

	"Surcharge.least_weight": {says: "where it is due, at least this weight is charged", in: grams, least: 1},
}
