// Package file takes files apart: tables into rows, JSON into objects. It knows nothing of orders,
// reads in bounded memory, and tells of each row the line at which it begins.
package file
