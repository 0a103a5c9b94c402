// Package carrier is how carriers are spoken to: small verbs that each of them offers some of, the
// worker that books and cancels, and the poller that turns what a carrier reports into scans. What a
// carrier answers is never believed unseen. A carrier that has no program of its own is told of with a
// list of scans and a manifest. Each folder below it is one connector.
package carrier
