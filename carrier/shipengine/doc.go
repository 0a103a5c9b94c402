// Package shipengine speaks with ShipEngine, an aggregator of carriers (API v1): it books, voids, rates, closes manifests and tracks with whatever
// carrier the account has connected. The Book's account is the carrier's identifier there ("se-123456"), its secret the API key, and the service of
// a channel the service's code.
package shipengine
