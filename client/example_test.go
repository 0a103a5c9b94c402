package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"crosslane/client"
)

// An order is handed in, and followed until it is completed.
func Example() { //nolint:testableexamples // it needs a server
	ctx := context.Background()
	c := client.New("http://localhost:8080", os.Getenv("CROSSLANE_TOKEN"))
	became, err := c.HandOrdersIn(ctx, client.NewOrder{
		Number: "B-1", Placed: time.Now(), Currency: "EUR",
		Address: client.Address{Name: "Eva Beispiel", Lines: []string{"Testgasse 3"}, City: "Wien", Postcode: "1010", Country: "AT"},
		Lines:   []client.Line{{SKU: "SPK-1", Name: "Speaker", Quantity: 2, Price: "49.90", Weight: 640, HS: "851822", Origin: "CN"}},
	})
	var p *client.Problem
	switch {
	case errors.As(err, &p):
		for _, f := range p.Errors {
			log.Printf("%s: %s (%s)", f.Field, f.Message, f.Hint)
		}
		return
	case err != nil:
		log.Print(err)
		return
	}
	fmt.Println(became[0].Number, became[0].Verdict)
	for e, err := range c.Events(ctx, "0", "order") {
		if err != nil {
			log.Print(err)
			return
		}
		fmt.Println(e.At, e.Text)
		if e.Fact == "OrderCompleted" {
			return
		}
	}
}
