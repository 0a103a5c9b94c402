package beside

import (
	"io"
	"os"
	"slices"

	"crosslane/merchant/source"
)

// OwnStreams has a pipe or a device that a line names read here, and sent as what comes in by stdin: its name means another thing, or
// nothing, to the server.
func OwnStreams(args []string, stdin io.Reader) ([]string, io.Reader) {
	for i, name := range args {
		if source.Once(name) {
			args = slices.Clone(args)
			args[i] = "-"
			return args, &late{name: name}
		}
	}
	return args, stdin
}

// late is a stream that is opened when it is first read: a pipe lets nobody go on until somebody writes.
type late struct {
	name string
	file *os.File
}

func (l *late) Read(p []byte) (int, error) {
	if l.file == nil {
		f, err := os.Open(l.name)
		if err != nil {
			return 0, err
		}
		l.file = f
	}
	return l.file.Read(p)
}
