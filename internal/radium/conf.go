// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/argus-go/argus/internal/nearest"
	"github.com/argus-go/argus/internal/rarc"
)

// confName is the name of a configuration file in the directories that are searched.
const confName = "radium.conf"

// systemFiles reads the configuration file of the system, and the first
// radium.conf in the directories of the environment.
func (p *parser) systemFiles(env Env) error {
	p.system = true
	defer func() { p.system = false }()
	paths := filepath.SplitList(env.Getenv("RADIUMPATH"))
	if home := env.Getenv("RADIUMHOME"); home != "" {
		paths = append(paths, home, filepath.Join(home, "lib"))
	}
	if env.SystemConf != "" {
		if err := p.file(env.SystemConf); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, dir := range paths {
		path := filepath.Join(dir, confName)
		if path == env.SystemConf {
			continue
		}
		if err := p.file(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// file reads a configuration file.
func (p *parser) file(path string) error {
	vars, err := rarc.ReadFile(path)
	if err != nil {
		var e *fs.PathError
		if errors.As(err, &e) {
			return fmt.Errorf("configuration file %s: %w", path, e.Err)
		}
		return fmt.Errorf("configuration file %w", err)
	}
	p.fileSources, p.fileOutputs = false, false
	for _, v := range vars {
		if err := p.variable(v); err != nil {
			return fmt.Errorf("%s: line %d: %s: %w", path, v.Line, v.Name, err)
		}
	}
	return nil
}

// variable applies one assignment. Unknown names are reported and ignored,
// because the file may be written for another release.
func (p *parser) variable(v rarc.Var) error {
	i := slices.IndexFunc(variables, func(x Variable) bool { return x.Name == v.Name })
	switch {
	case i < 0:
		p.unknownVariable(v.Name)
		return nil
	case variables[i].set == nil:
		p.log.notef("configuration variable %s has no effect", v.Name)
		return nil
	}
	return variables[i].set.set(p, v.Value)
}

// unknownVariable reports a name that is not in the table. The file of the
// system is read by every run, so its names are reported only on request.
func (p *parser) unknownVariable(name string) {
	names := make([]string, len(variables))
	for i, v := range variables {
		names[i] = v.Name
	}
	hint := ""
	if near := nearest.Word(name, names); near != "" {
		hint = fmt.Sprintf(": did you mean %s?", near)
	}
	report := p.log.warnf
	if p.system {
		report = p.log.notef
	}
	report("unknown configuration variable %s ignored%s", name, hint)
}
