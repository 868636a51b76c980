// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// foreign are the prefixes of inputs that this release does not read.
var foreign = []string{"cisco:", "jflow:", "sflow:", "ft:", "mysql:", "baseline:"}

// addInputs adds files to read. Those of the command line replace those of
// configuration files.
func (c *Config) addInputs(files []string) error {
	if c.inputsFromFile {
		c.Inputs, c.inputsFromFile = nil, false
	}
	for _, f := range files {
		for _, p := range foreign {
			if strings.HasPrefix(f, p) {
				return fmt.Errorf("%s: inputs of type %s are not available in this release", f, strings.TrimSuffix(p, ":"))
			}
		}
		c.Inputs = append(c.Inputs, f)
	}
	return nil
}

// addDirs adds all regular files below dirs, those whose name begins with a dot
// left out. After each folder the whole list is put in the byte order of its
// paths.
func (c *Config) addDirs(dirs []string) error {
	if c.inputsFromFile {
		c.Inputs, c.inputsFromFile = nil, false
	}
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
				c.Inputs = append(c.Inputs, path)
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
		slices.Sort(c.Inputs)
	}
	if len(c.Inputs) == 0 {
		return errors.New("no input files")
	}
	return nil
}
