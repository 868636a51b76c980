// SPDX-License-Identifier: Apache-2.0

package bpf_test

import (
	"testing"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/packet"
)

func TestString(t *testing.T) {
	p, err := bpf.CompileString("ip", packet.LinkEthernet, bpf.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "(000) ldh      [12]\n" +
		"(001) jeq      #0x800           jt 2\tjf 3\n" +
		"(002) ret      #262144\n" +
		"(003) ret      #0\n"
	if got := p.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
