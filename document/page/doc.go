// Package page is what is drawn on one sheet, and the forms in which it leaves: PDF, pixels, and ZPL for label printers.
// The same marks give the same bytes.
package page
