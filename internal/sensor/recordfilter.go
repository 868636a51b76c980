// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/record"
)

// compileRecordFilter compiles the filter of an output.
func compileRecordFilter(text string) (func(*record.Record) bool, error) {
	return match.CompileString(text)
}
