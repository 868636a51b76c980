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
# Where programs of this machine are, which print the completions; after a build
# for another one (GOOS, GOARCH) name a folder that has them.
HOSTBIN    ?= bin
CAPTURE    ?=
PARITY     ?=
BENCHTIME  ?= 1s
STATICCHECK = $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOFUMPT     = $(GO) run mvdan.cc/gofumpt@v0.12.0

# Every folder of cmd is one binary. The light clients are one binary, cmd/ra,
# linked under each of these names.
CLIENTS := racluster rasort rasplit rastream
CLIENTS += racount ratimerange
CLIENTS += rabins

export CGO_ENABLED = 0

.PHONY: all build check full lint fmt test race fuzz corpus parity parity-accept peers filters cmdlines schemas mutate bench bench-peers profile gen install clean help

all: build

# Only this target uses the sensor's profile. It is not called default.pgo, because
# go run and go build would then use it too, and take twice as long on a new machine.
build: ## build every program into bin/, each under its name
	@mkdir -p bin
	$(GO) build -trimpath -o bin/ $$($(GO) list ./cmd/... | grep -v '/cmd/argus$$')
	$(GO) build -trimpath -pgo=cmd/argus/argus.pgo -o bin/ ./cmd/argus
	@for n in $(CLIENTS); do ln -sf ra bin/$$n; done

check: lint test ## formatting, vet, staticcheck and tests: run before each commit

full: ## everything that .ci/run checks, without its short cuts: about 40 minutes
	.ci/run full

lint: ## formatting, vet and staticcheck
	@bad=$$(gofmt -l .); test -z "$$bad" || { echo "not gofmt clean:"; echo "$$bad"; exit 1; }
	@bad=$$($(GOFUMPT) -l .); test -z "$$bad" || { echo "not gofumpt clean:"; echo "$$bad"; exit 1; }
	$(GO) vet ./...
	$(STATICCHECK) ./...

fmt: ## rewrite the sources in their one form
	$(GOFUMPT) -w .

test: ## all tests
	$(GO) test ./...

# Tests that measure time or allocations are no tests of races, nor are those that
# start a program for each line of a page.
race: ## tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 20m -skip '^(TestHostile|TestAllocations|TestExamples|TestCommandsShown|TestShells)$$' $(RACE)

.PHONY: kills
kills: ## rasplit and rastream are killed 100 times while they write: nothing flushed may be lost
	SPLITTING_KILLS=100 $(GO) test -count 1 -run '^TestKilled$$' -v ./internal/splitting

.PHONY: poison
# Absent and undecoded parts of records hold nonsense then (package record).
poison: ## all tests, with poison in the parts that a record does not have
	$(GO) test -tags poison ./...

fuzz: ## every fuzz target for FUZZTIME each
	GO="$(GO)" .ci/fuzz $(FUZZTIME)

corpus: build ## all public captures, whole and broken: no crash, no hang, none slow
	$(GO) run ./internal/parity/cmd/parity corpus -jobs $(JOBS) $(PARITY)

parity: build ## rows and columns against both originals: no capture may get worse; CAPTURE=name shows one's differences
	$(GO) run ./internal/parity/cmd/parity all -jobs $(JOBS) $(PARITY) $(if $(CAPTURE),-v $(CAPTURE))

parity-accept: build ## record the results of parity as the accepted ones; review what git diff shows
	$(GO) run ./internal/parity/cmd/parity all -jobs $(JOBS) -accept
	git --no-pager diff --stat -- internal/parity/testdata/results.txt

peers: build ## the originals' clients read our files, ours read theirs
	$(GO) run ./internal/parity/cmd/parity peers -jobs $(JOBS) $(PARITY)

filters: build ## packet filter against tcpdump's
	$(GO) run ./internal/parity/cmd/parity filters -jobs $(JOBS) $(PARITY)

cmdlines: build ## command lines of ra beside the original's
	$(GO) run ./internal/parity/cmd/parity cmdlines -jobs $(JOBS) $(PARITY)

schemas: build ## JSON, ECS, Zeek and XML output of all records: valid, and the values of the columns
	$(GO) run ./internal/parity/cmd/parity schemas -jobs $(JOBS) $(PARITY)

mutate: ## change the core packages in small ways, one at a time: their tests must notice 90 of 100
	$(GO) run ./internal/mutate/cmd/mutate -jobs $(JOBS) $(MUTATE)

bench: ## benchmarks of the packages
	$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) ./...

bench-peers: build ## processor time and memory beside the originals, into docs/benchmarks.md
	@mkdir -p docs
	$(GO) run ./internal/bench/cmd/bench -doc docs/benchmarks.md

# The profile must not name folders of the machine that it was made on. The tests
# are built below /tmp, so that such names can be recognised.
profile: export GOTMPDIR = /tmp
clean_profile = gzip -dc $(1) | LC_ALL=C perl -pe 's{/tmp/go-build\d+/[\w/]*/$(2)\.test}{"x" x length $$&}ge' | gzip -n9 >$(1).tmp && mv $(1).tmp $(1)

profile: ## make the profile for cmd/argus anew, from a large CAPTURE of mixed traffic
	ARGUS_BENCH_CAPTURE=$(abspath $(CAPTURE)) $(GO) test -trimpath -run '^$$' -bench BenchmarkSensor -benchtime 10s \
		-o /dev/null -cpuprofile $(CURDIR)/cmd/argus/argus.pgo ./internal/sensor
	$(call clean_profile,cmd/argus/argus.pgo,sensor)

gen: ## make generated files anew
	$(GO) generate ./...

install: build ## install programs, manual pages and completions under DESTDIR and PREFIX
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin
	install -m 755 bin/argus $(DESTDIR)$(PREFIX)/sbin/argus
	install -m 755 bin/ra $(DESTDIR)$(PREFIX)/bin/ra
	for n in $(CLIENTS); do ln -sf ra $(DESTDIR)$(PREFIX)/bin/$$n; done
	umask 022; for p in argus ra $(CLIENTS); do \
		install -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR) && \
		$(HOSTBIN)/$$p --completion bash >$(DESTDIR)$(BASHDIR)/$$p && \
		$(HOSTBIN)/$$p --completion zsh >$(DESTDIR)$(ZSHDIR)/_$$p && \
		$(HOSTBIN)/$$p --completion fish >$(DESTDIR)$(FISHDIR)/$$p.fish || exit; done
	for f in man/*.[1-8]; do d=$(DESTDIR)$(MANDIR)/man$${f##*.}; install -d $$d && install -m 644 $$f $$d || exit; done

clean: ## remove what build made
	rm -rf bin

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
