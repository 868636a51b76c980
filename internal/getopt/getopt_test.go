// SPDX-License-Identifier: Apache-2.0

package getopt_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/getopt"
)

var table = []getopt.Option{
	{Letter: 'n'},
	{Letter: 'u'},
	{Letter: 'h', Long: "help"},
	{Long: "version"},
	{Letter: 'c', Kind: getopt.Arg},
	{Letter: 'D', Kind: getopt.Optional},
	{Letter: 'w', Kind: getopt.Pair, Long: "write"},
	{Letter: 'r', Kind: getopt.List},
}

func TestScanner(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "|"},
		{"-n", "-n@0|"},
		{"-nu", "-n@0 -u@0|"},
		{"-nr file", "-n@0 -r(file)@0|"},
		{"-rfile", "-r(file)@0|"},
		{"-r a b c -n", "-r(a,b,c)@0 -n@4|"},
		{"-ra b -n", "-r(a,b)@0 -n@2|"},
		{"-r file tcp", "-r(file,tcp)@0|"},
		{"-r file - tcp or udp", "-r(file)@0|- tcp or udp"},
		{"-r - - tcp", "-r(-)@0|- tcp"},
		{"-r -n", "-r(-n)@0|"},
		{"tcp -n and -u port", "-n@1 -u@3|tcp and port"},
		{"-c , x", "-c(,)@0|x"},
		{"-c,", "-c(,)@0|"},
		{"-w out -n", "-w(out)@0 -n@2|"},
		{"-w out tcp udp", "-w(out,tcp)@0|udp"},
		{"-wout tcp", "-w(out,tcp)@0|"},
		{"-w - -r f", "-w(-)@0 -r(f)@2|"},
		{"-D3 -D 4", "-D(3)@0 -D@1|4"},
		{"-n -- -u x", "-n@0|-u x"},
		{"--help --version", "-h@0 --version@1|"},
		{"--write=a b", "-w(a,b)@0|"},
		{"--write a b c", "-w(a,b)@0|c"},
		{"-k", "unknown option -k"},
		{"-nk", "-n@0 unknown option -k"},
		{"-N", "unknown option -N: did you mean -n?"},
		{"--foo", "unknown option --foo"},
		{"--hepl", "unknown option --hepl: did you mean --help?"},
		{"--versions=1", "unknown option --versions: did you mean --version?"},
		{"--foo=1", "unknown option --foo"},
		{"--help=1", "option --help takes no argument"},
		{"-c", "option -c needs an argument"},
		{"-nr", "-n@0 option -r needs an argument"},
		{"--write", "option -w needs an argument"},
	}
	for _, tt := range tests {
		if got := scan(strings.Fields(tt.in)); got != tt.want {
			t.Errorf("scan %q\n got %q\nwant %q", tt.in, got, tt.want)
		}
	}
}

// TestStrict scans with a letter that has two readings and with options that
// end at the first other word.
func TestStrict(t *testing.T) {
	tests := []struct{ in, want string }{
		{"-nc x", "-n@0 -c@0|x"},
		{"-cn", "-c@0 -n@0|"},
		{"-c,n", "-c(,n)@0|"},
		{"-c , x", "-c(,)@0|x"},
		{"-n - -u", "-n@0|- -u"},
		{"-n x -u", "-n@0|x -u"},
		{"-r - - x", "-r(-)@0|- x"},
		{"-w - x", "option -w needs an argument"},
	}
	for _, tt := range tests {
		s := getopt.New(strings.Fields(tt.in), table)
		s.Strict, s.FileLetters = true, "r"
		s.Choose = func(o getopt.Option, glued string, next []string) getopt.Option {
			if o.Letter == 'c' && !strings.HasPrefix(glued, ",") && (glued != "" || len(next) == 0 || next[0] != ",") {
				o.Kind = getopt.Flag
			}
			return o
		}
		if got := walk(s); got != tt.want {
			t.Errorf("scan %q\n got %q\nwant %q", tt.in, got, tt.want)
		}
	}
}

func scan(args []string) string { return walk(getopt.New(args, table)) }

func walk(s *getopt.Scanner) string {
	var b strings.Builder
	for {
		it, ok, err := s.Next()
		if err != nil {
			var e *getopt.Error
			if !errors.As(err, &e) {
				return "wrong error type"
			}
			b.WriteString(err.Error())
			return b.String()
		}
		if !ok {
			break
		}
		b.WriteString(it.Name())
		if it.Args != nil {
			fmt.Fprintf(&b, "(%s)", strings.Join(it.Args, ","))
		}
		fmt.Fprintf(&b, "@%d ", it.Pos)
	}
	return strings.TrimSuffix(b.String(), " ") + "|" + strings.Join(s.Words(), " ")
}

// The words handed out must not share memory that a later append overwrites.
func TestScannerKeepsArgs(t *testing.T) {
	args := []string{"-r", "a", "b", "-n", "-r", "c", "d"}
	s := getopt.New(args, table)
	var got []string
	for {
		it, ok, err := s.Next()
		if err != nil || !ok {
			break
		}
		got = append(got, it.Args...)
	}
	if w := "-r a b -n -r c d"; strings.Join(args, " ") != w {
		t.Errorf("arguments changed to %q, want %q", args, w)
	}
	if strings.Join(got, " ") != "a b c d" {
		t.Errorf("got %q, want a b c d", got)
	}
}

// FuzzScanner scans any words: each belongs to one option or to none, and none
// is lost.
func FuzzScanner(f *testing.F) {
	f.Add("-nr a b -w c d -x -- e")
	f.Add("-p3 -p 3 --long=x word - -")
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Fields(line)
		s := getopt.New(args, []getopt.Option{
			{Letter: 'n', Kind: getopt.Flag},
			{Letter: 'p', Kind: getopt.Arg},
			{Letter: 'o', Kind: getopt.Optional},
			{Letter: 'w', Kind: getopt.Pair},
			{Letter: 'r', Kind: getopt.List},
			{Long: "long", Kind: getopt.Arg},
			{Letter: 'h', Long: "help", Kind: getopt.Optional},
		})
		for {
			it, ok, err := s.Next()
			if !ok || err != nil {
				break
			}
			if it.Pos < 0 || it.Pos >= len(args) || it.Name() == "" {
				t.Fatalf("%q: item %+v", args, it)
			}
		}
		if len(s.Words()) > len(args) {
			t.Fatalf("%q: more words than there are: %q", args, s.Words())
		}
	})
}

// TestTakes: words that begin with a minus sign belong to a list if Takes says so,
// and only to a list.
func TestTakes(t *testing.T) {
	s := getopt.New([]string{"-r", "a", "-net", "b", "-x", "-w", "c", "-net"}, []getopt.Option{
		{Letter: 'r', Kind: getopt.List},
		{Letter: 'x', Kind: getopt.Flag},
		{Letter: 'w', Kind: getopt.Pair},
		{Letter: 'n', Kind: getopt.Flag},
		{Letter: 'e', Kind: getopt.Flag},
		{Letter: 't', Kind: getopt.Flag},
	})
	s.Takes = func(o getopt.Option, word string) bool { return word == "-net" }
	var got []string
	for {
		it, ok, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		got = append(got, it.Name()+" "+strings.Join(it.Args, " "))
	}
	if want := []string{"-r a -net b", "-x ", "-w c", "-n ", "-e ", "-t "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
