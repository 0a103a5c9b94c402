// Package laposte speaks with La Poste: it books parcels of Colissimo (SLS 2.0), and reads what it answers about a parcel, or a letter (Suivi v2). The Book's account
// is the contract's number, its secret the key of Suivi and, behind a colon, the contract's password, or the key of SLS where no account is named; the service of a
// channel is the product's code, with options behind it ("DOM", "DOS ddp postage=12.90").
package laposte
