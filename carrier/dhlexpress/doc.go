// Package dhlexpress speaks with DHL Express: what it answers about a parcel, in the JSON of MyDHL API (3.1) and the XML of its older
// interface (XML-PI, TrackingResponse).
package dhlexpress
