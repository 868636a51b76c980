// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func parsed(t *testing.T, env map[string]string, args ...string) (*Config, error) {
	t.Helper()
	return parse(Env{Args: args, Getenv: func(n string) string { return env[n] }}, &logger{w: io.Discard, priority: defaultPriority})
}

// TestErrors: what is wrong with a command line or a file is said.
func TestErrors(t *testing.T) {
	dir := t.TempDir()
	conf := func(text string) string {
		path := filepath.Join(dir, "radium.conf")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct {
		args []string
		conf string
		want string
	}{
		{nil, "", "no source: name a record server with -S, or a file with -r"},
		{[]string{"-S", "foo://host"}, "", `-S: foo://host: "foo" is not a scheme`},
		{[]string{"-S", "host:99999"}, "", `"99999" is not a port`},
		{[]string{"-S", "host foo bar"}, "", "-S host: filter: "},
		{[]string{"-S", "host", "-", "foo"}, "", "filter: "},
		{[]string{"-S", "host", "-T", "0"}, "", `-T: "0" is not a time above 0`},
		{[]string{"-S", "host", "-M", "0.5"}, "", `-M: "0.5" is too short`},
		{[]string{"-S", "host", "-M", "70000"}, "", `-M: "70000" is too long`},
		{[]string{"-S", "host", "-P", "x"}, "", `-P: "x" is not a number from 0 to 65535`},
		{[]string{"-S", "host", "-d"}, "", "-d: running as a daemon is not available"},
		{[]string{"-S", "host", "-F", "x"}, "", "-F: reads a configuration file of clients; use -f"},
		{[]string{"-S", "-P"}, "", `-S needs a value, found "-P"`},
		{[]string{"-S", "host", "--archive", "/tmp"}, "", "--archive needs -P"},
		{[]string{"-f", filepath.Join(dir, "none")}, "", "none: no such file"},
		{nil, "RADIUM_CORRELATE=yes", "line 1: RADIUM_CORRELATE: correlating records is not available"},
		{nil, "\nRADIUM_ADJUST_TIME=often", `line 2: RADIUM_ADJUST_TIME: "often" is not a time above 0`},
		{nil, "RADIUM_ARGUS_SERVER=", "line 1: RADIUM_ARGUS_SERVER: the address of the source is missing"},
		{nil, "nonsense", `"nonsense" is not of the form NAME=value`},
	} {
		args := tt.args
		if tt.conf != "" {
			args = append(args, "-f", conf(tt.conf))
		}
		if _, err := parsed(t, nil, args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q, %q: got %v, want %q", tt.args, tt.conf, err, tt.want)
		}
	}
}

// TestPrecedence: sources and outputs of options replace those of the files that
// are read before, and the file of -f has the last word.
func TestPrecedence(t *testing.T) {
	dir := t.TempDir()
	home, last := filepath.Join(dir, "radium.conf"), filepath.Join(dir, "last")
	for path, text := range map[string]string{
		home: "RADIUM_ARGUS_SERVER=east\nRADIUM_ARGUS_SERVER=\"west:562 tcp or udp\"\nRADIUM_ACCESS_PORT=563\nRADIUM_CORRELATE=no\n" +
			"RADIUM_OUTPUT_FILE=/x/all\nRADIUM_OUTPUT_FILE=\"/x/dns port 53\"\nRADIUM_ADJUST_TIME=yes\nRADIUM_DAEMON=no\nRADIUM_MONITOR_ID=`hostname`\n",
		last: "RADIUM_ACCESS_PORT=600\nRADIUM_MAR_STATUS_INTERVAL=5\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"RADIUMPATH": "/nonexistent:" + dir}
	c, err := parsed(t, env)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Servers) != 2 || c.Servers[1].Address.Port != 562 || c.Servers[1].Filter != "tcp or udp" || c.Servers[0].Filter != "" ||
		len(c.Outputs) != 2 || c.Outputs[1] != (Output{"/x/dns", "port 53"}) || c.Adjust != time.Second || c.Port != 563 ||
		c.MARInterval != time.Minute {
		t.Errorf("from the file: %+v", c)
	}
	c, err = parsed(t, env, "-S", "south", "-w", "-", "-P", "1", "-f", last, "-M", "7", "-T", "2m")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Servers) != 1 || c.Servers[0].Address.Host != "south" || len(c.Outputs) != 1 || c.Port != 600 ||
		c.MARInterval != 5*time.Second || c.Adjust != 2*time.Minute {
		t.Errorf("with options: %+v", c)
	}
	if c, err = parsed(t, env, "-X", "-S", "a"); err != nil || c.Port != 0 || len(c.Servers) != 1 || c.Adjust != 0 {
		t.Errorf("with -X: %+v, %v", c, err)
	}
}

// TestArchive: only regular files below the directory are opened.
func TestArchive(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "archive")
	for _, d := range []string{dir, filepath.Join(dir, "2026")} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	secret := filepath.Join(top, "secret")
	for _, f := range []string{secret, filepath.Join(dir, "a"), filepath.Join(dir, "2026", "b")} {
		if err := os.WriteFile(f, []byte(f), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"out": secret, "up": "../secret", "in": "2026/b"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	a, err := openArchive(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	for name, want := range map[string]bool{
		"/a": true, "a": true, "/2026/b": true, "//2026/../a": true, "/in": true,
		"": false, "/": false, "/2026": false, "/none": false, "/../secret": false, "../secret": false,
		"/2026/../../secret": false, "/out": false, "/up": false, secret: false, "/a\x00b": false,
	} {
		f, err := a.open(name)
		if (err == nil) != want {
			t.Errorf("%q: opened %v, error %v", name, err == nil, err)
		}
		if f != nil {
			f.Close()
		}
	}
}
