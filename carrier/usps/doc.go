// Package usps speaks with USPS: it books and cancels by its Labels and International Labels (v3), closes lists of parcels by SCAN Forms (v3), and reads what
// Tracking (v3) answers about them. The Book's account has four numbers with blanks between (CRID, MID, manifest MID, account of the Enterprise Payment
// System), its login and secret are those of the application, and the service of a channel is the mail class, with words behind it ("PRIORITY_MAIL FB").
package usps
