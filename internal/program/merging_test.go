// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
)

const demo = "../client/testdata/demo.arg"

func run(args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	env := client.Env{
		Args: args, Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now,
	}
	status = client.Main(program.All, env)
	return out.String(), errs.String(), status
}

// sums adds up the columns pkts, bytes and appbytes of a command, and counts rows.
func sums(t *testing.T, command string) (total [3]int, rows int) {
	t.Helper()
	args := strings.Fields(command)
	args = append([]string{args[0], "-X", "-n", "-M", "TZ=UTC", "-r", demo, "-L", "-1", "-c", ",", "-s", "pkts", "bytes", "appbytes"}, args[1:]...)
	stdout, stderr, status := run(args...)
	if status != 0 {
		t.Fatalf("%s: status %d: %s", command, status, stderr)
	}
	for line := range strings.Lines(stdout) {
		for i, cell := range strings.Split(strings.TrimSpace(line), ",") {
			n, err := strconv.Atoi(cell)
			if err != nil && cell != "" {
				t.Fatalf("%s: %q", command, line)
			}
			total[i] += n
		}
		rows++
	}
	return total, rows
}

// TestConserved: whatever records are merged or cut by, packets and bytes are those
// of ra. Reports of ends count each flow twice.
func TestConserved(t *testing.T) {
	want, records := sums(t, "ra - not man")
	for _, keys := range []string{"", "-m none", "-m saddr", "-m matrix", "-m saddr/16 daddr/24", "-m proto dport", "-m smac", "-m sttl", "-m saddr/class"} {
		for _, command := range []string{"racluster", "racluster -M norep", "rabins -M time 1s", "rabins -M time 2m", "rabins -M nomodify time 1s", "rabins -M hard time 3s", "rabins -M time 1M", "rabins -M count 3", "rabins -M size 1K"} {
			if got, _ := sums(t, command+" "+keys); got != want {
				t.Errorf("%s %s: have %v, want %v", command, keys, got, want)
			}
		}
	}
	twice := [3]int{2 * want[0], 2 * want[1], 2 * want[2]}
	for _, command := range []string{"racluster -m addr", "racluster -m port", "racluster -M rmon", "ramon --modern -M TopN", "ramon --modern -M HostProto Net/24", "ramon --modern -M HostSvc"} {
		if got, _ := sums(t, command); got != twice {
			t.Errorf("%s: have %v, want %v", command, got, twice)
		}
	}
	for _, command := range []string{"ramon --modern -M Matrix", "ramon --modern -M Matrix Net", "ramon --modern -M Svc", "ragator --modern"} {
		if got, _ := sums(t, command); got != want {
			t.Errorf("%s: have %v, want %v", command, got, want)
		}
	}
	if _, rows := sums(t, "rabins -M count 3 -m none"); rows != records {
		t.Errorf("count bins without a key: %d rows of %d records", rows, records)
	}
	if _, rows := sums(t, "rabins -M count 1000000 --top 2 -m saddr"); rows != 2 {
		t.Errorf("--top 2: %d rows", rows)
	}
}

// TestHard: with hard, rows and both of their sides last as long as their bin, also
// those of one packet; flows that end at an edge are not cut there. rabins 3.0.8.2
// printed these rows.
func TestHard(t *testing.T) {
	const want = `09:00:00.000000,09:00:02.000000,2.000000,2.000000,2.000000,icmp,1,1
09:00:02.000000,09:00:04.000000,2.000000,2.000000,2.000000,icmp,2,1
09:00:04.000000,09:00:06.000000,2.000000,2.000000,2.000000,icmp,1,1
09:00:06.000000,09:00:08.000000,2.000000,2.000000,2.000000,icmp,1,0
09:00:06.000000,09:00:08.000000,2.000000,2.000000,2.000000,icmp,1,0
09:00:06.000000,09:00:08.000000,2.000000,2.000000,2.000000,icmp,1,0
09:01:40.000000,09:01:42.000000,2.000000,2.000000,2.000000,udp,3,0
`
	got, stderr, _ := run("rabins", "-X", "-n", "-M", "TZ=UTC", "-r", demo, "-M", "hard", "time", "2s", "-L", "-1", "-c", ",",
		"-s", "stime", "ltime", "dur", "sdur", "ddur", "proto", "spkts", "dpkts", "-", "icmp or port 5353")
	if got != want {
		t.Errorf("rows\n%swant\n%s%s", got, want, stderr)
	}
}

// TestRagatorDefault: the flow file of the specification (classic 2.x, section
// 7.3) gives the rows of ragator without one, in either width.
func TestRagatorDefault(t *testing.T) {
	want, _, status := run("ragator", "-X", "-n", "-r", demo)
	if status != 0 || want == "" {
		t.Fatalf("status %d, %q", status, want)
	}
	for _, text := range []string{
		"Flow  100 * * * * *  200 0\nModel 200 255.255.255.255 255.255.255.255 yes yes yes\n",
		"F=255\nM=$F.255.$F.${F} # whole\nModel 200 ip $M ${M} yes yes yes\nFlow 100 *any * * * * * 200 0 0\n",
	} {
		got, stderr, _ := run("ragator", "-X", "-n", "-f", write(t, text), "-r", demo)
		if got != want {
			t.Errorf("%q:\n%s\nwant\n%s%s", text, got, want, stderr)
		}
	}
}

// TestRagatorRules: a racluster.conf gives ragator the rows that it gives racluster,
// and --top the first of them.
func TestRagatorRules(t *testing.T) {
	file := write(t, "# rules\nfilter=\"udp\" model=\"saddr\"\nmodel=\"proto\"\n")
	common := []string{"--modern", "-X", "-n", "-f", file, "-r", demo, "-s", "proto", "saddr", "bytes"}
	sorted := func(program string, more ...string) []string {
		stdout, stderr, status := run(append(append([]string{program}, common...), more...)...)
		if status != 0 || stderr != "" {
			t.Fatalf("%s: status %d, %s", program, status, stderr)
		}
		rows := strings.Split(strings.TrimSpace(stdout), "\n")
		if len(more) == 0 {
			slices.Sort(rows)
		}
		return rows
	}
	got, want := sorted("ragator"), sorted("racluster")
	if !slices.Equal(got, want) || len(got) < 5 {
		t.Errorf("ragator prints %q, racluster %q", got, want)
	}
	if got, want := sorted("ragator", "--top", "2", "bytes"), sorted("racluster", "--top", "2", "bytes"); !slices.Equal(got, want) || len(got) != 3 {
		t.Errorf("with --top 2 ragator prints %q, racluster %q", got, want)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestMessages: what cannot be is rejected, with what was expected.
func TestMessages(t *testing.T) {
	for _, tt := range []struct{ file, command, want string }{
		{"Flow 100 * * tcp * $NOPE 200 0\n", "ragator -f FILE", ":1: $NOPE has no value"},
		{"\nFlow 100 * * tcp * 80 200 0\n", "ragator -f FILE", ":2: unknown model 200"},
		{"P=$Q\nQ=80\n", "ragator -f FILE", ":1: $Q has no value"},
		{"Flow x * * * * *  2 0\n", "ragator -f FILE", `:1: the id "x" is not a number (want: Flow id`},
		{"Flow 1 * * tcp * 80,443 2 0\n", "ragator -f FILE", ":1: \"80,443\" is not a port (want *, a service, a number or a range such as 1024-65535; for several, set NAME=80,443"},
		{"Flow 1 * * tcp * 443-80 2 0\n", "ragator -f FILE", ":1: 443-80 is not a range of ports: 443 is above 80"},
		{"Flow 1 * * nop * * 2 0\nModel 2 0 0 yes yes yes\n", "ragator -f FILE", ":1: protocol nop is unknown"},
		{"Model 2 0 0 yes yes yes\nModel 2 0 0 no no no\n", "ragator -f FILE", ":2: there is a model 2 above already"},
		{"Flow 1 * * * * *  2 soon\n", "ragator -f FILE", `:1: "soon" is not a number of seconds`},
		{"Flows 1 * * * * *  2 0\n", "ragator -f FILE", "did you mean Flow?"},
		{"Model 1 255.0.255.0 0.0.0.0 yes yes yes\n", "ragator -f FILE", ":1: saddr/255.0.255.0: 255.0.255.0 is not a mask"},
		{"Flow 1 10.0.0.0/8 host * * * 2 0\n", "ragator -f FILE", `:1: "host" is not an address`},
		{"\nfilter=udp\n", "racluster -f FILE", "line 2: filter: the value is not in double quotes"},
		{"RACLUSTER_BOGUS=1\n", "racluster -f FILE", "line 1: unknown variable RACLUSTER_BOGUS"},
		{"model=\"sadr\"\n", "racluster -f FILE", `did you mean "saddr"?`},
		{"filter=\"prot udp\"\n", "racluster -f FILE", "line 1: filter:"},
		{"modle=\"saddr\"\n", "racluster -f FILE", `"modle" is not an item of a rule, did you mean model?`},
		{"filter=\"udp\" cont=yes\n", "racluster -f FILE", "line 1: cont takes no value"},
		{"Flow 1 * * * * * 2 0\n", "racluster -f FILE", "read it with ragator -f"},
		{"# nothing\n", "ragator -f FILE", "there is no Flow line"},
		{"filter=\"prot udp\"\n", "ragator -f FILE", `line 1: filter: column 1: unknown word "prot"`},
		{"", "rabins -M 1h", "Write: -M time 1h"},
		{"", "ragator --top many", `"many" is not a number of rows`},
		{"", "ragator -m sadr", "options must come before the filter, but -r is in it: sadr -r"},
		{"", "racluster -m sadr", `did you mean "saddr"?`},
		{"", "racluster -m proto/8", "only addresses take a length"},
		{"", "rabins -M bogus", `unknown mode "bogus"`},
		{"", "rabins -M ind", `unknown mode "ind"`},
		{"", "rabins -M time 0s", `"0s" is not a width`},
		{"", "rabins -M time", "time needs a value"},
		{"", "rabins -M time 1s count 5", "exclude each other"},
		{"", "rabins -M hard", "need bins of time"},
		{"", "rabins -M time 1s -B soon", `"soon" is not a time`},
		{"", "rabins -M count 0", `"0" is not a number above 0`},
		{"", "ramon -M Net/200", `"200" is not a length`},
	} {
		command := strings.Replace(tt.command, "FILE", write(t, tt.file), 1)
		stdout, stderr, status := run(append(strings.Fields(command), "-r", demo)...)
		if status != 1 || stdout != "" || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: status %d, %q, %q; want 1, nothing and %q", tt.command, status, stdout, stderr, tt.want)
		}
	}
}
