// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Line is a command line of the record printer: words with blanks between
// them, where {F} stands for a record file of the original sensor, {G} for
// another, {W} and {V} for files to write, and _ for a blank within a word.
type Line struct {
	Args string
	// Differs tells why output or exit status is not the original's, "" where
	// they must be equal.
	Differs string
}

// LineCaptures are the captures whose records the command lines are run over.
var LineCaptures = []string{
	"ndpi/1kxun.pcap", "ndpi/KakaoTalk_talk.pcap", "ndpi/gre.pcapng", "ndpi/icmp-tunnel.pcap",
	"ndpi/esp.pcapng", "ndpi/rtp.pcapng", "ndpi/teredo.pcap", "ndpi/android.pcap", "ndpi/ssh.pcap",
	"ndpi/http_ipv6.pcap", "ndpi/skype-conference-call.pcap", "ndpi/dos_win98_smb_netbeui.pcap", "ndpi/quic.pcap",
	"tcpdump/mpls-ldp-hello.pcap", "tcpdump/icmpv6.pcap", "tcpdump/dcb_ets.pcap", "tcpdump/802.1ad_QinQ.pcap",
}

// A LineResult is what came of one command line over one file.
type LineResult struct {
	Capture string
	Line    *Line
	Equal   bool
	What    string // the first difference
}

// RunLine runs a command line with both record printers.
func (p *Programs) RunLine(peer, dir string, l *Line, file, other string) (equal bool, what string) {
	ours, theirs := p.lineOutcome(p.RA, dir, "ours", l, file, other), p.lineOutcome(peer, dir, "theirs", l, file, other)
	switch {
	case status(ours.Err) != status(theirs.Err):
		return false, fmt.Sprintf("exit status %s, the original's %s; %s", status(ours.Err), status(theirs.Err), strings.TrimSpace(ours.Stderr))
	case !bytes.Equal(ours.Stdout, theirs.Stdout):
		return false, unequal(ours.Stdout, theirs.Stdout)
	}
	for _, name := range []string{"W", "V"} {
		a, b := filepath.Join(dir, "ours."+name), filepath.Join(dir, "theirs."+name)
		if what := p.sameRecords(peer, a, b); what != "" {
			return false, "file " + name + ": " + what
		}
	}
	return true, ""
}

func (p *Programs) lineOutcome(ra, dir, side string, l *Line, file, other string) *Outcome {
	var args []string
	w, v := filepath.Join(dir, side+".W"), filepath.Join(dir, side+".V")
	for _, f := range []string{w, v} {
		if err := os.Remove(f); err != nil && !os.IsNotExist(err) {
			return &Outcome{Err: err}
		}
	}
	places := strings.NewReplacer("{F}", file, "{G}", other, "{W}", w, "{V}", v, "_", " ")
	for _, word := range strings.Fields(l.Args) {
		if !strings.Contains(word, "{") {
			word = strings.ReplaceAll(word, "_", " ")
		} else {
			word = places.Replace(word)
		}
		args = append(args, word)
	}
	return p.Exec(ra, args...)
}

func status(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &exit):
		return fmt.Sprint(exit.ExitCode())
	}
	return err.Error()
}

// unequal shows the first lines that are not the same.
func unequal(ours, theirs []byte) string {
	a, b := Lines(ours), Lines(theirs)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is %q, the original's %q", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, the original's %d", len(a), len(b))
}

// writtenFields are the columns that files of records are compared by. The
// original adds an aggregation part that its own sensor does not write, so the
// bytes are not the same.
var writtenFields = []string{
	"-X", "-n", "-u", "-c", ",", "-M", "man", "-s", "stime", "ltime", "flgs", "seq", "proto", "saddr", "sport", "dir", "daddr", "dport", "spkts", "dpkts",
	"sbytes", "dbytes", "sappbytes", "dappbytes", "state", "cause", "dur", "srcid", "sttl", "dttl", "stos", "dtos", "smac", "dmac",
	"svlan", "sintpkt", "dintpkt", "sjit", "djit", "swin", "dwin", "stcpb", "dtcpb", "tcprtt", "suser:32", "duser:32", "-r",
}

// sameRecords tells how two files of records differ for the original's client.
func (p *Programs) sameRecords(peer, ours, theirs string) string {
	_, errA := os.Stat(ours)
	_, errB := os.Stat(theirs)
	switch {
	case errA != nil && errB != nil:
		return ""
	case errA != nil:
		return "is not written, the original's is"
	case errB != nil:
		return "is written, the original's is not"
	}
	a := p.Exec(peer, append(writtenFields[:len(writtenFields):len(writtenFields)], ours)...)
	b := p.Exec(peer, append(writtenFields[:len(writtenFields):len(writtenFields)], theirs)...)
	if bytes.Equal(a.Stdout, b.Stdout) {
		return ""
	}
	return unequal(a.Stdout, b.Stdout)
}

// WriteLines prints what came of the command lines. It returns how many
// differ without a reason, and how many have a reason that held for no file.
func WriteLines(w io.Writer, results []LineResult) (unexplained, idle int) {
	equal, explained := 0, 0
	held := map[*Line]bool{}
	reasons := map[*Line]bool{}
	for _, r := range results {
		switch {
		case r.Line.Differs != "":
			reasons[r.Line] = true
			if !r.Equal {
				explained++
				held[r.Line] = true
				continue
			}
			equal++
		case r.Equal:
			equal++
		default:
			unexplained++
			fmt.Fprintf(w, "DIFFERS %s: ra %s\n    %s\n", r.Capture, r.Line.Args, r.What)
		}
	}
	for l := range reasons {
		if !held[l] {
			idle++
			fmt.Fprintf(w, "NO DIFFERENCE ra %s: yet %s\n", l.Args, l.Differs)
		}
	}
	fmt.Fprintf(w, "%d command lines: %d equal, %d differ on purpose, %d differ\n", len(results), equal, explained, unexplained)
	return unexplained, idle
}
