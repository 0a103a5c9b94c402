// Package text sets text as people read it: letters joined and ordered by their script and direction, broken into lines
// where words end, in the largest size for which there is room. What cannot be set is an error; nothing is cut off.
package text
