// Package font has the letters that papers are drawn with: faces that are part of the program, and those of the machine
// for scripts that the program does not carry. It is the one place that reads font files.
package font
