// Package desk holds the commands that need no shop: they answer questions about anything, JSON in and out.
package desk

import (
	"encoding/json"
	"io"
	"os"
	"strconv"

	"crosslane/shipping"
)

// Commands are the commands.
type Commands struct {
	Track  Track       `cmd:"" help:"Tracking numbers."`
	Route  Route       `cmd:"" help:"Vehicles to stops, VROOM's JSON in and out."`
	Server RouteServer `cmd:"" name:"route-server" help:"Routing over HTTP, in the form of vroom-express."`
	Pack   Pack        `cmd:"" help:"Goods into cartons, JSON in and out."`
}

// Console is where a command reads and answers.
type Console struct {
	In       io.Reader
	Out, Err io.Writer
	JSON     bool // answers in JSON where there is a choice
}

// Answer prints a value as indented JSON.
func (c *Console) Answer(v any) error {
	out := json.NewEncoder(c.Out)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// Exit is an exit status that a command ends with when it has said what is wrong already.
type Exit int

func (e Exit) Error() string { return "status " + strconv.Itoa(int(e)) }

// ReadFile reads a file that a person named; NotFound when it cannot be read.
func ReadFile(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, &shipping.Error{Code: shipping.NotFound, Field: name, Message: "cannot be read", Cause: err}
	}
	return text, nil
}
