// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/oracle"
)

// A meaning is what a command line asks for.
type meaning struct {
	Dialect   dialect.Dialect
	Switches  dialect.Switches
	Delimiter byte
	Numbers   int // how often -n
	Totals    bool
	Header    int
	Inputs    []string
	Servers   []string // with their ports
	Range     string
	Filter    string
	Err       string // instead of all others
}

// parseLine parses words in a folder that holds a file f and a folder dir.
func parseLine(t *testing.T, name string, getenv func(string) string, args ...string) (meaning, *Config, error) {
	t.Helper()
	env := Env{Args: append([]string{name}, args...), Getenv: getenv, Now: time.Now}
	c, err := parse(new(Run), env, args)
	if err != nil {
		return meaning{}, nil, err
	}
	m := meaning{
		Dialect: c.Dialect.Dialect, Switches: c.Dialect.Switches, Delimiter: c.Print.delimiter, Numbers: c.Print.numbers, Totals: c.Print.Totals,
		Header: c.Print.header, Inputs: c.Input.Files, Range: c.Select.Time.text, Filter: c.Select.Filter,
	}
	if err := c.checkInputs(); err != nil {
		return meaning{}, nil, err
	}
	for _, a := range c.Input.Servers {
		m.Servers = append(m.Servers, a.String())
	}
	return m, c, nil
}

func noEnv(string) string { return "" }

// inFolder makes the working folder one with a file f and a folder dir.
func inFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("dir", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"f", filepath.Join("dir", "x.arg")} {
		if err := os.WriteFile(f, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// An ambiguous command line, its rule and what it means.
type ambiguous struct {
	rule string
	args []string
	want meaning
}

// ambiguousTests are the words of classic mode, section 9, "ambiguous words to
// test", and what its rules R1 to R12 make of them.
var ambiguousTests = []ambiguous{
	{"R1", []string{"-nc"}, meaning{Dialect: dialect.Classic, Numbers: 1, Switches: dialect.Switches{Counts: true}}},
	{"R1", []string{"-cn"}, meaning{Dialect: dialect.Classic, Numbers: 1, Switches: dialect.Switches{Counts: true}}},
	{"R1", []string{"-c", "n"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Counts: true}, Filter: "n"}},
	{"R1", []string{"-c", ","}, meaning{Dialect: dialect.Modern, Delimiter: ','}},
	{"R1", []string{"-c,"}, meaning{Dialect: dialect.Modern, Delimiter: ','}},
	{"R1", []string{"-c, "}, meaning{Dialect: dialect.Modern, Delimiter: ','}},
	{"R1", []string{"-c", `\t`}, meaning{Dialect: dialect.Modern, Delimiter: '\t'}},
	{"R1", []string{"-c", "-", "ip"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Counts: true}, Filter: "ip"}},
	{"R1", []string{"-c", "--", "ip"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Counts: true}, Filter: "ip"}},
	{"R1", []string{"--delimiter=x"}, meaning{Dialect: dialect.Modern, Delimiter: 'x'}},
	{"R1", []string{"-gcn", "-L0"}, meaning{Dialect: dialect.Classic, Numbers: 1, Switches: dialect.Switches{Counts: true, Duration: true}}},
	{"R2", []string{"-R", "-r", "f"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Response: true}, Inputs: []string{"f"}}},
	{"R2", []string{"-R", ".", "-n"}, meaning{Dialect: dialect.Modern, Numbers: 1, Inputs: []string{"dir/x.arg", "f"}}},
	{"R2", []string{"-R", "d*", "-n", "--classic"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Response: true}, Filter: "d* -n --classic"}},
	{"R2", []string{"-R"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Response: true}}},
	{"R2", []string{"-R", "tcp"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Response: true}, Filter: "tcp"}},
	{"R2", []string{"--classic", "-R", "dir"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Response: true}, Filter: "dir"}},
	{"R3", []string{"-m", "-n"}, meaning{Dialect: dialect.Classic, Numbers: 1, Switches: dialect.Switches{MAC: true}}},
	{"R3", []string{"-mn"}, meaning{Dialect: dialect.Classic, Numbers: 1, Switches: dialect.Switches{MAC: true}}},
	{"R3", []string{"-m", "saddr"}, meaning{Err: "-m: only clients that merge or sort records have this option, such as racluster, rabins and rasort"}},
	{"R4", []string{"-a", "-r", "f"}, meaning{Dialect: dialect.Modern, Totals: true, Inputs: []string{"f"}}},
	{"R4", []string{"--modern", "-a", "2", "-r", "f"}, meaning{Dialect: dialect.Modern, Totals: true, Inputs: []string{"f"}}},
	{"R5", []string{"--classic", "-A"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{AppBytes: true}}},
	{"R6", []string{"-P", "561", "-S", "h"}, meaning{Dialect: dialect.Classic, Inputs: nil, Servers: []string{"h:561"}}},
	{"R6", []string{"-S", "h", "-P", "561"}, meaning{Dialect: dialect.Classic, Inputs: nil, Servers: []string{"h:561"}}},
	{"R6", []string{"-S", "h:562", "-P", "561"}, meaning{Dialect: dialect.Classic, Inputs: nil, Servers: []string{"h:562"}}},
	{"R7", []string{"-d", "32"}, meaning{Dialect: dialect.Modern, Switches: dialect.Switches{SrcData: 32, DstData: 32}}},
	{"R7", []string{"-d"}, meaning{Err: "-d: running as a daemon is not available in this release"}},
	{"R7", []string{"-d", "s24"}, meaning{Dialect: dialect.Modern, Switches: dialect.Switches{SrcData: 24}}},
	{"R7", []string{"-dd16"}, meaning{Dialect: dialect.Modern, Switches: dialect.Switches{DstData: 16}}},
	{"R7", []string{"-d", "s32:d8"}, meaning{Dialect: dialect.Modern, Switches: dialect.Switches{SrcData: 32, DstData: 8}}},
	{"R11", []string{"--classic", "-nn"}, meaning{Dialect: dialect.Classic, Numbers: 2}},
	{"R12", []string{"-t", "14", "-", "ip"}, meaning{Dialect: dialect.Modern, Range: "14", Filter: "ip"}},
	{"R12", []string{"-t", "02/07.18", "-", "02/08.08", "-", "ip"}, meaning{Dialect: dialect.Classic, Range: "02/07.18-02/08.08", Filter: "ip"}},
	{"R12", []string{"-t", "14", "-", "15"}, meaning{Dialect: dialect.Classic, Range: "14-15"}},
	{"R12", []string{"-t", "14", "--", "15"}, meaning{Dialect: dialect.Modern, Range: "14", Filter: "15"}},
	{"R12", []string{"-ngct", "18", "-", "08"}, meaning{Dialect: dialect.Classic, Numbers: 1, Switches: dialect.Switches{Counts: true, Duration: true}, Range: "18-08"}},
	{"R12", []string{"-t", "2016/08/02.02:20", "-", "2016/08/02.02:21"}, meaning{Dialect: dialect.Modern, Range: "2016/08/02.02:20-2016/08/02.02:21"}},
	// Options end at a lone minus sign.
	{"", []string{"-g", "-", "ip", "-n"}, meaning{Dialect: dialect.Classic, Switches: dialect.Switches{Duration: true}, Filter: "ip -n"}},
	// The line of the introduction that reads from a pipe.
	{
		"",
		[]string{"-n", "-g", "-c", "-L", "0", "-", "ip and src net"},
		meaning{Dialect: dialect.Classic, Numbers: 1, Switches: dialect.Switches{Counts: true, Duration: true}, Filter: "ip and src net"},
	},
}

func TestAmbiguousWords(t *testing.T) {
	inFolder(t)
	for _, tt := range ambiguousTests {
		got, _, err := parseLine(t, "ra", noEnv, tt.args...)
		if err != nil {
			got = meaning{Err: err.Error()}
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q\n got %+v\nwant %+v", tt.rule, tt.args, got, tt.want)
		}
	}
}

// TestAmbiguousWordsOfDocument: each word line that the document lists to be
// tested is in the table above.
func TestAmbiguousWordsOfDocument(t *testing.T) {
	text := classicDocument(t)
	_, list, ok := strings.Cut(text, "Ambiguous words to test:")
	list, _, end := strings.Cut(list, "\n")
	words := regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(list, -1)
	if !ok || !end || len(words) < 21 {
		t.Fatalf("%d lines, want 21: %s", len(words), list)
	}
	for _, w := range words {
		// A trailing blank belongs to the word: -c with an argument of two
		// characters.
		if !slices.ContainsFunc(ambiguousTests, func(tt ambiguous) bool { return strings.Join(tt.args, " ") == w[1] }) {
			t.Errorf("no test of %q", w[1])
		}
	}
}

// classicDocument returns the text of the document on classic mode, and skips
// the test where it is not at hand.
func classicDocument(t *testing.T) string {
	t.Helper()
	dir, err := oracle.Find()
	if err != nil {
		t.Skip(err)
	}
	b, err := os.ReadFile(dir.Path("spec", "classic-2x.md"))
	if err != nil {
		t.Skip(err)
	}
	return string(b)
}

// What is understood but not available says so in one line.
func TestUnavailable(t *testing.T) {
	inFolder(t)
	for _, tt := range []struct {
		line, want string
	}{
		{"-m saddr", "-m: only clients that merge or sort records have this option, such as racluster, rabins and rasort"},
		{"-P saddr", "-P: only clients that merge or sort records have this option, such as racluster, rabins and rasort"},
		{"-d", "-d: running as a daemon is not available in this release"},
		{"-S foo://h", "option -S: foo://h: \"foo\" is not a scheme (want argus, argus-tcp or argus-udp)"},
		{"-S h -P 0", `-P: "0" is not a port (want 1 to 65535)`},
		{"-P 561", "option -P is the port of a record server, but there is no -S"},
		{"-C -S h", "option -C: NetFlow over the network is not available in this release"},
		{"-C :9995", "option -C: NetFlow over the network is not available in this release"},
		{"-T x", `-T: "x" is not a number of seconds`},
		{"-D 9", `-D: "9" is not a level (want 0 to 8)`},
		{"-o nothing", `-o: "nothing" is not an assignment (want NAME=value)`},
		{"-o RA_NOTHING=1", "-o: RA_NOTHING: unknown variable (see --help variables)"},
		{"-o RA_DIALECT=classic", "-o: RA_DIALECT comes too late here: use --classic or --modern"},
		{"-g -t 02/30", `-t: time range "02/30": the month 2 has no day 30`},
	} {
		env := Env{Args: []string{"ra"}, Getenv: noEnv, Now: time.Now}
		_, err := configure(new(Run), env, strings.Fields(tt.line))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: error %v, want %s", tt.line, err, tt.want)
		}
	}
}

// TestDialect goes through the rules of classic mode, section 5.
func TestDialect(t *testing.T) {
	inFolder(t)
	for name, text := range map[string]string{"classic.rc": "RA_DIALECT=classic\n", "modern.rc": "RA_DIALECT=modern\n"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, env, line string
		want            dialect.Dialect
		warnings        int
	}{
		{"ra", "", "-n", dialect.Modern, 0},
		{"ra", "", "-n --classic", dialect.Classic, 0},
		{"ra", "classic", "--modern", dialect.Modern, 0},
		{"ra", "classic", "-F modern.rc", dialect.Classic, 0},
		{"ra", "modern", "-F classic.rc", dialect.Modern, 0},
		{"ra", "", "-F classic.rc", dialect.Classic, 0},
		{"ragator", "", "-F modern.rc", dialect.Modern, 0},
		{"ragator", "", "", dialect.Classic, 0},
		{"raxml", "", "", dialect.Classic, 0},
		{"ramon", "", "", dialect.Classic, 0},
		{"racluster", "", "", dialect.Modern, 0},
		{"ra", "modern", "-g", dialect.Modern, 0},
		{"ra", "", "-g", dialect.Classic, 0},
		{"ra", "", "-G", dialect.Classic, 0},
		{"ra", "", "-a", dialect.Modern, 0},
		{"ra", "", "-c", dialect.Classic, 0},
		{"ra", "", "-R", dialect.Classic, 0},
		{"ra", "", "-m", dialect.Classic, 0},
		{"ra", "", "-P 561 -S h", dialect.Classic, 0},
		{"ra", "", "-t 14 - 15", dialect.Classic, 0},
		{"ra", "", "-g -M man TZ=UTC", dialect.Classic, 0},
		{"ra", "", "-s stime", dialect.Modern, 0},
		{"ra", "", "-g -s stime", dialect.Modern, 1},
		{"ra", "", "-g -M json", dialect.Modern, 1},
		{"ra", "", "-g -R dir", dialect.Modern, 1},
		{"ra", "", "-c -c ,", dialect.Modern, 1},
		{"ra", "", "-g -S argus://h", dialect.Modern, 1},
		{"ra", "", "- --classic", dialect.Modern, 0},
	} {
		getenv := func(name string) string {
			if name == "ARGUS_DIALECT" {
				return tt.env
			}
			return ""
		}
		_, c, err := parseLine(t, tt.name, getenv, strings.Fields(tt.line)...)
		if err != nil {
			t.Errorf("%s %s: %v", tt.name, tt.line, err)
			continue
		}
		if c.Dialect.Dialect != tt.want || len(c.notes) != tt.warnings {
			t.Errorf("%s %s with %q: %v, %q; want %v and %d warnings", tt.name, tt.line, tt.env, c.Dialect.Dialect, c.notes, tt.want, tt.warnings)
		}
	}
	_, _, err := parseLine(t, "ra", func(string) string { return "old" })
	if want := `ARGUS_DIALECT: "old" is not a dialect (want classic or modern)`; fmt.Sprint(err) != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
