// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/source"
)

// foreign are the prefixes of inputs that this release does not read.
var foreign = []string{"cisco:", "jflow:", "sflow:", "ft:", "mysql:", "baseline:"}

// addInputs adds files to read.
func (c *Config) addInputs(files []string, fromFile bool) error {
	c.replaceInputs(fromFile)
	for _, f := range files {
		for _, p := range foreign {
			if strings.HasPrefix(f, p) {
				return fmt.Errorf("%s: inputs of type %s are not available in this release", f, strings.TrimSuffix(p, ":"))
			}
		}
		c.Input.Files = append(c.Input.Files, f)
	}
	return nil
}

// addDirs adds all regular files below dirs, those whose name begins with a dot
// left out. After each folder the whole list is put in the byte order of its
// paths.
func (c *Config) addDirs(dirs []string) error {
	c.replaceInputs(false)
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case path != dir && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
			case d.Type().IsRegular():
				c.Input.Files = append(c.Input.Files, path)
			}
			return nil
		})
		var pe *fs.PathError
		if errors.As(err, &pe) {
			return fmt.Errorf("%s: %w", pe.Path, pe.Err)
		}
		if err != nil {
			return err
		}
		slices.Sort(c.Input.Files)
	}
	if len(c.Input.Files) == 0 {
		return errors.New("no input files")
	}
	return nil
}

// checkInputs rejects inputs that this release does not read.
func (c *Config) checkInputs() error {
	in := &c.Input
	switch {
	case in.netflow:
		return errors.New("option -C: NetFlow over the network is not available in this release")
	case in.port != 0 && len(in.serverTexts) == 0:
		return errors.New("option -P is the port of a record server, but there is no -S")
	case in.Poll && (len(in.serverTexts) == 0 || len(in.Files) > 0):
		return errors.New("option -M poll asks record servers: name them with -S, and no files")
	}
	for _, text := range in.serverTexts {
		a, err := source.ParseAddress(text, in.port)
		if err != nil {
			return fmt.Errorf("option -S: %w", err)
		}
		if in.Poll && a.UDP {
			return fmt.Errorf("option -M poll: %s sends datagrams without being asked (want a record server)", a)
		}
		in.Servers = append(in.Servers, a)
	}
	return nil
}

// serverLag is how long the records of several servers wait for those of the others
// without --lag.
const serverLag = time.Second

// mergeLag returns how long records wait while inputs are merged by time.
func (c *Config) mergeLag() time.Duration {
	if c.Input.Lag == 0 && len(c.Input.Servers) > 1 {
		return serverLag
	}
	return c.Input.Lag
}

// addServer adds a record server to read from.
func (c *Config) addServer(text string, fromFile bool) {
	c.replaceInputs(fromFile)
	c.Input.serverTexts = append(c.Input.serverTexts, text)
}

// replaceInputs is called before an input is added. Inputs of the command line
// replace those of configuration files.
func (c *Config) replaceInputs(fromFile bool) {
	in := &c.Input
	if in.fromFile && !fromFile {
		in.Files, in.serverTexts = nil, nil
	}
	in.fromFile = fromFile && (in.fromFile || len(in.Files)+len(in.serverTexts) == 0)
}

// explainOpen adds to the error of an input that cannot be opened what may have
// been meant: the words of a filter, which belong after a minus sign.
func (c *Config) explainOpen(name string, err error) error {
	if st, bad := os.Stat(name); bad == nil && st.IsDir() && c.Dialect.Dialect != dialect.Classic {
		return fmt.Errorf("%w; -R %s reads the files below it", err, name)
	}
	files := c.Input.Files
	i := slices.Index(files, name)
	if i <= 0 || strings.ContainsAny(name, "./") || c.Select.filter != nil {
		return err
	}
	if _, bad := match.Compile(strings.Join(files[i:], " "), match.Options{}); bad != nil {
		return err
	}
	return fmt.Errorf("%w; if %s is a filter, put a minus sign before it: - %s", err, name, strings.Join(files[i:], " "))
}

// isInput reports whether a word names a file that ra could read, and not the
// beginning of a filter.
func isInput(word string) bool {
	st, err := os.Stat(word)
	return err == nil && st.Mode().IsRegular()
}

// explainFilter adds to the error of a filter what may have been meant.
func (c *Config) explainFilter(err error) error {
	first, _, _ := strings.Cut(c.Select.Filter, " ")
	switch {
	case c.Dialect.AfterR != "":
		return fmt.Errorf("-R: %s: folder not found; read as a filter: %w", c.Dialect.AfterR, err)
	case isInput(first):
		return fmt.Errorf("%w; %s is a file: use -r %s to read it", err, first, first)
	}
	for _, w := range strings.Fields(c.Select.Filter) {
		if len(w) == 2 && w[0] == '-' && w[1] > '9' && c.tables.hasLetter(w[1]) {
			return fmt.Errorf("%w; options must come before the filter, but %s is in it: %s", err, w, c.Select.Filter)
		}
	}
	return err
}
