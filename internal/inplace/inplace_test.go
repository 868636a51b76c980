// SPDX-License-Identifier: Apache-2.0

package inplace_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/inplace"
	"github.com/argus-go/argus/record"
)

const demo = "../client/testdata/demo.arg"

// A handler writes the flows of its inputs and calls after with their number.
type handler struct {
	files *inplace.Files
	after func(n int) error
	flows int
}

func (h *handler) Record(r *record.Record) error {
	if r.Type == record.TypeMAR {
		return nil
	}
	out, err := h.files.Enter()
	if err != nil {
		return err
	}
	h.flows++
	if err := errors.Join(out.Write(r), h.after(h.flows)); err != nil {
		return h.files.Fail(err)
	}
	return nil
}

func (h *handler) Tick(time.Time) error { return nil }
func (h *handler) Close() error         { return h.files.Close() }

// TestLeftAlone: a file stays as it is, and nothing is left beside it, if the program
// fails, if the run is interrupted, or if the new form cannot be completed.
func TestLeftAlone(t *testing.T) {
	whole, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		at      int // the flow at which it happens
		err     error
		stop    bool
		hooks   inplace.Hooks
		status  int
		message string
	}{
		{name: "error", at: 10, err: errors.New("no more"), status: 1, message: "demo.arg is left as it is: no more\n"},
		{name: "interrupt", at: 10, stop: true, status: 130, message: "demo.arg was not read to its end and is left as it is\n"},
		{
			name: "completion", hooks: inplace.Hooks{Complete: func(*client.RecordFile) error { return errors.New("disk full") }},
			status: 1, message: "demo.arg is left as it is: disk full\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "demo.arg")
			if err := os.WriteFile(file, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			dropped := 0
			tt.hooks.Drop = func() error { dropped++; return nil }
			after := func(n int) error {
				if n != tt.at {
					return nil
				}
				if tt.stop {
					cancel()
				}
				return tt.err
			}
			p := client.Program{Name: "copy", New: func() *client.Run {
				return &client.Run{Start: func(s *client.Session) (client.Handler, error) {
					return &handler{files: inplace.New(s, tt.hooks), after: after}, inplace.Check(s.Config)
				}}
			}}
			var out, errs bytes.Buffer
			status := client.Main([]client.Program{p}, client.Env{
				Args: []string{"copy", "-X", "-r", file}, Stdout: &out, Stderr: &errs,
				Getenv: func(string) string { return "" }, Now: time.Now, Context: ctx,
			})
			if status != tt.status || !strings.HasSuffix(errs.String(), tt.message) || out.Len() > 0 {
				t.Errorf("status %d, %q, %q; want %d and %q", status, &errs, &out, tt.status, tt.message)
			}
			if dropped != 1 {
				t.Errorf("dropped %d times, want once", dropped)
			}
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, whole) {
				t.Errorf("the file was changed: %v", err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
				t.Errorf("files %v, %v", left, err)
			}
		})
	}
}

// TestReplaced: the new form has the permissions of the file, and its name, also if
// that is a symbolic link.
func TestReplaced(t *testing.T) {
	whole, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, link := filepath.Join(dir, "demo.arg"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(file, whole, 0o640), os.Chmod(file, 0o640), os.Symlink("demo.arg", link)); err != nil {
		t.Fatal(err)
	}
	p := client.Program{Name: "copy", New: func() *client.Run {
		return &client.Run{Start: func(s *client.Session) (client.Handler, error) {
			return &handler{files: inplace.New(s, inplace.Hooks{}), after: func(int) error { return nil }}, inplace.Check(s.Config)
		}}
	}}
	var out, errs bytes.Buffer
	status := client.Main([]client.Program{p}, client.Env{
		Args: []string{"copy", "-X", "-r", link}, Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now,
	})
	if status != 0 || errs.Len() > 0 {
		t.Fatalf("status %d, %q", status, &errs)
	}
	st, err := os.Lstat(file)
	if err != nil || st.Mode() != 0o640 {
		t.Errorf("mode %v, %v; want 0640", st.Mode(), err)
	}
	// The copy has the first management record and the flows, and lacks the last
	// management record.
	if st.Size() >= int64(len(whole)) || st.Size() < int64(len(whole))/2 {
		t.Errorf("%d bytes of %d", st.Size(), len(whole))
	}
	if to, err := os.Readlink(link); err != nil || to != "demo.arg" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
}
