// SPDX-License-Identifier: Apache-2.0

package grouping_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/internal/program/rabins"
	"github.com/argus-go/argus/internal/program/racluster"
	"github.com/argus-go/argus/record"
)

const demo = "../client/testdata/demo.arg"

// run runs racluster or rabins on the demonstration records and returns its rows, in
// which blanks divide the fields.
func run(t *testing.T, command string) (rows []string, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	args := strings.Fields(command)
	args = append([]string{args[0], "-X", "-n", "-M", "TZ=UTC", "-L", "-1", "-r", demo}, args[1:]...)
	status = client.Main([]client.Program{racluster.Program, rabins.Program}, client.Env{
		Args: args, Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now,
	})
	for line := range strings.Lines(out.String()) {
		rows = append(rows, strings.Join(strings.Fields(line), " "))
	}
	return rows, errs.String(), status
}

// TestOrder: rows come in the order of the keys of -m, of -P or --top, or with rules
// in that of the last merge; those of bins by start. racluster and rabins 3.0.8.2
// printed the rows; where -P or --top order them, which 3.0.8.2 does not do with -m,
// they are the same in that order.
func TestOrder(t *testing.T) {
	rules := filepath.Join(t.TempDir(), "rules")
	text := "filter=\"udp\" model=\"proto\"\nRACLUSTER_AGG_METRIC=bytes\nfilter=\"\" model=\"proto\"\n"
	if err := os.WriteFile(rules, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ command, want string }{
		{"racluster -m proto -s proto trans pkts - ip", "ipv6-* 5 10, udp 14 128, tcp 39 260, igmp 1 1, icmp 7 10"},
		{"racluster -m proto -M norep -s proto trans mean - ip", "ipv6-* 0 0.000000, udp 0 0.000000, tcp 0 0.000000, igmp 0 0.000000, icmp 0 0.000000"}, // measured
		{"rabins -M nomodify hard time 5m -m srcid -N 1 -s stime pkts - udp", "09:00:00.010000 2"},                                                      // the first record as it is: no times of bins
		{"racluster -m proto -P bytes -s proto bytes - ip", "tcp 67582, udp 26623, ipv6-* 1020, icmp 896, igmp 60"},
		{"racluster -m proto -P bytes:asc -s proto bytes - ip", "igmp 60, icmp 896, ipv6-* 1020, udp 26623, tcp 67582"},
		{"racluster -m proto --top 2 -s proto bytes - ip", "tcp 67582, udp 26623"},
		{"racluster -m proto --top 1 bytes:asc -s proto bytes - ip", "igmp 60"},
		{"racluster -m proto -M preserve nocorrect nopreserve -s proto saddr pkts - ip", "ipv6-* :: 10, udp 0.0.0.0 128, tcp 0.0.0.0 260, igmp 0.0.0.0 1, icmp 0.0.0.0 10"},
		{"racluster -f RULES -s proto trans pkts - ip", "udp 14 128, icmp 7 10, ipv6-* 5 10, igmp 1 1, tcp 39 260"},
		{"racluster -M rmon -m saddr -P bytes --top 3 bytes -s saddr bytes - ip", "192.0.2.10 58034, 198.51.100.80 40052, 198.51.100.160 21686"},
		{"rabins -M time 4m -m proto -s stime proto pkts - ip", "09:00:00.010000 udp 128, 09:00:00.020000 tcp 226, 09:00:01.000000 icmp 10, 09:00:12.000000 ipv6-* 10, 09:01:39.000000 igmp 1, 09:04:03.500000 tcp 23, 09:08:03.500000 tcp 11"},
		{"rabins -M time 4m -m proto --top 1 bytes -s stime proto bytes - ip", "09:00:00.020000 tcp 65446, 09:04:03.500000 tcp 1446, 09:08:03.500000 tcp 690"},
		{"rabins -M hard zero time 5m -m srcid -s stime dur pkts - ip", "09:00:00.000000 300.000000 381, 09:05:00.000000 300.000000 28"},
		{"rabins -M hard zero time 30s -m srcid -s stime pkts - udp and net 192.0.2.0/24 and port 53", "09:00:00.000000 4, 09:00:30.000000, 09:01:00.000000 4, 09:01:30.000000, 09:02:00.000000, 09:02:30.000000, 09:03:00.000000 3"},
		{"rabins -M count 40 -m srcid -P pkts -s pkts - ip", "359, 50"}, // of 409 packets the first 40 of 66 flows that ra prints have 359
	} {
		rows, stderr, status := run(t, strings.ReplaceAll(tt.command, "RULES", rules))
		if got := strings.Join(rows, ", "); got != tt.want || status != 0 {
			t.Errorf("%s:\n%s\nwant\n%s\n%s", tt.command, got, tt.want, stderr)
		}
	}
}

// TestRmon: without -m, -M rmon counts every flow once from each end.
func TestRmon(t *testing.T) {
	sum := func(command string) (packets int) {
		rows, stderr, status := run(t, command)
		if status != 0 {
			t.Fatalf("%s: %s", command, stderr)
		}
		for _, row := range rows {
			n, err := strconv.Atoi(row)
			if err != nil {
				t.Fatalf("%s: %q", command, row)
			}
			packets += n
		}
		return packets
	}
	one, both := sum("racluster -s pkts"), sum("racluster -M rmon -s pkts")
	if one == 0 || both != 2*one {
		t.Errorf("%d packets, %d with rmon", one, both)
	}
	if same := sum("racluster -M correct -s pkts"); same != one {
		t.Errorf("%d packets, %d with correct", one, same)
	}
}

// TestMistakes: each has a message and status 1.
func TestMistakes(t *testing.T) {
	rules := filepath.Join(t.TempDir(), "rules")
	for _, tt := range []struct{ text, command, want string }{
		{"", "racluster -m sadr", `did you mean "saddr"?`},
		{"", "racluster -m zzzzzzzz", `"zzzzzzzz" is not a key`},
		{"", "racluster -m saddr/x", "neither a length nor a mask"},
		{"", "racluster -P byts", "did you mean bytes?"},
		{"", "racluster --top many", "is not a number of rows"},
		{"", "racluster --top 3 byts", "did you mean bytes?"},
		{"", "racluster -f RULES.missing", "no such file"},
		{"model=\"sadr\"", "racluster -f RULES", `line 1: model: "sadr" is not a key: did you mean "saddr"?`},
		{"\nfilter=\"prot\"", "racluster -f RULES", "line 2: filter:"},
		{"RACLUSTER_AGG_METRIC=saddr", "racluster -f RULES", "is not a column of numbers"},
		{"RACLUSTER_AGG_METRIC=nosuch", "racluster -f RULES", "is not a column of numbers"},
	} {
		if err := os.WriteFile(rules, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, stderr, status := run(t, strings.ReplaceAll(tt.command, "RULES", rules))
		if status != 1 || len(rows) > 0 || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: status %d, %q, %q; want %q", tt.command, status, rows, stderr, tt.want)
		}
	}
}

// TestClock: the time of records is that of the latest one, and what has passed since
// it came.
func TestClock(t *testing.T) {
	var c grouping.Clock
	now := time.Unix(2_000_000_000, 0)
	if _, ok := c.At(now); ok {
		t.Error("there is a time before the first record")
	}
	row := func(second int64) *field.Row {
		r := &record.Record{Type: record.TypeFAR, Version: 3, Parts: record.PartTime | record.PartMetrics}
		r.Time = record.Time{Start: second * 1e9, End: second * 1e9}
		row := new(field.Row)
		new(field.Preparer).Prepare(r, row)
		return row
	}
	c.Seen(row(1_600_000_100), now)
	c.Seen(row(1_600_000_050), now.Add(7*time.Second)) // an earlier one changes nothing
	if at, ok := c.At(now.Add(9 * time.Second)); !ok || at != 1_600_000_109e6 {
		t.Errorf("time %d, %v", at, ok)
	}
	c.Seen(row(1_600_000_200), now.Add(20*time.Second))
	if at, ok := c.At(now.Add(21 * time.Second)); !ok || at != 1_600_000_201e6 {
		t.Errorf("time %d, %v", at, ok)
	}
}
