// Package dhlexpress speaks with DHL Express by MyDHL API (3.1): it books, rates and tracks, and reads what it answers about a parcel, in that JSON
// and in the XML of its older interface (XML-PI, TrackingResponse). The Book's account is the number of the shipper's account, its login and secret
// are those of the interface, and the service of a channel is the product's code, with the codes of value added services behind it ("P WY").
package dhlexpress
