// Package carrier is the seam to those who move parcels: small verbs that a connector
// offers, the Counter that performs the wishes to book and to cancel, and the Poller that
// turns what carriers report into scans. Each folder below it is one connector.
package carrier
