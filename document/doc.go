// Package document draws what was decided: labels, as PDF and as ZPL. It decides nothing. The same content gives the same
// bytes on machines with the same fonts.
package document
