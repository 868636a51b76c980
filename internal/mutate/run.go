// SPDX-License-Identifier: Apache-2.0

package mutate

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Runner tries mutants of one package after the other.
type Runner struct {
	Go      string        // the go command
	Root    string        // the module's root
	Module  string        // its path
	Temp    string        // folder for changed files
	Jobs    int           // mutants tried at a time
	Timeout time.Duration // least time after which tests count as hanging
}

// Outcome is what became of a mutant.
type Outcome int

// Outcomes.
const (
	Killed   Outcome = iota // a test failed
	Survived                // all tests passed
	Invalid                 // it does not compile, so it is not counted
)

// A Result is the outcome of one mutant.
type Result struct {
	Mutant
	Outcome
}

// Run tries mutants of a package in the order of the seed until n of them have
// been killed or have survived. pkg is the folder of the package.
func (r *Runner) Run(pkg string, n int, seed uint64) ([]Result, error) {
	began := time.Now()
	profile := filepath.Join(r.Temp, "cover.out")
	out, err := r.test(context.Background(), pkg, "-coverprofile="+profile)
	if err != nil {
		return nil, fmt.Errorf("%s: tests fail without a change: %w\n%s", pkg, err, out)
	}
	limit := max(r.Timeout, 5*time.Since(began))
	all, err := r.mutants(pkg, profile)
	if err != nil {
		return nil, err
	}
	return r.tryAll(pkg, Choose(all, seed), n, limit)
}

// tryAll tries mutants in batches until n are decided.
func (r *Runner) tryAll(pkg string, chosen []Mutant, n int, limit time.Duration) ([]Result, error) {
	var results []Result
	for decided := 0; decided < n && len(chosen) > 0; {
		batch := chosen[:min(n-decided, len(chosen))]
		chosen = chosen[len(batch):]
		got, err := r.batch(pkg, batch, limit)
		if err != nil {
			return nil, err
		}
		for _, g := range got {
			if g.Outcome != Invalid {
				decided++
			}
		}
		results = append(results, got...)
	}
	return results, nil
}

func (r *Runner) batch(pkg string, batch []Mutant, limit time.Duration) ([]Result, error) {
	results := make([]Result, len(batch))
	errs := make([]error, len(batch))
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(r.Jobs, 1) {
		wg.Go(func() {
			for i := range next {
				results[i].Mutant = batch[i]
				results[i].Outcome, errs[i] = r.try(pkg, &batch[i], i, limit)
			}
		})
	}
	for i := range batch {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}

// try runs the tests with one change.
func (r *Runner) try(pkg string, m *Mutant, i int, limit time.Duration) (Outcome, error) {
	path := filepath.Join(r.Root, m.File)
	source, err := os.ReadFile(path)
	if err != nil {
		return Invalid, err
	}
	changed := filepath.Join(r.Temp, fmt.Sprintf("%d.go", i))
	if err := os.WriteFile(changed, m.Apply(source), 0o600); err != nil {
		return Invalid, err
	}
	overlay := filepath.Join(r.Temp, fmt.Sprintf("%d.json", i))
	text, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
	if err != nil {
		return Invalid, err
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return Invalid, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*limit+time.Minute)
	defer cancel()
	out, err := r.test(ctx, pkg, "-overlay="+overlay, "-timeout="+limit.String())
	switch {
	case err == nil:
		return Survived, nil
	case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
		return Invalid, nil
	}
	return Killed, nil
}

// test runs a package's short tests, and stops at the first failure.
func (r *Runner) test(ctx context.Context, pkg string, flags ...string) (string, error) {
	args := append([]string{"test", "-short", "-failfast", "-count=1", "-vet=off"}, flags...)
	cmd := exec.CommandContext(ctx, r.Go, append(args, "./"+pkg)...)
	cmd.Dir = r.Root
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// mutants lists the possible changes to what the tests of a package execute.
func (r *Runner) mutants(pkg, profile string) ([]Mutant, error) {
	text, err := os.ReadFile(profile)
	if err != nil {
		return nil, err
	}
	blocks, err := parseProfile(string(text))
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(r.Root, pkg, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []Mutant
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name := filepath.ToSlash(filepath.Join(pkg, filepath.Base(path)))
		list := blocks[r.Module+"/"+name]
		found, err := Mutants(name, source, func(line, column int) bool { return covered(list, line, column) })
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// A block is a piece of code that the tests execute, from a line and column to
// another.
type block [4]int

// parseProfile reads the executed blocks of a coverage profile, by file.
func parseProfile(text string) (map[string][]block, error) {
	m := map[string][]block{}
	for line := range strings.Lines(text) {
		file, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || file == "mode" {
			continue
		}
		var b block
		var statements, count int
		if _, err := fmt.Sscanf(rest, "%d.%d,%d.%d %d %d", &b[0], &b[1], &b[2], &b[3], &statements, &count); err != nil {
			return nil, fmt.Errorf("coverage profile: %s: %w", strconv.Quote(line), err)
		}
		if count > 0 {
			m[file] = append(m[file], b)
		}
	}
	return m, nil
}

func covered(blocks []block, line, column int) bool {
	for _, b := range blocks {
		after := line > b[0] || line == b[0] && column >= b[1]
		before := line < b[2] || line == b[2] && column < b[3]
		if after && before {
			return true
		}
	}
	return false
}
