// SPDX-License-Identifier: Apache-2.0

package dialect_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/getopt"
)

// options is a table like that of a client: letters with two meanings have two rows.
func options() []getopt.Option {
	list := []getopt.Option{
		{Letter: 'a', Kind: getopt.Flag},
		{Letter: 'a', Kind: getopt.Arg},
		{Letter: 'c', Kind: getopt.Arg},
		{Letter: 'C', Kind: getopt.Flag},
		{Letter: 'C', Kind: getopt.Arg},
		{Letter: 'd', Kind: getopt.Flag},
		{Letter: 'H', Kind: getopt.Flag},
		{Letter: 'm', Kind: getopt.List},
		{Letter: 'M', Kind: getopt.List},
		{Letter: 'n', Kind: getopt.Flag},
		{Letter: 'P', Kind: getopt.Arg},
		{Letter: 'P', Kind: getopt.List},
		{Letter: 'r', Kind: getopt.List},
		{Letter: 'R', Kind: getopt.List},
		{Letter: 's', Kind: getopt.List},
		{Letter: 'S', Kind: getopt.Arg},
		{Letter: 't', Kind: getopt.Arg},
		{Long: "classic", Kind: getopt.Flag},
		{Long: "preset", Kind: getopt.Arg},
	}
	for _, s := range dialect.AllSwitches {
		list = append(list, s.Option)
	}
	return list
}

// show writes an item as a person would type it, with the words of lists.
func show(items []getopt.Item) string {
	var words []string
	for _, it := range items {
		name := "-" + string(rune(it.Letter))
		if it.Letter == 0 {
			name = "--" + it.Long
		}
		words = append(words, strings.Join(append([]string{name}, it.Args...), "="))
	}
	return strings.Join(words, " ")
}

// TestDecide goes through the rules of sections 5 and 9 of the specification of
// classic mode, one row for each way to read a letter. Of all names, only f and dir
// exist.
func TestDecide(t *testing.T) {
	for _, tt := range []struct {
		rule, line string
		fixed      dialect.Dialect
		items      string // as show writes them
		filter     string
		want       dialect.Dialect
		word       string // what chose the classic dialect
	}{
		{"5.6", "-n", 0, "-n", "", dialect.Modern, ""},
		{"5.4", "-g", 0, "-g", "", dialect.Classic, "-g"},
		{"5.4", "-nG -r f", 0, "-n -G -r=f", "", dialect.Classic, "-G"},
		{"5.1", "-g", dialect.Modern, "-g", "", dialect.Modern, ""},
		{"5.1", "-n", dialect.Classic, "-n", "", dialect.Classic, ""},
		{"5.5", "-H", 0, "-H", "", dialect.Modern, ""},
		{"5.5", "-s saddr daddr", 0, "-s=saddr=daddr", "", dialect.Modern, ""},
		{"5.5", "-M json", 0, "-M=json", "", dialect.Modern, ""},
		{"5.5", "--preset x", 0, "--preset=x", "", dialect.Modern, ""},
		{"R1", "-c ,", 0, "-c=,", "", dialect.Modern, ""},
		{"R1", "-c,", 0, "-c=,", "", dialect.Modern, ""},
		{"R1", `-c \t`, 0, `-c=\t`, "", dialect.Modern, ""},
		{"R1", "-c ;:", 0, "-c=;:", "", dialect.Modern, ""},
		{"R1", "-cn", 0, "-c -n", "", dialect.Classic, "-c"},
		{"R1", "-nc", 0, "-n -c", "", dialect.Classic, "-c"},
		{"R1", "-c tcp", 0, "-c", "tcp", dialect.Classic, "-c"},
		{"R1", "-c - ip", 0, "-c", "- ip", dialect.Classic, "-c"},
		{"R1", "-c x", dialect.Modern, "-c=x", "", dialect.Modern, ""},
		{"R2", "-R dir", 0, "-R=dir", "", dialect.Modern, ""},
		{"R2", "-R -r f", 0, "-R -r=f", "", dialect.Classic, "-R"},
		{"R2", "-R", 0, "-R", "", dialect.Classic, "-R"},
		{"R2", "-R tcp", 0, "-R", "tcp", dialect.Classic, "-R"},
		{"R2", "-R dir", dialect.Classic, "-R", "dir", dialect.Classic, ""},
		{"R2", "-R none", dialect.Modern, "-R=none", "", dialect.Modern, ""},
		{"R3", "-m saddr daddr", 0, "-m=saddr=daddr", "", dialect.Modern, ""},
		{"R3", "-m saddr/24,dport", 0, "-m=saddr/24,dport", "", dialect.Modern, ""},
		{"R3", "-m matrix", 0, "-m=matrix", "", dialect.Modern, ""},
		{"R3", "-m none", 0, "-m=none", "", dialect.Modern, ""},
		{"R3", "-m -n", 0, "-m -n", "", dialect.Classic, "-m"},
		{"R3", "-m", 0, "-m", "", dialect.Classic, "-m"},
		{"R4", "-a", 0, "-a", "", dialect.Modern, ""},
		{"R4", "-a 2", dialect.Modern, "-a=2", "", dialect.Modern, ""},
		{"R4", "-a 2", 0, "-a", "2", dialect.Modern, ""},
		{"R6", "-S h -P 561", 0, "-S=h -P=561", "", dialect.Classic, "-P 561"},
		{"R6", "-P 561 -S h", 0, "-P=561 -S=h", "", dialect.Classic, "-P 561"},
		{"R6", "-P 561", 0, "-P=561", "", dialect.Modern, ""},
		{"R6", "-P saddr dport", 0, "-P=saddr=dport", "", dialect.Modern, ""},
		{"5.5", "-S argus://h", 0, "-S=argus://h", "", dialect.Modern, ""},
		{"R7", "-d 32", 0, "-d=32", "", dialect.Modern, ""},
		{"R7", "-d s24:d8", 0, "-d=s24:d8", "", dialect.Modern, ""},
		{"R7", "-d d16", 0, "-d=d16", "", dialect.Modern, ""},
		{"R7", "-d s8:d", 0, "-d", "s8:d", dialect.Modern, ""},
		{"R7", "-d tcp", 0, "-d", "tcp", dialect.Modern, ""},
		{"R9", "-C 9995", 0, "-C=9995", "", dialect.Modern, ""},
		{"R9", "-C :9995", 0, "-C=:9995", "", dialect.Modern, ""},
		{"R9", "-C h:9995", 0, "-C=h:9995", "", dialect.Modern, ""},
		{"R9", "-C -S h", 0, "-C -S=h", "", dialect.Modern, ""},
		{"R12", "-t 14 - ip", 0, "-t=14", "- ip", dialect.Modern, ""},
		{"R12", "-t 14 - 15", 0, "-t=14-15", "", dialect.Classic, "-t"},
		{"R12", "-t 14 -- 15", 0, "-t=14", "15", dialect.Modern, ""},
		{"R12", "-t 02/07.18 - 02/08.08 - ip", 0, "-t=02/07.18-02/08.08", "- ip", dialect.Classic, "-t"},
		{"R12", "-t 02/07.18- 02/08.08", 0, "-t=02/07.18-02/08.08", "", dialect.Classic, "-t"},
		{"R12", "-t 02/07.18 -02/08.08", 0, "-t=02/07.18-02/08.08", "", dialect.Classic, "-t"},
		{"R12", "-nt 14 - 15", 0, "-n -t=14-15", "", dialect.Classic, "-t"},
		{"", "-g tcp -n", 0, "-g", "tcp -n", dialect.Classic, "-g"},
	} {
		x := dialect.Reader{
			Fixed: tt.fixed, Table: options(),
			Exists: func(path string) bool { return path == "f" || path == "dir" },
		}
		l, c, err := x.Decide(strings.Fields(tt.line))
		if err != nil {
			t.Errorf("%s: %s: %v", tt.rule, tt.line, err)
			continue
		}
		if got := show(l.Items); got != tt.items {
			t.Errorf("%s: %s is read as %q, want %q", tt.rule, tt.line, got, tt.items)
		}
		if got := strings.Join(l.Words, " "); got != tt.filter {
			t.Errorf("%s: %s: filter %q, want %q", tt.rule, tt.line, got, tt.filter)
		}
		if c.Dialect != tt.want || c.Word != tt.word || c.Warning != "" {
			t.Errorf("%s: %s: %v by %q, %q; want %v by %q", tt.rule, tt.line, c.Dialect, c.Word, c.Warning, tt.want, tt.word)
		}
	}
}

// TestDecideBoth: with words of both kinds rows are modern, and a warning names a
// word of each.
func TestDecideBoth(t *testing.T) {
	for line, want := range map[string]string{
		"-g -s saddr":     "warning: -g is an option of release 2 and -s one of later releases",
		"-c -c ,":         "warning: -c is an option of release 2 and -c , one of later releases",
		"-R -n -M json":   "warning: -R is an option of release 2 and -M json one of later releases",
		"-t 14 - 15 -H":   "warning: -t is an option of release 2 and -H one of later releases",
		"-S argus://h -m": "warning: -m is an option of release 2 and -S argus://h one of later releases",
	} {
		x := dialect.Reader{Table: options(), Exists: func(string) bool { return false }}
		_, c, err := x.Decide(strings.Fields(line))
		if err != nil || c.Dialect != dialect.Modern || !strings.HasPrefix(c.Warning, want) || c.Undecided {
			t.Errorf("%s: %v, %+v, want %s", line, err, c, want)
		}
		if joined := strings.Contains(line, " - "); c.Times != joined {
			t.Errorf("%s: times of release 2 is %v, want %v", line, c.Times, joined)
		}
	}
	if _, _, err := (&dialect.Reader{Table: options()}).Decide([]string{"-Q"}); err == nil {
		t.Error("-Q, which is in no table, is accepted")
	}
}

// TestOwn: letters and modes to which a program gives a meaning of its own say
// nothing about the dialect.
func TestOwn(t *testing.T) {
	for _, tt := range []struct {
		line string
		own  string
		mode func(string) bool
		want dialect.Dialect
		word bool // undecided
	}{
		{"-g -s saddr", "s", nil, dialect.Classic, false},
		{"-c ,", "c", nil, dialect.Modern, true},
		{"-g -M daddr pkts", "", func(w string) bool { return w == "json" }, dialect.Classic, false},
		{"-M daddr", "", func(w string) bool { return w == "json" }, dialect.Modern, true},
		{"-M TZ=UTC man noman printer=hex", "", nil, dialect.Modern, true},
		{"-M TZ=UTC json", "", nil, dialect.Modern, false},
		{"-n", "", nil, dialect.Modern, true},
		{"-H", "", nil, dialect.Modern, false},
	} {
		x := dialect.Reader{Table: options(), Own: tt.own, Mode: tt.mode}
		_, c, err := x.Decide(strings.Fields(tt.line))
		if err != nil || c.Dialect != tt.want || c.Warning != "" || c.Undecided != tt.word {
			t.Errorf("%s: %v, %+v; want %v, undecided %v", tt.line, err, c, tt.want, tt.word)
		}
	}
}

// TestAfterR: the word after -R is reported if it was not taken for a folder, so that
// an error about the filter can mention it.
func TestAfterR(t *testing.T) {
	for line, want := range map[string]string{
		"-R nodir": "nodir", "-R -n nodir": "", "-R - ip": "", "-R": "", "-R dir": "", "-n nodir": "",
	} {
		x := dialect.Reader{Table: options(), Exists: func(path string) bool { return path == "dir" }}
		if _, c, err := x.Decide(strings.Fields(line)); err != nil || c.AfterR != want {
			t.Errorf("%s: %v, %q, want %q", line, err, c.AfterR, want)
		}
	}
}

// TestExists: without a function of its own, a reader looks for files, folders and
// patterns.
func TestExists(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.arg", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]dialect.Dialect{
		".": dialect.Modern, "a.arg": dialect.Modern, "*.arg": dialect.Modern,
		"b.arg": dialect.Classic, "*.pcap": dialect.Classic, "[": dialect.Classic,
	} {
		if _, c, err := (&dialect.Reader{Table: options()}).Decide([]string{"-R", word}); err != nil || c.Dialect != want {
			t.Errorf("-R %s: %v, %v, want %v", word, err, c.Dialect, want)
		}
	}
}

// TestFixed: rules 1 to 3 of section 5, the first one that applies.
func TestFixed(t *testing.T) {
	const none, classic, modern = dialect.Undecided, dialect.Classic, dialect.Modern
	for _, tt := range []struct {
		args, command string
		env, rc, want dialect.Dialect
	}{
		{"", "ra", none, none, none},
		{"", "racluster", none, none, none},
		{"", "ragator", none, none, classic},
		{"", "raxml", none, none, classic},
		{"", "ramon", none, none, classic},
		{"", "ragator", none, modern, modern},
		{"", "ra", none, classic, classic},
		{"", "ra", modern, classic, modern},
		{"--classic", "ra", modern, modern, classic},
		{"-n --modern", "ragator", classic, classic, modern},
		{"- --classic", "ra", none, none, none},
		{"-- --classic", "ra", none, none, none},
	} {
		if got := dialect.Fixed(strings.Fields(tt.args), tt.env, tt.rc, tt.command); got != tt.want {
			t.Errorf("%s %s, environment %v, file %v: %v, want %v", tt.command, tt.args, tt.env, tt.rc, got, tt.want)
		}
	}
}

// TestNames: the names of dialects in the environment and in configuration files.
func TestNames(t *testing.T) {
	for _, tt := range []struct {
		value, err string
		want       dialect.Dialect
	}{
		{"", "", dialect.Undecided},
		{"classic", "", dialect.Classic},
		{"Modern", "", dialect.Modern},
		{"old", `ARGUS_DIALECT: "old" is not a dialect (want classic or modern)`, dialect.Undecided},
	} {
		got, err := dialect.Environment(func(name string) string {
			if name != "ARGUS_DIALECT" {
				t.Errorf("reads %s", name)
			}
			return tt.value
		})
		if got != tt.want || err == nil && tt.err != "" || err != nil && err.Error() != tt.err {
			t.Errorf("%q: %v, %v", tt.value, got, err)
		}
	}
	if got := fmt.Sprint(dialect.Undecided, dialect.Modern, dialect.Classic); got != "undecided modern classic" {
		t.Errorf("the dialects print as %s", got)
	}
}

// TestOfFile: the last RA_DIALECT of a file counts; what names no dialect is left to
// those who read the file later.
func TestOfFile(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		text string
		want dialect.Dialect
	}{
		{"RA_DIALECT=classic\n", dialect.Classic},
		{"RA_DIALECT=classic\nRA_DIALECT=modern\n", dialect.Modern},
		{"RA_DIALECT=old\nRA_FILTER=\"ip\"\n", dialect.Undecided},
		{"", dialect.Undecided},
	} {
		file := filepath.Join(dir, "rc")
		if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := dialect.OfFile(file, dialect.Undecided); got != tt.want {
			t.Errorf("%q: %v, want %v", tt.text, got, tt.want)
		}
	}
	for _, file := range []string{filepath.Join(dir, "none"), dir} {
		if got := dialect.OfFile(file, dialect.Modern); got != dialect.Modern {
			t.Errorf("%s: %v", file, got)
		}
	}
}

// TestSwitches: every switch sets the columns that it adds to modern rows, and the
// field of the same name in the layout of release 2.
func TestSwitches(t *testing.T) {
	for line, want := range map[string]string{
		"-g": "+dur", "-G": "+ltime", "-I": "+flgs", "-l": "+srcid", "-m": "+smac +dmac", "-R": "+inode",
		"-c": "+spkts +dpkts +sbytes +dbytes", "-d 5": "+suser:5 +duser:5", "-d s5": "+suser:5",
		"-d d6": "+duser:6", "-d s5:d6": "+suser:5 +duser:6", "-n": "", "-gG": "+ltime +dur",
	} {
		s := set(t, line)
		if got := strings.Join(s.Columns(func(string) bool { return false }), " "); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	s := dialect.Switches{Counts: true, AppBytes: true, Duration: true}
	got := s.Columns(func(name string) bool { return name == "dur" || name == "spkts" })
	if want := []string{"+dpkts", "+sappbytes", "+dappbytes"}; !slices.Equal(got, want) {
		t.Errorf("-A: %q, want %q", got, want)
	}
	s = set(t, "-gGcImlR -d s3:d4")
	l := s.Layout(field.Options{})
	if !l.Duration || !l.LastTime || !l.Counts || !l.Flags || !l.MAC || !l.Probe || !l.Response || l.AppBytes || l.SrcData != 3 || l.DstData != 4 {
		t.Errorf("the layout is %+v", l)
	}
}

// set returns what the switches of a command line set.
func set(t *testing.T, line string) dialect.Switches {
	t.Helper()
	x := dialect.Reader{Table: options(), Exists: func(string) bool { return false }}
	l, err := x.Scan(strings.Fields(line))
	if err != nil {
		t.Fatal(err)
	}
	var s dialect.Switches
	for _, it := range l.Items {
		for _, sw := range dialect.AllSwitches {
			if sw.Option == it.Option {
				if err := sw.Set(&s, it); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return s
}
