// SPDX-License-Identifier: Apache-2.0

package bench

import "path/filepath"

// mostSort is the largest accepted ratio of rasort, for records with all metrics.
const mostSort = 0.33

// FamilyContests lists the jobs of the programs that merge and sort, on a file of
// records that the original sensor made. mark ends their names. The programs are
// taken from the folders of both sides' ra.
func (b *Bench) FamilyContests(theirs, mark string, records int64) []*Contest {
	var cs []*Contest
	for _, j := range []struct {
		program string
		options []string
		most    float64
	}{
		{"racluster", nil, 0},
		{"racluster", []string{"-m", "saddr"}, 0},
		{"rasort", []string{"-m", "bytes"}, mostSort},
		{"rabins", []string{"-M", "time", "10s"}, 0},
	} {
		command := func(ra string) []string {
			return append([]string{filepath.Join(filepath.Dir(ra), j.program), "-r", theirs}, j.options...)
		}
		name := j.program
		for _, o := range j.options {
			name += " " + o
		}
		cs = append(cs, &Contest{
			Name: name + mark, Ours: command(b.Ours.RA), Theirs: command(b.Theirs.RA),
			Per: records, Unit: "record", Most: j.most,
		})
	}
	return cs
}
