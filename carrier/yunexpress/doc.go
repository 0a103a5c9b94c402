// Package yunexpress speaks with YunExpress, a line from China: it books, cancels and tracks parcels by its open platform (v1), and reads what that answers
// about a parcel, and what it pushes. The Book's login is the application's identifier, its secret the application's, its account the source key where there is
// one, and the service of a channel is the product's code, with a number for customs behind it ("BKZXR customs_number=IM2760000000").
package yunexpress
