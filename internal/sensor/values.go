// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/getopt"
)

// statusInterval reads a flow status interval in seconds. A negative number with
// a decimal point makes one record per flow. Release 3 ignores a negative whole
// number, and any text; here both are errors.
func (p *parser) statusInterval(s string) error {
	v, err := decimal(strings.TrimSuffix(strings.TrimSpace(s), "s"))
	switch {
	case err != nil:
		return fmt.Errorf("%q is not a number of seconds", s)
	case v < 0 && !strings.Contains(s, "."):
		return fmt.Errorf("%q is negative (want 0 or more, or -1.0 for one record per flow)", s)
	case v < 0:
		p.Flow.StatusInterval = -1
	default:
		p.Flow.StatusInterval = seconds(v)
	}
	return nil
}

func decimal(s string) (float64, error) { return getopt.Decimal(s) }

func seconds(v float64) time.Duration { return getopt.Seconds(v) }

func interval(s string) (time.Duration, error) { return getopt.Interval(s) }

func number(s string, low, high int) (int, error) { return getopt.Number(s, low, high) }

func size(s string) (int64, error) { return getopt.Size(s) }

// scale reads a factor.
func scale(s string) (float64, error) {
	v, err := decimal(s)
	if err != nil || v <= 0 {
		return 0, fmt.Errorf("%q is not a number above 0", s)
	}
	return v, nil
}

// packetRange reads n, for packets 1 to n, or a-b, for packets a+1 to b.
func packetRange(s string) (skip, last uint64, err error) {
	from, to, isRange := strings.Cut(strings.TrimSpace(s), "-")
	if !isRange {
		from, to = "0", from
	}
	skip, err1 := strconv.ParseUint(from, 10, 63)
	last, err2 := strconv.ParseUint(to, 10, 63)
	if err1 != nil || err2 != nil || isRange && last <= skip || last == 0 {
		return 0, 0, fmt.Errorf("%q is not a number of packets or a range (want N or A-B, such as 100 or 10-20)", s)
	}
	return skip, last, nil
}

// hashSize reads a number of hash buckets.
func (p *parser) hashSize(s string) error {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 0, 32)
	if err != nil || n == 0 {
		return fmt.Errorf("%q is not a number of buckets", s)
	}
	p.HashSize = uint32(n)
	return nil
}

// setPriority keeps the priority if s is invalid, so that the error is shown.
func (p *parser) setPriority(s string) error {
	n, err := number(s, 0, 7)
	if err == nil {
		p.Priority, p.log.priority = n, n
	}
	return err
}

// debugLevel reads the level of messages about what is ignored.
func (p *parser) debugLevel(s string) error {
	n, err := number(s, 0, maxLevel)
	if err == nil {
		p.Debug, p.log.debug = n, n
	}
	return err
}

func splitList(s string) []string { return getopt.SplitList(s) }
