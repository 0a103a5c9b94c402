package shipping

import "strings"

// Text answers with a text without what no page and no database takes: the sign NUL, and bytes that are no UTF-8. What
// comes in is a text when it stays as it is.
func Text(s string) string { return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "") }
