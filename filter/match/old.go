// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// CompileString compiles the text of a filter with default options; an empty
// text gives nil, which accepts all records.
func CompileString(text string) (func(*record.Record) bool, error) {
	return CompileText(text, Options{Precision: DefaultPrecision})
}

// CompileText is [CompileString] with options.
func CompileText(text string, o Options) (func(*record.Record) bool, error) {
	f, err := Compile(text, o)
	if err != nil || f == nil {
		return nil, err
	}
	return f.Match, nil
}

// Text returns the text of what a filter means; see [Filter.Explain].
func Text(text string) (string, error) {
	f, err := Compile(text, Options{Precision: DefaultPrecision})
	return f.Explain(), err
}

// Early returns the pre-test of a filter; see [Filter.PreTest].
func Early(text string, o Options) (early func(*record.Record) bool, parts record.Parts, must []lazy.Clause) {
	f, err := Compile(text, o)
	if err != nil {
		return nil, 0, nil
	}
	p := f.PreTest()
	return p.Match, p.Parts, p.Clauses
}

// Parts returns the parts of records that a filter and the preparation of
// records read; none for an empty text.
func Parts(text string) record.Parts {
	f, err := Compile(text, Options{Precision: DefaultPrecision})
	if err != nil || f == nil {
		return 0
	}
	return field.PreparedParts | f.Parts()
}
