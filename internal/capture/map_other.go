// SPDX-License-Identifier: Apache-2.0

//go:build !unix || aix || solaris

package capture

import (
	"errors"
	"io"
)

// A mapping is not to be had on this system.
type mapping struct{}

func newMapping(io.Reader, int64, int64) *mapping { return nil }

func (*mapping) move(at, _ int64) ([]byte, int64, error) { return nil, at, errors.ErrUnsupported }
func (*mapping) Close() error                            { return nil }
