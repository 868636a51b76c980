// SPDX-License-Identifier: Apache-2.0

// Package match compiles record filters into functions over records.
package match

import (
	"errors"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/record"
)

// Options set what a filter's text leaves open.
type Options struct {
	Precision int // decimals that floating-point values are compared at
}

// CompileOptions compiles the text of a filter; an empty text gives nil.
func CompileOptions(text string, o Options) (func(*record.Record) bool, error) {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return nil, err
	}
	return nil, errors.New("record filters are being built")
}

// Text returns the text of a filter as it was understood.
func Text(text string) (string, error) {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return "", err
	}
	return e.String(), nil
}
