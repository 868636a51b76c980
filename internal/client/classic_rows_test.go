// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/record"
)

// flagsRow is the row with a column of flags (classic mode, section 4.2).
const flagsRow = "10 Apr 06 10:55:46  *        tcp  217.118.195.58.22     ?>     65.219.2.99.37065 1280     1550      309440       23952       RST\n"

// TestClassicFlagsRow prints it: a connection whose begin was not seen, with
// packets sent again by both sides, that its source reset.
func TestClassicFlagsRow(t *testing.T) {
	r := flowRecord(6, "217.118.195.58:22", "65.219.2.99:37065", time.Date(2006, 4, 10, 10, 55, 46, 0, time.UTC), time.Minute)
	counters(r, 1280, 309440, 1550, 23952)
	tcp(r, record.TCPSrcReset|record.TCPSrcRetrans|record.TCPDstRetrans,
		record.TCPSide{Flags: rst | psh | ack, Retrans: 3}, record.TCPSide{Flags: psh | ack, Retrans: 2})
	got, stderr, _ := ra(t, "-n", "-I", "-c", "-r", recordFile(t, r))
	if got != flagsRow {
		t.Errorf("%s\n got %q\nwant %q", stderr, got, flagsRow)
	}
}

// TestClassicRowsOfDocument: the tests compare with each row and header that
// the document has in sections 4.2 and 4.3.
func TestClassicRowsOfDocument(t *testing.T) {
	dir, err := oracle.Find()
	if err != nil {
		t.Skip(err)
	}
	b, err := os.ReadFile(dir.Path("spec", "classic-2x.md"))
	if err != nil {
		t.Skip(err)
	}
	_, text, _ := strings.Cut(string(b), "### 4.2 Reference rows")
	text, _, ok := strings.Cut(text, "### 4.4")
	blocks := regexp.MustCompile("(?s)```\n(.*?)```").FindAllStringSubmatch(text, -1)
	if !ok || len(blocks) != 4 {
		t.Fatalf("%d blocks of rows, want 4", len(blocks))
	}
	for i, want := range []string{publishedRows, mergedRows, flagsRow, publishedHeader} {
		if got := blocks[i][1]; got != want {
			t.Errorf("the document has\n%sand the tests\n%s", got, want)
		}
	}
}
