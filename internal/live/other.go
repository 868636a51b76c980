// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package live

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/packet"
)

// A Source reads packets from interfaces. There is none on this system.
type Source struct{}

// Open returns an error, because live capture is implemented for Linux only.
func Open([]string, Options) (*Source, error) {
	return nil, fmt.Errorf("live capture is not available on %s, only on Linux; read a capture file with -r", runtime.GOOS)
}

var errNone = errors.New("live capture is not available")

// Next implements the interface of package modeler.
func (*Source) Next(*packet.Packet) error { return errNone }

// Drops returns 0.
func (*Source) Drops() uint64 { return 0 }

// LinkStatus returns 0.
func (*Source) LinkStatus() uint8 { return 0 }

// SetFilter returns an error.
func (*Source) SetFilter(func(packet.LinkType) (*bpf.Program, error)) error { return errNone }

// Close does nothing.
func (*Source) Close() {}
