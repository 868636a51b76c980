// SPDX-License-Identifier: Apache-2.0

package splitting

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
)

// A finisher does what there is to do with files that are complete, one after the
// other: it runs the program of -f, compresses, and removes old files. Its
// goroutine ends with close.
type finisher struct {
	settings *Settings
	command  []string

	mu      sync.Mutex
	changed sync.Cond       // signals changes of what follows
	queue   []string        // complete files that wait
	waiting map[string]bool // those and the one that is worked on
	done    bool
	ended   chan struct{}
	failed  int   // runs of the program
	runs    int   // of the program
	err     error // the first other one
}

func newFinisher(s *Settings, command []string) *finisher {
	f := &finisher{settings: s, command: command, waiting: map[string]bool{}, ended: make(chan struct{})}
	f.changed.L = &f.mu
	go f.work()
	return f
}

// idle reports whether nothing is to be done with complete files.
func (f *finisher) idle() bool {
	s := f.settings
	return len(f.command) == 0 && s.compress == "" && s.maxAge == 0 && s.maxSize == 0
}

// add hands over a complete file.
func (f *finisher) add(name string) {
	if f.idle() {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.waiting[name] {
		f.queue = append(f.queue, name)
		f.waiting[name] = true
		f.changed.Broadcast()
	}
}

// wait waits until a file is not worked on, and reports whether it was. Who wants
// to write to a file again calls it first.
func (f *finisher) wait(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.waiting[name]
	for f.waiting[name] {
		f.changed.Wait()
	}
	return was
}

// close waits for what was handed over and returns what went wrong.
func (f *finisher) close() error {
	f.mu.Lock()
	f.done = true
	f.changed.Broadcast()
	f.mu.Unlock()
	<-f.ended
	err := f.err
	if f.failed > 0 {
		err = errors.Join(fmt.Errorf("%d of %d runs of %s failed: %w", f.failed, f.runs, f.command[0], err), nil)
	}
	return err
}

func (f *finisher) work() {
	defer close(f.ended)
	for {
		f.mu.Lock()
		for len(f.queue) == 0 && !f.done {
			f.changed.Wait()
		}
		if len(f.queue) == 0 {
			f.mu.Unlock()
			return
		}
		name := f.queue[0]
		f.queue = f.queue[1:]
		f.mu.Unlock()
		err := f.finish(name)
		f.mu.Lock()
		if f.err == nil {
			f.err = err
		}
		delete(f.waiting, name)
		f.changed.Broadcast()
		f.mu.Unlock()
	}
}

// finish does what there is to do with one file.
func (f *finisher) finish(name string) error {
	var errs error
	if len(f.command) > 0 {
		cmd := exec.Command(f.command[0], append(f.command[1:len(f.command):len(f.command)], "-r", name)...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		f.runs++
		if err := cmd.Run(); err != nil {
			f.failed++
			errs = fmt.Errorf("-r %s: %w", name, err)
		}
	}
	if form := f.settings.compress; form != "" {
		if err := compress(name, form); err != nil {
			errs = errors.Join(errs, fmt.Errorf("compressing %s: %w", name, err))
		}
	}
	return errors.Join(errs, f.settings.expire())
}

// parseCommand divides the value of -f into words at blanks, except between
// quotes, and finds the program.
func parseCommand(text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	words, err := splitWords(text)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 {
		return nil, errors.New("no program given")
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, fmt.Errorf("%s cannot be run: %w", words[0], errors.Unwrap(err))
	}
	words[0] = path
	return words, nil
}

func splitWords(text string) ([]string, error) {
	var words []string
	for {
		text = strings.TrimLeft(text, " \t")
		if text == "" {
			return words, nil
		}
		var word strings.Builder
		for text != "" && text[0] != ' ' && text[0] != '\t' {
			if quote := text[0]; quote == '\'' || quote == '"' {
				end := strings.IndexByte(text[1:], quote)
				if end < 0 {
					return nil, fmt.Errorf("the quote at %s is not closed", text)
				}
				word.WriteString(text[1 : 1+end])
				text = text[end+2:]
				continue
			}
			word.WriteByte(text[0])
			text = text[1:]
		}
		words = append(words, word.String())
	}
}
