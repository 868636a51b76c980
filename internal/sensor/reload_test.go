// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// TestReloadable: of each setting it is known whether a reload changes it, and those
// that need a new start are named once.
func TestReloadable(t *testing.T) {
	a, b := DefaultConfig(), DefaultConfig()
	n := 0
	leaves(reflect.ValueOf(a), reflect.ValueOf(b), "", func(name string, _, _ any) {
		n++
		if reloadable.Of(name) == "" {
			t.Errorf("what a reload does with the setting %s is not known", name)
		}
	})
	if n != len(reloadable) {
		t.Errorf("there are %d settings, but %d in the table", n, len(reloadable))
	}
	b.Filter, b.Flow.MaxFlows, b.Priority, b.Outputs = "tcp", 5, 7, []Output{{"a", ""}}
	if got := changed(&a, &b); got != nil {
		t.Errorf("settings that a reload changes: %q", got)
	}
	b.Live.Interfaces, b.Live.Names = []string{"lo"}, []string{"lo"}
	b.Flow.StatusInterval = time.Minute
	if got, want := changed(&a, &b), []string{"ARGUS_FLOW_STATUS_INTERVAL", "ARGUS_INTERFACE"}; !slices.Equal(got, want) {
		t.Errorf("have %q, want %q", got, want)
	}
}
