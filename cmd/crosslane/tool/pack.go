// Package tool is the commands that need no data: JSON in and out.
package tool

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"crosslane/merchant/source"
	"crosslane/packing"
	"crosslane/packing/draw"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Pack puts goods into cartons.
type Pack struct {
	Time time.Duration `least:"1ms" help:"Search for so long; without it a fixed number of steps is made, and equal input gives equal output." placeholder:"1s"`
	SVG  string        `name:"svg" help:"Draw each packed carton into this directory." placeholder:"DIR"`
}

// Help gives an example.
func (Pack) Help() string {
	return `Example: printf '{"items":[{"id":"mug","quantity":2,"width_mm":90,"length_mm":120,"depth_mm":90,"weight_g":400}],"cartons":[{"id":"S","outer":{"width_mm":156,"length_mm":206,"depth_mm":108},"inner":{"width_mm":150,"length_mm":200,"depth_mm":100},"empty_weight_g":90}]}' | crosslane pack

The JSON is described in docs/packing.md. Ends with status 1 when something could not be packed.`
}

// Run reads goods and cartons from standard input and writes how they are packed.
func (k *Pack) Run(ctx context.Context, p *terminal.Program) error {
	r, err := packing.ReadRequest(p.Stdin)
	if err != nil {
		return err
	}
	if k.Time > 0 {
		end := time.Now().Add(k.Time)
		r.Stop = func() bool { return ctx.Err() != nil || time.Now().After(end) }
	}
	answer, err := packing.Pack(r)
	if err != nil {
		return err
	}
	if err := p.Answer(answer); err != nil {
		return err
	}
	if err := k.drawAll(answer.Parcels); err != nil {
		return err
	}
	if n := len(answer.Unpacked); n > 0 {
		return shipping.Fault(shipping.Refused, fmt.Sprintf("%d of the items could not be packed whole", n), "the answer says why")
	}
	return nil
}

func (k *Pack) drawAll(parcels []packing.Parcel) error {
	if k.SVG == "" {
		return nil
	}
	if err := os.MkdirAll(k.SVG, 0o750); err != nil {
		return source.Unwritable("--svg", err)
	}
	for i := range parcels {
		name := filepath.Join(k.SVG, fmt.Sprintf("parcel-%d.svg", i+1))
		if err := os.WriteFile(name, draw.SVG(&parcels[i]), 0o600); err != nil {
			return source.Unwritable("--svg", err)
		}
	}
	return nil
}
