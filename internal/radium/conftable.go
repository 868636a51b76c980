// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"errors"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/rarc"
)

// A setter applies one variable of a configuration file. Its kinds are types, so
// that the linker can lay out the table.
type setter interface {
	set(p *parser, value string) error
}

// A setFunc is the setter of a single variable.
type setFunc func(p *parser, value string) error

func (f setFunc) set(p *parser, value string) error { return f(p, value) }

// A refused setting is not available in this release, for the reason that it holds.
// Values that switch it off are fine.
type refused string

func (r refused) Error() string { return string(r) }

func (r refused) set(_ *parser, v string) error {
	if v == "" || v == "0" || strings.EqualFold(v, "no") {
		return nil
	}
	return r
}

// A Variable is one variable of a configuration file and its help text.
type Variable struct {
	Group, Name string
	Default     string // "" for none
	About       string // a phrase, with backquotes as in [getopt.Doc]
	set         setter // nil for a variable without effect
}

// Variables returns the variables of configuration files, in the order of the
// help text.
func Variables() []Variable { return variables }

// variables is the table of all variables.
var variables = []Variable{
	{groupSources, "RADIUM_ARGUS_SERVER", "", "a source, like `-S`; a filter may follow the address, inside the same quotes; may be repeated", setFunc(func(p *parser, v string) error { return p.addServer(v, true) })},
	{groupSources, "RADIUM_CISCONETFLOW_PORT", "", "reading NetFlow: refused in this release, unless the value is empty or 0", errNetFlow},
	{groupSources, "RADIUM_USER_AUTH", "", "a login: refused in this release, unless the value is empty", errLogin},
	{groupSources, "RADIUM_AUTH_PASS", "", "a login: refused in this release, unless the value is empty", errLogin},
	{groupRecords, "RADIUM_FILTER", "", "filter of all sources", setFunc(func(p *parser, v string) error { p.Filter = v; return nil })},
	{groupRecords, "RADIUM_ADJUST_TIME", "no", "correct the times of sensors whose clocks differ: no, yes for differences of 1 s or more, or a time like that of `-T`", setFunc(setAdjustTime)},
	{groupRecords, "RADIUM_MONITOR_ID", "", "source id of radium's own management records, like `-e`", setFunc((*parser).setID)},
	{groupRecords, "RADIUM_MAR_STATUS_INTERVAL", "60", "seconds between management records, like `-M`", setFunc((*parser).setMARInterval)},
	{groupRecords, "RADIUM_CLASSIFIER_FILE", "", "labels: refused in this release, unless the value is empty", refused("labelling records is not available in this release")},
	{groupRecords, "RADIUM_CORRELATE", "no", "matching the records of several sensors: yes is refused in this release", refused("correlating records is not available in this release")},
	{groupOutput, "RADIUM_OUTPUT_FILE", "", "an output, like `-w`; a filter may follow the file name, inside the same quotes, without quotes, or in quotes of its own", setFunc(setOutput)},
	{groupOutput, "RADIUM_ACCESS_PORT", "0", "TCP port to serve records on, like `-P`", setFunc(func(p *parser, v string) (err error) { p.Port, err = getopt.Number(v, 0, 65535); return err })},
	{groupOutput, "RADIUM_BIND_IP", "", "addresses to serve records on, like `-B`", setFunc(func(p *parser, v string) error { p.Bind = getopt.SplitList(v); return nil })},
	{groupOutput, "RADIUM_ARCHIVE_DIR", "", "directory whose files are sent on request, like `--archive`", setFunc(func(p *parser, v string) error { p.Archive = v; return nil })},
	{groupConfiguration, "RADIUM_DEBUG_LEVEL", "0", "report settings that are ignored, like `-D`", setFunc((*parser).setDebug)},
	{groupConfiguration, "RADIUM_DAEMON", "no", "run as a daemon: yes is refused in this release", errDaemon},
	{groupConfiguration, "RADIUM_CHROOT_DIR", "", "root directory: refused in this release, unless the value is empty", errPrivileges},
	{groupConfiguration, "RADIUM_SETUSER_ID", "", "user to change to: refused in this release, unless the value is empty", errPrivileges},
	{groupConfiguration, "RADIUM_SETGROUP_ID", "", "group to change to: refused in this release, unless the value is empty", errPrivileges},
	{groupNothing, "RADIUM_SET_PID", "", "accepted and ignored: only a daemon has a file with its process id", nil},
	{groupNothing, "RADIUM_PID_PATH", "", "accepted and ignored: only a daemon has a file with its process id", nil},
	{groupNothing, "RADIUM_FILTER_OPTIMIZER", "", "accepted and ignored: record filters have no optimiser", nil},
}

// What this release lacks.
const (
	errDaemon     refused = "running as a daemon is not available in this release; let a service manager run radium"
	errNetFlow    refused = "reading NetFlow is not available in this release"
	errLogin      refused = "logins are not available in this release"
	errPrivileges refused = "changing the root directory, the user or the group is not available in this release; let a service manager start radium as another user"
)

// setOutput adds an output; the first one of each file replaces earlier ones.
func setOutput(p *parser, v string) error {
	target, filter := rarc.FileFilter(v)
	if target == "" {
		return errors.New("no file name")
	}
	p.addOutput(Output{Target: target, Filter: filter}, true)
	return nil
}

// setAdjustTime reads yes, no, or the threshold of -T.
func setAdjustTime(p *parser, v string) error {
	switch {
	case rarc.Yes(v):
		p.Adjust = time.Second
	case v == "" || strings.EqualFold(v, "no"):
		p.Adjust = 0
	default:
		return p.setAdjust(v)
	}
	return nil
}
