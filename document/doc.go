// Package document draws what was decided: labels as PDF. It decides nothing, and the same
// content always gives the same bytes.
package document
