// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A LineInput is what the command lines of one capture read.
type LineInput struct {
	File        string    // records of the original sensor
	Others      []string  // the same of other captures
	Zipped, Dir string    // File compressed; a folder with File and the first other
	Begin       time.Time // of the first record, UTC, whole seconds
}

// NewLineInput lays out the inputs of file in the new folder dir; others are
// further record files, at least one. peer is the original's record printer.
func (p *Programs) NewLineInput(peer, dir, file string, others []string) (*LineInput, error) {
	in := &LineInput{File: file, Others: others, Zipped: filepath.Join(dir, "records"), Dir: filepath.Join(dir, "tree")}
	sub := filepath.Join(in.Dir, "b", "c")
	if err := os.MkdirAll(sub, 0o777); err != nil {
		return nil, err
	}
	for _, link := range [][2]string{{file, filepath.Join(in.Dir, "z.arg")}, {others[0], filepath.Join(sub, "a.arg")}} {
		if err := copyFile(link[0], link[1]); err != nil {
			return nil, err
		}
	}
	if err := zipFile(file, in.Zipped); err != nil {
		return nil, err
	}
	o := p.Exec(peer, "-X", "-u", "-p", "0", "-L", "-1", "-s", "stime", "-N", "1", "-r", file)
	sec, err := strconv.ParseInt(strings.TrimSpace(string(o.Stdout)), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%s: first record: %w", file, err)
	}
	in.Begin = time.Unix(sec, 0).UTC()
	return in, nil
}

func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o666)
}

func zipFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	z := gzip.NewWriter(f)
	if _, err := z.Write(b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}

// words puts the inputs and outputs into the words of a command line. What the
// program writes is in dir, under names that begin with side and a dot.
func (in *LineInput) words(line, dir, side string) ([]string, error) {
	w, v, c := filepath.Join(dir, side+".W"), filepath.Join(dir, side+".V"), filepath.Join(dir, side+".C")
	if strings.Contains(line, "{C}") {
		if err := copyFile(in.File, c); err != nil {
			return nil, err
		}
	}
	pairs := []string{"{C}", c, "{F}", in.File, "{G}", in.Others[0], "{Z}", in.Zipped, "{D}", in.Dir, "{W}", w, "{V}", v, "{_}", "_", "_", " "}
	for i, o := range in.Others[1:] {
		pairs = append(pairs, fmt.Sprintf("{G%d}", i+2), o)
	}
	places := strings.NewReplacer(pairs...)
	var args []string
	for _, word := range strings.Fields(line) {
		if text, ok := strings.CutPrefix(word, "{rc:"); ok {
			f := filepath.Join(dir, "rc")
			text = strings.NewReplacer(";", "\n", "~", " ", "{W}", w).Replace(strings.TrimSuffix(text, "}"))
			if err := os.WriteFile(f, []byte(text+"\n"), 0o666); err != nil {
				return nil, err
			}
			args = append(args, f)
			continue
		}
		word, err := in.times(word)
		if err != nil {
			return nil, err
		}
		args = append(args, places.Replace(word))
	}
	return args, nil
}

// times puts times in: {at:LAYOUT:N}, or {at:u:N} for seconds since 1970.
func (in *LineInput) times(word string) (string, error) {
	for {
		before, rest, ok := strings.Cut(word, "{at:")
		if !ok {
			return word, nil
		}
		place, after, _ := strings.Cut(rest, "}")
		i := strings.LastIndexByte(place, ':')
		n, err := strconv.Atoi(place[i+1:])
		if err != nil {
			return "", fmt.Errorf("%s: %w", word, err)
		}
		t := in.Begin.Add(time.Duration(n) * time.Second)
		text := strconv.FormatInt(t.Unix(), 10)
		if layout := place[:i]; layout != "u" {
			text = t.Format(layout)
		}
		word = before + text + after
	}
}
