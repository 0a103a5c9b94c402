package shipping

// DepotID names a last-mile depot by a short word of the Book: "dui-city".
type DepotID string

// Stream answers with the stream of the depot's facts.
func (id DepotID) Stream() Stream { return Stream("depot:" + string(id)) }

// Position is a place on the earth in millionths of a degree. Positions of addressees are kept
// to a thousandth of a degree (about 100 m) and name nobody.
type Position struct {
	Lon int64 `json:"lon"`
	Lat int64 `json:"lat"`
}
