// Package ups speaks with UPS: the connector books, voids, rates and tracks by UPS's REST interfaces (Shipping, Rating and Label Recovery v2409 and v1, Tracking v1), and Tracking
// reads what UPS answers about a parcel, or pushes (Track Alert v2). It was built by the public OpenAPI documents and tried against a mock in the same form (carrier/ups/mock), never
// against the live service.
package ups
