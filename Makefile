# Crosslane. `make` prints this help.
GO ?= go
export CGO_ENABLED = 0

.PHONY: help
help: ## print what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## the whole chain on a simulated world, with a page at http://localhost:8080
	$(GO) run ./cmd/crosslane demo

.PHONY: test
test: postgres ## every test, PostgreSQL included where it can be installed
	@sh .ci/curl
	$(GO) test ./...

.PHONY: check
check: lint test ## what must pass before a change is taken in

.PHONY: lint
TOOL = $(GO) tool -modfile=tools/go.mod
lint: ## format, vet, golangci-lint, code that no program reaches, known vulnerabilities
	@test -z "$$(gofmt -l .)" || { echo "gofmt wants:"; gofmt -l .; exit 1; }
	$(GO) vet ./... && $(GO) -C tools vet ./mutants && $(GO) -C tools test ./mutants && $(GO) -C tools/release vet . && $(GO) -C tools/load vet .
	$(TOOL) golangci-lint run
	@$(TOOL) deadcode ./cmd/... ./route/benchroute | sed 's/:[0-9]*:[0-9]*:/:/' | LC_ALL=C sort | diff tools/dead.txt - || { echo "> is reached by tests alone: take it out; < is mended: take it off tools/dead.txt"; exit 1; }
	@sh .ci/vulnerabilities

.PHONY: mutants
MUTANTS ?= 12
MUTANTS_SEED ?= 1
MUTANTS_LEAST ?= 0
ROOMS ?= order inventory packing channel tracking route route/tour fulfillment ledger merchant
mutants: postgres ## small faults put into ROOMS, MUTANTS (12) in each, by MUTANTS_SEED (1): which do the room's own tests not notice? Fails below MUTANTS_LEAST (0) percent
	@$(GO) -C tools build -o ../bin/mutants ./mutants
	@bin/mutants -n $(MUTANTS) -seed $(MUTANTS_SEED) -least $(MUTANTS_LEAST) $(ROOMS)

.PHONY: race
race: ## the tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./...

.PHONY: worlds
WORLDS ?= 500
WORLDS_POSTGRES ?= 50
worlds: postgres ## worlds full of trouble held against the laws: WORLDS (500) on SQLite, WORLDS_POSTGRES (50) on two nodes of which one is killed
	cd world && WORLDS=$(WORLDS) WORLDS_POSTGRES=$(WORLDS_POSTGRES) $(GO) test -run 'TestWorlds' -count 1 -timeout 0

.PHONY: crash
KILLS ?= 1000
SEED ?= 1
crash: ## kill -9 the server KILLS (1000) times while it works, and as often while it books with a carrier's own interface, and hold what is left against the carriers' books
	CROSSLANE_CRASH_KILLS=$(KILLS) CROSSLANE_CRASH_SEED=$(SEED) $(GO) test ./cmd/crosslane -run '^TestCrash' -count 1 -timeout 0 -v

.PHONY: webhooks
WEBHOOK_KILLS ?= 1000
webhooks: ## kill -9 a server WEBHOOK_KILLS (1000) times while it tells webhooks, and hold what arrived against the record
	WEBHOOK_KILLS=$(WEBHOOK_KILLS) $(GO) test ./webhook -run '^TestKills$$' -count 1 -timeout 0 -v

.PHONY: awaited
AWAITED ?= 100000
awaited: ## ask ten accounts for AWAITED (100000) open parcels by a clock of its own, by what is awaited and in turn, for two days or AWAITED_HOURS
	AWAITED=$(AWAITED) AWAITED_HOURS=$(AWAITED_HOURS) $(GO) test ./merchant/asked -run '^TestAMillion$$' -count 1 -timeout 0 -v

.PHONY: load
LOAD_ORDERS ?= 1000000
LOAD_PLACE ?= load-place
load: ## ask a server with LOAD_ORDERS (1000000) orders as programs do: how long answers take, how much memory it needs. LOAD_PLACE is made where it is not there, which takes long
	@$(GO) build -o bin/crosslane ./cmd/crosslane && $(GO) -C tools/load build -o ../../bin/load .
	@bin/load -program bin/crosslane -place $(LOAD_PLACE) -orders $(LOAD_ORDERS)

.PHONY: bench
bench: ## every benchmark; each prints its ratio to a bare baseline
	$(GO) test -run '^$$' -bench . -benchtime 3s ./...

.PHONY: bench-packing
bench-packing: ## packing against BoxPacker and Bischoff-Ratcliff; PACKING_DATA=DIR holds the instances
	@test -n "$(PACKING_DATA)" || { echo "name the folder of the instances: make bench-packing PACKING_DATA=DIR"; exit 1; }
	PACKING_DATA=$(abspath $(PACKING_DATA)) $(GO) test ./packing -run '^$$' -bench Bar -benchtime 1x -timeout 0

.PHONY: bench-route
SECONDS_OF_CPU ?= 1,5,30
bench-route: ## routing against the best-known values; ROUTE_DATA=DIR holds the instances and best_known.json
	@test -n "$(ROUTE_DATA)" || { echo "name the folder of the instances: make bench-route ROUTE_DATA=DIR"; exit 1; }
	$(GO) run ./route/benchroute -data $(abspath $(ROUTE_DATA)) -seconds $(SECONDS_OF_CPU)

.PHONY: fuzz
FUZZTIME ?= 20s
fuzz: ## every fuzz target for FUZZTIME (20s)
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
		sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' "$$file" | while read -r target; do \
			echo "== $$(dirname $$file) $$target"; $(GO) test "$$(dirname $$file)" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) || exit 1; \
		done || exit 1; \
	done

.PHONY: api-fuzz
CASES ?= 450
api-fuzz: ## requests made up for every call of a running server, CASES (450) of each: no answer of 500 or that the document does not describe (needs Python)
	@CASES=$(CASES) sh tools/api-fuzz

.PHONY: mcp-conformance
mcp-conformance: ## the door of agents held against the protocol's own tests (needs Node 22; SKIPPED where it is not there)
	@sh tools/mcp-conformance

.PHONY: release
VERSION ?= 0.0.0
release: ## what is given to others, in dist/: the program for six systems, what is in it, licences, Debian packages of VERSION (0.0.0), checksums
	$(GO) -C tools/release run . -root ../.. -out ../../dist -version $(VERSION)

.PHONY: postgres
postgres: ## install PostgreSQL from Debian or Ubuntu packages if it is missing
	@sh .ci/postgres
