// Package gls speaks with GLS: it books, cancels and closes days by ShipIT (v1), and reads what Track and Trace (v1) answers about parcels. The Book's
// account is the contact id, its login and secret are those of the application, and the service of a channel is the product, with the names of
// services behind it ("PARCEL FLEXDELIVERYSERVICE").
package gls
