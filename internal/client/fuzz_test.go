// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
)

// init cuts the tests off the network: a wrong name is answered at once.
func init() {
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no network")
	}}
}

// env is a world without files of configuration, and a clock that stands.
func env(stdout io.Writer, stderr io.Writer, args ...string) client.Env {
	return client.Env{
		Args: append([]string{"ra"}, args...), Stdout: stdout, Stderr: stderr,
		Getenv: func(string) string { return "" },
		Now:    func() time.Time { return time.Unix(1767600000, 0) },
	}
}

// FuzzOptions gives words to ra. Those that name files to write or read beside
// the demonstration records, or servers, are left out.
func FuzzOptions(f *testing.F) {
	for _, s := range []string{
		"-n -u -p 3", "-s stime +2dur:5 -saddr", "-c , -L 2 -N 2-4", "-M man dsrs=-agr,+mac TZ=UTC", "-zZb -nnn",
		"-t 2026/01/05.09 - 2026/01/05.10", "-e s:x -i", "- tcp and (port 80 or 443)", "-b - icmp", "--help fields", "-A -q", "-",
		"-ngcmGaL0 -I -l", "-d s8:d4 -p 2", "--classic -nn -t 18-08", "-t 02/07.18 - 02/08.08 - ip", "-D 2 -T 5 -O -v", "- src net and tcp",
		"-c , -c -g", "-o RA_FIELD_DELIMITER=';'",
		"-H -p 1 -s pkts rate", "-% -s pkts loss trans -c ,", "-t 2026-01-05T09:00Z/2026-01-05T10:00+02:00", "-t ****/**/**.09 -N o2+1", "-R -m -n - tcp", "-P 561",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for w := range strings.FieldsSeq(line) {
			if strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.ContainsAny(w, "rRwEFhS") {
				return
			}
		}
		args := append([]string{"-X", "-r", "testdata/demo.arg", "-n"}, strings.Fields(line)...)
		var stderr bytes.Buffer
		status := client.Main(program.All, env(io.Discard, &stderr, args...))
		bad := failures(stderr.String())
		if bad > 0 && status == 0 || bad > 1 {
			t.Errorf("ra %q: status %d with %q", args, status, stderr.String())
		}
	})
}

// failures counts the lines of standard error that tell of a failure.
func failures(text string) (n int) {
	for l := range strings.Lines(text) {
		if !strings.HasPrefix(l, "ra: note: ") && !strings.HasPrefix(l, "ra: warning: ") && !strings.HasPrefix(l, "ra: debug: ") {
			n++
		}
	}
	return n
}

// FuzzConfiguration gives the text of a configuration file to ra.
func FuzzConfiguration(f *testing.F) {
	for _, s := range []string{
		"RA_PRINT_MAN_RECORDS=yes\nRA_FIELD_DELIMITER=','\n", "RA_FIELD_SPECIFIER=\"stime dur:3\"\n",
		"RA_TIME_FORMAT=\"%Y/%m/%d %T.%f\"\nRA_USEC_PRECISION=2\n", "RA_FILTER=\"tcp and\\\n port 80\"\n",
		"RA_FIELD_SPECIFIER=s", "RA_TIMERANGE=2026/01/05+1d\nRA_TZ=Europe/Berlin\nRA_PRINT_UNIX_TIME=yes\n", "RA_FIELD_QUOTED=double\nRA_FIELD_WIDTH=variable\n", "RA_PORT_DIRECTION=\"services,wellknown\"\n",
	} {
		f.Add(s)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "FILE") {
			return
		}
		rc := filepath.Join(dir, "rc")
		if err := os.WriteFile(rc, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		status := client.Main(program.All, env(io.Discard, &stderr, "-X", "-F", rc, "-r", "testdata/demo.arg"))
		if bad := failures(stderr.String()); bad > 0 && status == 0 || bad > 1 {
			t.Errorf("status %d with %q", status, stderr.String())
		}
	})
}
