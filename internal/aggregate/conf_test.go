// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
)

// metricOf knows one metric.
func metricOf(name string) (aggregate.Metric, error) {
	if name != "bytes" {
		return aggregate.Metric{}, errors.New(name + " is not a metric")
	}
	return aggregate.Metric{Of: func(*field.Row) float64 { return 7 }}, nil
}

// TestConf: lines that racluster.conf may have (clients: the family, measured,
// section 2.5).
func TestConf(t *testing.T) {
	models, err := aggregate.ParseConf(`
# comment
! comment
"comment
filter="udp" model="saddr"
  filter = "tcp"   grep="x+"  model = "saddr/24 dport" status=2m idle=1h label="a=1" cont
RACLUSTER_MODEL_NAME="name"
RACLUSTER_HISTOGRAM=dur
RACLUSTER_PRESERVE_FIELDS=yes
RACLUSTER_REPORT_AGGREGATION=No
RACLUSTER_AUTO_CORRECTION="yes"
RACLUSTER_AGG_METRIC=bytes
model="none" idle="1.5" status=2d
`, metricOf)
	if err != nil || len(models) != 4 {
		t.Fatalf("%d rules, %v; want 4", len(models), err)
	}
	first, second, third, last := models[0], models[1], models[2], models[3]
	if first.Line != 5 || first.Filter != "udp" || strings.Join(first.Rule.Key.Words(), " ") != "saddr" || first.Rule.Hide || first.Rule.Continue {
		t.Errorf("line 5: %+v", first)
	}
	r := second.Rule
	if second.Filter != "tcp" || r.Grep.String() != "x+" || r.Status != 2*time.Minute || r.Idle != time.Hour || string(r.Label) != "a=1" || !r.Continue || !r.Hide {
		t.Errorf("line 6: %+v", second)
	}
	r = third.Rule
	if !r.Key.None() || r.Idle != 1500*time.Millisecond || r.Status != 48*time.Hour || r.Hide || !r.NoStats || !r.Correct || r.Metric.Of == nil {
		t.Errorf("line 13: %+v", third)
	}
	if last.Filter != "" || !last.Rule.Key.Whole() || !last.Rule.Hide {
		t.Errorf("the rule for all others: %+v", last)
	}
}

// TestConfMistakes: each is reported with its line.
func TestConfMistakes(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`filter=udp`, "not in double quotes"},
		{`filter='udp'`, "not in double quotes"},
		{`filter="udp`, "a double quote is missing"},
		{`filter="udp model="saddr"`, "a double quote is missing"},
		{`filter="udp" cont=yes`, "cont takes no value"},
		{`filter="udp" status`, "status needs a value"},
		{`modle="saddr"`, `"modle" is not an item of a rule, did you mean model?`},
		{`Flow 1 * * * * * 2 0`, "read it with ragator -f"},
		{`Model 2 0 0 yes yes yes`, "read it with ragator -f"},
		{`RACLUSTER_PRESERVE_FIELD=no`, "did you mean RACLUSTER_PRESERVE_FIELDS?"},
		{`filter="udp" # note`, `"#" is not an item`},
		{`bogus`, "not an item"},
		{`bogus="x"`, "not an item"},
		{`model="bogus"`, "is not a key"},
		{`model=""`, "no key is named"},
		{`status=5x`, "is not a time"},
		{`idle=-1`, "is not a time"},
		{`grep="("`, "missing closing"},
		{`RACLUSTER_BOGUS=1`, "unknown variable"},
		{`RACLUSTER_MODEL_NAME`, "has no value"},
		{`RACLUSTER_MODEL_NAME = x`, "blanks around"},
		{`RACLUSTER_PRESERVE_FIELDS=maybe`, "neither yes nor no"},
		{"RACLUSTER_AGG_METRIC=bogus\nmodel=\"saddr\"", "bogus is not a metric"},
	} {
		_, err := aggregate.ParseConf("# first\n"+tt.line+"\n", metricOf)
		var at *aggregate.ConfError
		if !errors.As(err, &at) || at.Line != 2+strings.Count(tt.line, "\n") || !strings.Contains(err.Error(), tt.want) || errors.Unwrap(err) == nil {
			t.Errorf("%s: error %v, want %q with its line", tt.line, err, tt.want)
		}
	}
	if _, err := aggregate.ParseConf("RACLUSTER_AGG_METRIC=bogus\n", metricOf); err == nil {
		t.Error("an unknown metric without a rule is accepted")
	}
}
