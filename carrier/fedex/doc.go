// Package fedex speaks with FedEx: it books, cancels and rates by the Ship API and the Rate API (v1), and reads what the Track API (v1) answers about
// parcels. The Book's account is the number of the shipper's account, its login and secret are the key and the secret of a project at FedEx (where
// tracking has a project of its own, those of both, with a blank between), and the service of a channel is the type of service, with words behind it
// ("FEDEX_INTERNATIONAL_PRIORITY ETD").
package fedex
