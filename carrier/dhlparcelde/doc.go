// Package dhlparcelde speaks with DHL Paket, the parcel network of DHL in Germany: it books, deletes and closes days by Parcel DE Shipping (v2), asks
// DHL's unified tracking where parcels are, and reads what the network's own tracking (XML) answers. The Book's account is the billing number of
// fourteen signs, its login is a user of the portal for business customers, its secret the application's key and that user's password with a colon between, and the service of
// a channel is the product, with value added services behind it, and a billing number where it is another ("V53WPAK premium 33333333335301").
package dhlparcelde
