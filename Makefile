# Readout's tasks. `make help` lists them; CI calls the same names.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The program is one static binary: no C.
export CGO_ENABLED := 0

# Pinned tools, outside go.mod so that users' module graph stays short.
GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

ADDR ?= 127.0.0.1:8080
FUZZTIME ?= 20s

.PHONY: help build release serve site check test race lint fuzz bench profile bench-edit soak browser compiler quality screenshots clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

build: bin/readout ## Build the program (bin/readout)

# What a binary says depends on the sources, the version and Go alone: neither on
# the folder nor on what git knows of it.
GOBUILD = go build -trimpath -buildvcs=false -ldflags '-s -w$(if $(1), -X main.version=$(1))'

bin/readout: $(shell find generator layouts -type f -not -name '*_test.go' -not -path '*/testdata/*') go.mod go.sum
	$(call GOBUILD) -o bin/readout ./generator

RELEASES ?= linux/amd64 linux/arm64 darwin/arm64 windows/amd64
VERSION  ?= $(or $(patsubst v%,%,$(shell git describe --tags --always --dirty 2>/dev/null)),devel)

release: ## Build the programs that are published, and their sums (into bin/release)
	rm -rf bin/release
	mkdir -p bin/release
	for system in $(RELEASES); do \
		os=$${system%/*}; arch=$${system#*/}; \
		GOFLAGS= GOEXPERIMENT= GOAMD64=v1 GOARM64=v8.0 GOOS=$$os GOARCH=$$arch \
			$(call GOBUILD,$(VERSION)) -o bin/release/readout-$$os-$$arch$$(GOOS=$$os go env GOEXE) ./generator; \
	done
	cd bin/release && $$(command -v sha256sum || echo shasum -a 256) readout-* >SHA256SUMS && cat SHA256SUMS

serve: bin/readout ## Show the publication at http://127.0.0.1:8080, following every save
	bin/readout serve --addr $(ADDR)

site: bin/readout ## Build the website into public/
	bin/readout build

check: bin/readout ## Report every problem in content/ and layouts/
	bin/readout check

test: browser compiler lint ## Run every test (installs Chromium and gcc where it can)
	@# The limit is for a hang, not for speed.
	go test -timeout 9m ./...
	$(MAKE) race

# The race detector needs C, and makes everything ten times as slow. So it looks
# at the rooms in which goroutines meet, and elsewhere at the tests in which they
# do.
RACE_ROOMS := cow devserver output source verify watch
RACE_ALSO  := build export layout search
RACE_TESTS := AtOnce|ManyGoroutines|ManyReaders|ManyWorkers|AnyNumberOfProcessors|AnyEditsEqual|StaysAsItWas

race: export CGO_ENABLED := 1
race: compiler ## Look for data races where goroutines meet
	go test -race -short -timeout 9m $(RACE_ROOMS:%=./generator/internal/%)
	go test -race -short -timeout 9m -run '$(RACE_TESTS)' ./generator $(RACE_ALSO:%=./generator/internal/%)

# On Debian and its like what is missing is one package; elsewhere say what it is
# and stop. $(1) is the package, $(2) says how to go on without it.
install = if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
		echo "installing $(1)"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null; \
	elif command -v apt-get >/dev/null 2>&1 && sudo -n true 2>/dev/null; then \
		echo "installing $(1)"; sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null; \
	else \
		echo "$(2)" >&2; exit 1; \
	fi

browser: ## Install Chromium for the browser tests, where that can be done
	@if command -v chromium chromium-browser google-chrome >/dev/null 2>&1 || [ -n "$${CHROMIUM:-}" ]; then exit 0; fi; \
	$(call install,chromium,make test needs Chromium: install it (or set CHROMIUM to its path) and run again)

compiler: ## Install a C compiler for the race detector, where that can be done
	@if command -v $$(CGO_ENABLED=1 go env CC | cut -d' ' -f1) >/dev/null 2>&1; then exit 0; fi; \
	$(call install,gcc libc6-dev,make race needs a C compiler: install gcc or clang and run again)

lint: ## Check formatting, vet, staticcheck and go.mod
	@unformatted=$$(go run $(GOFUMPT) -l generator layouts); \
	if [ -n "$$unformatted" ]; then echo "not formatted (run gofumpt -w):" >&2; echo "$$unformatted" >&2; exit 1; fi
	go vet ./...
	go vet -tags measure ./generator
	go run $(STATICCHECK) ./...
	go mod tidy -diff

fuzz: ## Run each fuzz target for FUZZTIME (20s)
	@grep -rl '^func Fuzz' --include='*_test.go' generator | xargs -n1 dirname | sort -u | while read -r dir; do \
		grep -rhoE '^func (Fuzz[A-Za-z0-9_]*)' --include='*_test.go' $$dir | awk '{print $$2}' | while read -r target; do \
			echo "$$dir $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) ./$$dir; \
		done; \
	done

# What bench measures: sizes in briefs, runs of each row, which layouts, folders on a disk and
# in memory, a benchmark kit with a Hugo adapter (used when hugo is on the PATH),
# and the file whose table is replaced.
N      ?= 1000 10000
RUNS   ?= 3
LAYOUTS ?= plain real
DISK   ?= $(or $(TMPDIR),/tmp)
MEMORY ?= $(wildcard /dev/shm)
KIT    ?=
RECORD ?= $(CURDIR)/docs/performance.md

bench: bin/readout ## Measure whole builds of N briefs beside the floors, then every stage
	READOUT=$(CURDIR)/bin/readout N="$(N)" RUNS=$(RUNS) LAYOUTS="$(LAYOUTS)" DISK=$(DISK) MEMORY=$(MEMORY) KIT=$(KIT) RECORD=$(RECORD) \
		go test -tags measure -run '^TestMeasure$$' -count 1 -v -timeout 12h ./generator
	go test -run '^$$' -bench . -benchmem ./generator/internal/...
	go test -run '^$$' -bench '^Benchmark(CleanBuild|Save)$$' -benchmem ./generator

profile: ## Profile a clean build and saves at READOUT_N (1000) briefs, into bin/profile
	mkdir -p bin/profile
	for what in CleanBuild Save; do \
		go test -run '^$$' -bench "^Benchmark$$what$$" -benchmem -o bin/profile/generator.test \
			-cpuprofile bin/profile/$$what.cpu -memprofile bin/profile/$$what.mem ./generator; \
	done
	@echo "look at them with: go tool pprof -http : bin/profile/generator.test bin/profile/CleanBuild.cpu"

bench-edit: browser ## Measure from a save to the changed page in Chromium, at 1,000 and 10,000 briefs
	go test -run '^$$' -bench '^BenchmarkSaveToBrowser$$' -benchtime 30x -timeout 30m ./generator

soak: ## Make a thousand edits through the real loop: memory and latency stay flat
	READOUT_SOAK=1000 go test -run '^TestSoak$$' -count=1 -v -timeout 30m ./generator

# What `make test` cannot ask: it needs Java, Node and poppler as well.
quality: browser ## Ask the Nu HTML checker and Lighthouse, and print papers
	@missing=; for tool in java node npm pdftotext; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	if [ -n "$$missing" ]; then echo "make quality needs$$missing (on Debian: apt-get install default-jre-headless nodejs npm poppler-utils)" >&2; exit 1; fi
	npm ci --prefix generator/testdata/quality --ignore-scripts --no-audit --no-fund --loglevel=error
	go vet -tags quality ./generator
	go test -tags quality -timeout 20m -count 1 -v -run 'ValidHTML|Lighthouse|PrintAsPapers' ./generator

SCREENSHOTS ?= bin/screenshots

screenshots: browser ## Take pictures of every kind of page (into bin/screenshots)
	mkdir -p $(SCREENSHOTS)
	go test -tags quality -timeout 20m -count 1 -run 'TestScreenshots|PrintAsPapers' ./generator -screenshots $(abspath $(SCREENSHOTS))

clean: ## Remove what was built
	rm -rf bin .readout
