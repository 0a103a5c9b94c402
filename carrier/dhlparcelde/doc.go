// Package dhlparcelde speaks with DHL Paket, the parcel network of DHL in Germany: what it answers about a parcel (Shipment Tracking, XML).
package dhlparcelde
