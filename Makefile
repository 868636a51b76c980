# SPDX-License-Identifier: Apache-2.0

GO         ?= go
FUZZTIME   ?= 20s
JOBS       ?= 2
RACE       ?= ./...
PREFIX     ?= /usr/local
DESTDIR    ?=
MANDIR     ?= $(PREFIX)/share/man
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
FISHDIR    ?= $(PREFIX)/share/fish/vendor_completions.d
# The folder with programs that run on this machine, which print the completions.
# Set it if you build for another system (GOOS, GOARCH).
HOSTBIN    ?= bin
CAPTURE    ?=
PARITY     ?=
BENCHTIME  ?= 1s
STATICCHECK = $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOFUMPT     = $(GO) run mvdan.cc/gofumpt@v0.12.0

# Every folder of cmd is one binary. The light clients are one binary, cmd/ra,
# linked under each of these names.
CLIENTS := racluster rasort rasplit rastream
CLIENTS += racount rahisto ratimerange ragrep rastrip raxml
CLIENTS += rabins ragator ramon

export CGO_ENABLED = 0

.PHONY: all build check full lint fmt test race fuzz corpus parity parity-accept peers filters cmdlines schemas properties mutate bench bench-peers large profile gen install clean help

all: build

# Only this target uses the sensor's profile. It is not called default.pgo, because
# go run and go build would then use it too, and take twice as long on a new machine.
build: ## build every program into bin/, each under its name
	@mkdir -p bin
	$(GO) build -trimpath -o bin/ $$($(GO) list ./cmd/... | grep -v '/cmd/argus$$')
	$(GO) build -trimpath -pgo=cmd/argus/argus.pgo -o bin/ ./cmd/argus
	@for n in $(CLIENTS); do ln -sf ra bin/$$n; done

check: lint test ## run lint and all tests; do this before each commit

full: ## run all checks of .ci/run in full: about 40 minutes
	.ci/run full

lint: ## check formatting, run vet and staticcheck
	@bad=$$(gofmt -l .); test -z "$$bad" || { echo "not gofmt clean:"; echo "$$bad"; exit 1; }
	@bad=$$($(GOFUMPT) -l .); test -z "$$bad" || { echo "not gofumpt clean:"; echo "$$bad"; exit 1; }
	$(GO) vet ./...
	$(STATICCHECK) ./...

fmt: ## format the sources with gofumpt
	$(GOFUMPT) -w .

test: ## run all tests
	$(GO) test ./...

# Tests that measure time or allocations cannot find races, nor can those that start
# a program for each line of a page.
race: ## run the tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 20m -skip '^(TestHostile|TestAllocations|TestExamples|TestCommandsShown|TestShells)$$' $(RACE)

.PHONY: kills
kills: ## kill rasplit, rastream and, as root, argus 100 times each while they write: nothing written may be lost or doubled
	SPLITTING_KILLS=100 $(GO) test -count 1 -run '^TestKilled$$' -v ./internal/splitting
	ARGUS_KILLS=100 $(GO) test -count 1 -run '^TestKilledLive$$' -v ./internal/sensor

.PHONY: poison
# Absent and undecoded parts of records then hold arbitrary values (package record).
# To make these takes allocations at the start, which TestStart would complain about.
poison: ## run all tests with arbitrary values in the parts that records do not have
	$(GO) test -tags poison -skip '^TestStart$$' ./...

fuzz: ## run each fuzz target for FUZZTIME
	GO="$(GO)" .ci/fuzz $(FUZZTIME)

corpus: build ## run all public captures, intact and damaged: none may crash, hang or be slow
	$(GO) run ./internal/parity/cmd/parity corpus -jobs $(JOBS) $(PARITY)

parity: build ## compare rows and columns with both originals: no capture may get worse; CAPTURE=name shows the differences of one
	$(GO) run ./internal/parity/cmd/parity all -jobs $(JOBS) $(PARITY) $(if $(CAPTURE),-v $(CAPTURE))

parity-accept: build ## accept the current results of parity; review the diff
	$(GO) run ./internal/parity/cmd/parity all -jobs $(JOBS) -accept
	git --no-pager diff --stat -- internal/parity/testdata/results.txt

peers: build ## let the originals' clients read our files, and ours read theirs
	$(GO) run ./internal/parity/cmd/parity peers -jobs $(JOBS) $(PARITY)

filters: build ## compare the packet filter with tcpdump's
	$(GO) run ./internal/parity/cmd/parity filters -jobs $(JOBS) $(PARITY)

cmdlines: build ## compare the output of the clients' command lines with the originals'
	$(GO) run ./internal/parity/cmd/parity cmdlines -jobs $(JOBS) $(PARITY)

schemas: build ## check the JSON, ECS, Zeek and XML output of all records against schemas and columns
	$(GO) run ./internal/parity/cmd/parity schemas -jobs $(JOBS) $(PARITY)

properties: build ## check on all records that merging, binning, sorting and splitting lose and invent nothing
	$(GO) run ./internal/parity/cmd/parity properties -jobs $(JOBS) $(PARITY)

mutate: ## change the core packages in small ways, one at a time: their tests must notice 90 in 100
	$(GO) run ./internal/mutate/cmd/mutate -jobs $(JOBS) $(MUTATE)

bench: ## run the benchmarks of the packages
	$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) ./...

bench-peers: build ## measure CPU time and memory of our programs and the originals; writes docs/benchmarks.md
	@mkdir -p docs
	$(GO) run ./internal/bench/cmd/bench -doc docs/benchmarks.md

large: build ## merge and sort 20 million records in 256 MB of memory, and compare with no limit; updates docs/benchmarks.md
	$(GO) run ./internal/bench/cmd/large -doc docs/benchmarks.md

# The profile must not name folders of the machine that it was made on. The tests
# are built below /tmp, so that such names can be recognised.
profile: export GOTMPDIR = /tmp
clean_profile = gzip -dc $(1) | LC_ALL=C perl -pe 's{/tmp/go-build\d+/[\w/]*/$(2)\.test}{"x" x length $$&}ge' | gzip -n9 >$(1).tmp && mv $(1).tmp $(1)

profile: ## rebuild the profile for cmd/argus from a large CAPTURE of mixed traffic
	ARGUS_BENCH_CAPTURE=$(abspath $(CAPTURE)) $(GO) test -trimpath -run '^$$' -bench BenchmarkSensor -benchtime 10s \
		-o /dev/null -cpuprofile $(CURDIR)/cmd/argus/argus.pgo ./internal/sensor
	$(call clean_profile,cmd/argus/argus.pgo,sensor)

gen: ## regenerate the generated files
	$(GO) generate ./...

install: build ## install programs, manual pages and completions under DESTDIR and PREFIX
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin
	install -m 755 bin/argus bin/radium $(DESTDIR)$(PREFIX)/sbin/
	install -m 755 bin/ra $(DESTDIR)$(PREFIX)/bin/ra
	for n in $(CLIENTS); do ln -sf ra $(DESTDIR)$(PREFIX)/bin/$$n; done
	umask 022; for p in argus radium ra $(CLIENTS); do \
		install -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR) && \
		$(HOSTBIN)/$$p --completion bash >$(DESTDIR)$(BASHDIR)/$$p && \
		$(HOSTBIN)/$$p --completion zsh >$(DESTDIR)$(ZSHDIR)/_$$p && \
		$(HOSTBIN)/$$p --completion fish >$(DESTDIR)$(FISHDIR)/$$p.fish || exit; done
	for f in man/*.[1-8]; do d=$(DESTDIR)$(MANDIR)/man$${f##*.}; install -d $$d && install -m 644 $$f $$d || exit; done

clean: ## remove bin/
	rm -rf bin

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
