// Package usps speaks with USPS: what it answers about a parcel (Tracking v3).
package usps
