// Package fedex speaks with FedEx: what it answers about a parcel (Track API v1).
package fedex
