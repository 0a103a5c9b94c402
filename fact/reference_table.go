package fact

import "regexp"

// byLine are references that were made of a line's number: they tell nothing of a receipt, which is known by its content.
var byLine = regexp.MustCompile(`^line [0-9]+ [0-9a-f]{12}$`)
