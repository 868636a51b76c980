// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/flow"
)

// setKeystroke reads yes, tcp, ssh or no, and resets the settings of keystroke
// detection to their defaults.
func setKeystroke(p *parser, v string) error {
	k := flow.DefaultKeystroke()
	switch strings.ToLower(v) {
	case "yes", "tcp":
		k.Mode = flow.KeystrokeTCP
	case "ssh":
		k.Mode = flow.KeystrokeSSH
	}
	p.Flow.Keystroke = k
	return nil
}

// setKeystrokeConf reads NAME=value settings separated by semicolons (flow model,
// section 8.11). IC_MIN and LCS_MAX are in microseconds.
func setKeystrokeConf(p *parser, v string) error {
	k := &p.Flow.Keystroke
	for part := range strings.SplitSeq(v, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err := decimal(value)
		if err != nil || n < 0 || n > 1e9 {
			return fmt.Errorf("%q is not of the form NAME=number, from 0 to 1000000000", part)
		}
		switch strings.TrimSpace(name) {
		case "DC_MIN":
			k.ClientMin = uint32(n)
		case "DC_MAX":
			k.ClientMax = uint32(n)
		case "DS_MIN":
			k.ServerMin = uint32(n)
		case "DS_MAX":
			k.ServerMax = uint32(n)
		case "GS_MAX":
			k.ServerGap = uint64(n)
		case "GPC_MAX":
			k.ClientGap = uint64(n)
		case "IC_MIN":
			k.ClientInterval = time.Duration(n) * time.Microsecond
		case "LCS_MAX":
			k.Lifetime = time.Duration(n) * time.Microsecond
		case "ICR_MIN":
			k.RatioMin = n
		case "ICR_MAX":
			k.RatioMax = n
		default:
			return fmt.Errorf("unknown setting %q of keystroke detection", name)
		}
	}
	return nil
}
