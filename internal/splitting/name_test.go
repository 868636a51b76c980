// SPDX-License-Identifier: Apache-2.0

package splitting

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// TestLetters: as measured with 3.0.8.2: aa to yz, then zaa to zyz, then zzaa.
func TestLetters(t *testing.T) {
	for _, tt := range []struct {
		n, length int
		want      string
	}{
		{0, 2, "aa"},
		{25, 2, "az"},
		{26, 2, "ba"},
		{649, 2, "yz"},
		{650, 2, "zaa"},
		{1299, 2, "zyz"},
		{1300, 2, "zzaa"},
		{0, 1, "a"},
		{24, 1, "y"},
		{25, 1, "za"},
		{49, 1, "zy"},
		{50, 1, "zza"},
		{0, 3, "aaa"},
	} {
		if got := letters(tt.n, tt.length); got != tt.want {
			t.Errorf("letters(%d, %d) is %q, want %q", tt.n, tt.length, got, tt.want)
		}
	}
}

// TestHostileValues: no value leads out of the folder that the name writes out.
func TestHostileValues(t *testing.T) {
	for _, value := range []string{"", ".", "..", "../../etc/passwd", "/etc/passwd", "a/../../b", "..\\x", ".hidden", "a\x00b", "a\nb", strings.Repeat("x", 5000), "%Y"} {
		for _, name := range []string{"dir/$label/file", "dir/$label", "dir/.$label/x", "dir/a$label.%Y"} {
			tm, err := parseTemplate(name)
			if err != nil {
				t.Fatal(err)
			}
			r := &record.Record{Type: record.TypeFAR, Version: 3, Parts: record.PartFlow | record.PartTime | record.PartMetrics | record.PartLabel, Label: []byte(value)}
			var row field.Row
			new(field.Preparer).Prepare(r, &row)
			got := string(tm.appendName(nil, &field.Options{}, &row, time.Unix(0, 0).UTC()))
			if clean := filepath.Clean(got); !strings.HasPrefix(clean, "dir/") || clean != got || strings.ContainsAny(got, "\x00\n") || len(got) > 200 {
				t.Errorf("%s with %q is %q", name, value, got)
			}
			if strings.Count(got, "/") != strings.Count(name, "/") {
				t.Errorf("%s with %q has other folders: %q", name, value, got)
			}
		}
	}
}

// TestGlob: the pattern of all names takes each of them and no other folder.
func TestGlob(t *testing.T) {
	tm, err := parseTemplate("a[1]/$proto/%Y-%m%%x*")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"a[1]/tcp/2026-01%x*": true, "a[1]/tcp/2026-01%x*.gz": true, "a1/tcp/2026-01%x*": false, "a[1]/b/c/2026-01%x*": false} {
		if got, err := filepath.Match(tm.glob(), name); err != nil || got != want {
			t.Errorf("%s takes %s: %v, %v", tm.glob(), name, got, err)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"x", "$proto/%Y", "${saddr}.%H", "$", "%", "a//b", "$nosuch"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		tm, err := parseTemplate(name)
		if err != nil {
			return
		}
		if _, err := filepath.Match(tm.glob(), ""); err != nil {
			t.Errorf("%q gives the pattern %q: %v", name, tm.glob(), err)
		}
	})
}
