// Package ups speaks with UPS: what it answers about a parcel (Tracking API v1), and what it pushes (Track Alert v2).
package ups
