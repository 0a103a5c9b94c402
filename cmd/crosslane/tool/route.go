package tool

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"crosslane/merchant/source"
	"crosslane/route/check"
	"crosslane/route/distance"
	"crosslane/route/formats"
	routehttp "crosslane/route/http"
	"crosslane/route/solver"
	"crosslane/route/vroom"
	"crosslane/terminal"
)

// Route plans tours.
type Route struct {
	File     string         `arg:"" optional:"" help:"Problem in VROOM's JSON, or an instance with --read; standard input when not given."`
	Read     string         `enum:",solomon,vrplib,lilim,cordeau" default:"" help:"The file is an instance in this form: solomon, vrplib, lilim or cordeau." placeholder:"FORM"`
	Check    string         `help:"Verify this solution of the problem instead of making one." placeholder:"SOLUTION"`
	Time     time.Duration  `least:"1ms" help:"Search for so long; without it a number of tries bounds the search, and equal input gives equal output." placeholder:"5s"`
	Explore  terminal.Count `default:"5" least:"0" most:"5" help:"How hard to search without --time, 0 to 5."`
	Threads  terminal.Count `default:"1" least:"1" most:"32" help:"Threads of one search, 1 to 32."`
	Seed     uint64         `default:"0" help:"Equal seeds give equal plans."`
	Plan     bool           `help:"Only time the routes that the vehicles' steps describe."`
	Geometry bool           `help:"Add each route's line through its stops."`
	OSRM     string         `name:"osrm" help:"Ask this OSRM server for travel times." placeholder:"URL"`
	Valhalla string         `help:"Ask this Valhalla server for travel times." placeholder:"URL"`
}

// Help gives an example.
func (Route) Help() string {
	return `Examples: crosslane route < problem.json > solution.json
          crosslane route problem.json --check solution.json
          crosslane route --read solomon C101.txt --time 5s

The JSON is described in docs/routing.md. Ends with the code of the answer: 0 done, 1 internal fault, 2 the
input is wrong, 3 the routing server does not answer.`
}

// Run plans, or verifies a plan.
func (r *Route) Run(ctx context.Context, p *terminal.Program) error {
	text, err := r.input(p)
	if err != nil {
		return err
	}
	switch {
	case r.Check != "":
		return r.verify(ctx, p, text)
	case r.Read != "":
		return r.instance(ctx, p, text)
	}
	answer, code := vroom.Solve(ctx, text, r.options())
	if _, err := fmt.Fprintln(p.Stdout, string(answer)); err != nil {
		return err
	}
	if code != vroom.CodeDone {
		return terminal.ExitError(code)
	}
	return nil
}

func (r *Route) input(p *terminal.Program) ([]byte, error) {
	if r.File == "" || r.File == "-" {
		return io.ReadAll(p.Stdin)
	}
	return source.Read(r.File)
}

// sinceNow is a clock that begins now.
func sinceNow() func() time.Duration {
	begun := time.Now()
	return func() time.Duration { return time.Since(begun) }
}

func (r *Route) options() vroom.Options {
	o := vroom.Options{Table: r.table(), Explore: int(r.Explore), Threads: int(r.Threads), Seed: r.Seed, Plan: r.Plan, Geometry: r.Geometry}
	if r.Time > 0 {
		o.Clock, o.Limit = sinceNow(), r.Time
	}
	return o
}

func (r *Route) table() vroom.Table { return routingServer(r.OSRM, r.Valhalla) }

// routingServer is where travel times come from; nil estimates them from coordinates.
func routingServer(osrm, valhalla string) vroom.Table {
	switch {
	case osrm != "":
		return distance.OSRM(osrm, distance.Settings{}).Matrix
	case valhalla != "":
		return distance.Valhalla(valhalla, distance.Settings{}).Matrix
	}
	return nil
}

func (r *Route) verify(ctx context.Context, p *terminal.Program, problem []byte) error {
	solution, err := source.Read(r.Check)
	if err != nil {
		return err
	}
	report, err := vroom.Check(ctx, problem, solution, r.options())
	if err != nil {
		return err
	}
	return p.Answer(map[string]any{"valid": true, "cost": report.Cost, "served": report.Served, "travel": report.Travel, "distance": report.Distance})
}

// instance solves a published instance and verifies the answer before it is shown.
func (r *Route) instance(ctx context.Context, p *terminal.Program, text []byte) error {
	in, err := formats.Read(r.Read, bytes.NewReader(text))
	if err != nil {
		return err
	}
	stop := solver.Iterations(20_000)
	if r.Time > 0 {
		stop = solver.Within(sinceNow(), r.Time)
	}
	solution, err := solver.Solve(ctx, in.Problem, solver.Options{Stop: stop, Threads: int(r.Threads), Seed: r.Seed})
	if err != nil {
		return err
	}
	report, err := check.Solution(in.Problem, solution)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Stderr, "%s: %.1f in %d routes, %d stops served, %d not (verified)\n", in.Name, float64(report.Cost)/float64(in.Scale),
		len(solution.Routes), report.Served, len(solution.Unassigned))
	_, err = fmt.Fprintln(p.Stdout, string(vroom.Answer(in.Problem, solution)))
	return err
}

// RouteServer plans over HTTP.
type RouteServer struct {
	Listen   terminal.Address `default:"localhost:3000" help:"Where to listen."`
	Limit    time.Duration    `default:"30s" least:"1ms" help:"The longest search for one request."`
	Threads  terminal.Count   `default:"1" least:"1" most:"32" help:"The most threads of one request, 1 to 32."`
	Searches terminal.Count   `default:"1" least:"1" most:"256" help:"How many requests are searched for at once, 1 to 256."`
	OSRM     string           `name:"osrm" help:"Ask this OSRM server for travel times." placeholder:"URL"`
	Valhalla string           `help:"Ask this Valhalla server for travel times." placeholder:"URL"`
}

// Help gives an example.
func (RouteServer) Help() string {
	return "Example: crosslane route-server --listen localhost:3000\n\nAnswers POST / and GET /health in the form of vroom-express, so that its clients work unchanged."
}

// Run serves routing requests until it is told to stop.
func (r *RouteServer) Run(ctx context.Context, p *terminal.Program) error {
	listener, err := p.Listen(ctx, r.Listen)
	if err != nil {
		return err
	}
	handler := routehttp.Handler(routehttp.Settings{Table: routingServer(r.OSRM, r.Valhalla), Limit: r.Limit, Threads: int(r.Threads), Searches: int(r.Searches)})
	return p.Serve(ctx, "Routing on", listener, handler)
}
