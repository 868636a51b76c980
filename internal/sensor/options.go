// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/rarc"
)

// A request is a command line that asks for a text instead of records.
type request struct{ text string }

func (request) Error() string { return "a text was asked for" }

// textOf makes a request of a text, or passes on why there is none.
func textOf(text string, err error) error {
	if err != nil {
		return err
	}
	return request{text}
}

// A usageError is a command line that cannot be followed.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }

// A parser fills a Config from the command line and configuration files.
type parser struct {
	Config
	log *logger

	outputsSet bool // a -w was seen: later ones add
	devicesSet bool // same for -i
	explicit   []string
	system     bool // reading the system's configuration file
	fileOut    bool // the file being read named an output: later ones add
	fileDev    bool
}

// parse reads args and the files that they name. systemConf is read first
// unless args hold -X or -F.
func parse(args []string, systemConf string, log *logger) (*Config, error) {
	p := &parser{Config: DefaultConfig(), log: log}
	items, words, err := scan(args)
	if err != nil {
		return nil, err
	}
	if !has(items, "XF") && !asks(items) && systemConf != "" {
		if err := p.systemFile(systemConf); err != nil {
			return nil, err
		}
	}
	for _, it := range items {
		if it.Letter == 'h' && it.Arg() == "" && len(words) > 0 && words[0] != "-" {
			it.Args = words[:1]
		}
		if err := p.option(it); err != nil {
			return nil, err
		}
	}
	if len(words) > 0 && words[0] == "-" {
		words = words[1:]
	}
	if len(words) > 0 {
		p.Filter = strings.Join(words, " ")
	}
	return &p.Config, p.check()
}

func scan(args []string) (items []getopt.Item, words []string, err error) {
	table := make([]getopt.Option, len(options))
	for i, o := range options {
		table[i] = o.Option
	}
	s := getopt.New(args, table)
	for {
		it, ok, err := s.Next()
		if err != nil {
			return nil, nil, usageError{err}
		}
		if !ok {
			return items, s.Words(), nil
		}
		items = append(items, it)
	}
}

func has(items []getopt.Item, letters string) bool {
	for _, it := range items {
		if it.Letter != 0 && strings.IndexByte(letters, it.Letter) >= 0 {
			return true
		}
	}
	return false
}

// asks reports whether some option asks for a text.
func asks(items []getopt.Item) bool {
	for _, it := range items {
		switch it.Long {
		case "help", "version", "completion":
			return true
		}
	}
	return false
}

// option follows one option.
func (p *parser) option(it getopt.Item) (err error) {
	switch it.Letter {
	case 'A':
		p.Flow.AppBytes = true
	case 'b':
		p.DumpCode = true
	case 'B':
		p.Live.Bind = splitList(it.Arg())
		p.live(it)
	case 'c':
		p.Chroot = it.Arg()
	case 'C':
		p.Flow.FullControlData = true
	case 'd':
		p.Live.Daemon = !p.Live.Daemon
		p.live(it)
	case 'D':
		p.Debug, err = number(it.Arg(), 0, math.MaxInt32)
		p.log.debug = p.Debug
	case 'e':
		p.Source, p.Interface, err = parseSourceID(it.Arg())
	case 'E':
		p.log.notef("-E has no effect")
	case 'f':
		p.Follow = true
	case 'F':
		return p.file(it.Arg())
	case 'g':
		p.Group = it.Arg()
	case 'h':
		return textOf(help(it.Arg()))
	case 'H':
		err = p.hashSize(it.Arg())
	case 'i':
		if !p.devicesSet {
			p.Live.Interfaces, p.devicesSet = nil, true
		}
		p.Live.Interfaces = append(p.Live.Interfaces, it.Args...)
		p.live(it)
	case 'J':
		p.Flow.Jitter = true
	case 'k':
		err = p.setPriority(it.Arg())
	case 'l':
		p.ListLinks = true
	case 'm':
		p.Flow.MAC = true
	case 'M':
		p.MARInterval, err = interval(it.Arg())
		p.MARStatus = true
	case 'N':
		p.Skip, p.Last, err = packetRange(it.Arg())
	case 'O':
		p.Optimize = false
	default:
		return p.option2(it)
	}
	return named(it, err)
}

// option2 follows the options from -p on.
func (p *parser) option2(it getopt.Item) (err error) {
	switch it.Letter {
	case 'p':
		p.Live.Promiscuous = true
		p.live(it)
	case 'P':
		p.Live.Port, err = number(it.Arg(), 0, 65535)
		p.live(it)
	case 'r':
		p.Inputs = append(p.Inputs, it.Args...)
	case 'R':
		p.log.notef("-R has no effect")
	case 's':
		p.Live.SnapLen, err = number(it.Arg(), 1, math.MaxInt32)
		p.live(it)
	case 'S':
		p.statusInterval("-S", it.Arg())
	case 't':
		p.TSH = true
	case 'T':
		p.Scale, err = scale(it.Arg())
	case 'u':
		p.User = it.Arg()
	case 'U':
		p.Flow.UserData, err = number(it.Arg(), 0, maxUserData)
	case 'w':
		if !p.outputsSet {
			p.Outputs, p.outputsSet = nil, true
		}
		p.Outputs = append(p.Outputs, Output{Target: it.Args[0], Filter: strings.Join(it.Args[1:], " ")})
	case 'X':
		p.reset()
	case 'Z':
		p.Flow.Sizes = true
	default:
		return p.longOption(it)
	}
	return named(it, err)
}

func (p *parser) longOption(it getopt.Item) (err error) {
	switch it.Long {
	case "version":
		return request{"argus " + Version + "\n"}
	case "completion":
		return textOf(complete(it.Arg()))
	case "max-flows":
		p.Flow.MaxFlows, err = number(it.Arg(), 1, maxFlows)
	case "max-memory":
		p.MaxMemory, err = size(it.Arg())
	}
	return named(it, err)
}

func named(it getopt.Item, err error) error {
	if err != nil {
		return usageError{fmt.Errorf("option %s: %w", it.Name(), err)}
	}
	return nil
}

// reset goes back to the built-in settings (-X). What the command line says
// about messages stays.
func (p *parser) reset() {
	debug, priority := p.Debug, p.Priority
	p.Config = DefaultConfig()
	p.Debug, p.Priority = debug, priority
	p.outputsSet, p.devicesSet, p.explicit = false, false, nil
}

// live remembers an option that only live captures obey.
func (p *parser) live(it getopt.Item) { p.explicit = append(p.explicit, it.Name()) }

// check reports settings that this release cannot follow.
func (p *parser) check() error {
	switch {
	case p.ListLinks || p.DumpCode:
		return nil
	case len(p.Inputs) == 0 && (len(p.explicit) > 0 || len(p.Outputs) > 0 || len(p.Live.Interfaces) > 0):
		return usageError{errors.New("live capture is not available in this release; read a capture file with -r")}
	case len(p.Inputs) == 0:
		return usageError{errors.New("no input: name a capture file with -r")}
	case p.Live.Port != 0 && (p.Scale > 0 || p.Follow):
		return errors.New("the record server (-P) is not available in this release")
	}
	for _, o := range p.explicit {
		p.log.notef("%s does not apply to capture files", o)
	}
	return nil
}

// systemFile reads the configuration of the system if there is one.
func (p *parser) systemFile(path string) error {
	p.system = true
	defer func() { p.system = false }()
	err := p.file(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// file reads a configuration file (section 6).
func (p *parser) file(path string) error {
	vars, err := rarc.ReadFile(path)
	if err != nil {
		var e *fs.PathError
		if errors.As(err, &e) {
			return fmt.Errorf("configuration file %s: %w", path, e.Err)
		}
		return fmt.Errorf("configuration file %w", err)
	}
	p.fileOut, p.fileDev = false, false
	for _, v := range vars {
		if err := p.variable(v); err != nil {
			return fmt.Errorf("%s: line %d: %s: %w", path, v.Line, v.Name, err)
		}
	}
	return nil
}

// statusInterval reads a flow status interval: a decimal number of seconds
// and perhaps text. As in the originals, text alone and negative integers
// leave the interval as it is; negative numbers with a decimal point switch
// records before the end off.
func (p *parser) statusInterval(name, s string) {
	digits := numberPrefix(s)
	v, err := strconv.ParseFloat(digits, 64)
	switch {
	case err != nil:
		p.log.warnf("%s %s: no number of seconds; the interval stays %v", name, s, p.Flow.StatusInterval)
	case v < 0 && !strings.Contains(digits, "."):
		p.log.warnf("%s %s: negative; the interval stays %v", name, s, p.Flow.StatusInterval)
	case v < 0:
		p.Flow.StatusInterval = -1
	default:
		p.Flow.StatusInterval = seconds(v)
	}
}

// numberPrefix is the decimal number that s begins with.
func numberPrefix(s string) string {
	s = strings.TrimSpace(s)
	i, dot := 0, false
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', i == 0 && (c == '-' || c == '+'):
		case c == '.' && !dot:
			dot = true
		default:
			return s[:i]
		}
	}
	return s
}

// maxSeconds keeps times in range of a time.Duration.
const maxSeconds = float64(math.MaxInt64 / int64(time.Second))

func seconds(v float64) time.Duration {
	return time.Duration(math.Round(min(v, maxSeconds) * float64(time.Second)))
}

// interval reads a number of seconds, not negative, perhaps with an s.
func interval(s string) (time.Duration, error) {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "s"), 64)
	if err != nil || !(v >= 0) {
		return 0, fmt.Errorf("have %q, want a number of seconds", s)
	}
	return seconds(v), nil
}

func number(s string, low, high int) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("have %q, want a number from %d to %d", s, low, high)
	}
	return n, nil
}

func scale(s string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(v > 0) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("have %q, want a factor above 0", s)
	}
	return v, nil
}

// size reads a number of bytes with K, M or G, powers of 1000.
func size(s string) (int64, error) {
	digits, unit := strings.TrimSpace(s), int64(1)
	if digits != "" {
		switch digits[len(digits)-1] {
		case 'k', 'K':
			unit = 1000
		case 'm', 'M':
			unit = 1000 * 1000
		case 'g', 'G':
			unit = 1000 * 1000 * 1000
		}
	}
	if unit > 1 {
		digits = digits[:len(digits)-1]
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 || n > math.MaxInt64/unit {
		return 0, fmt.Errorf("have %q, want a number of bytes such as 500M", s)
	}
	return n * unit, nil
}

// packetRange reads n (packets 1 to n) or a-b (a+1 to b).
func packetRange(s string) (skip, last uint64, err error) {
	from, to, isRange := strings.Cut(strings.TrimSpace(s), "-")
	if !isRange {
		from, to = "0", from
	}
	skip, err1 := strconv.ParseUint(from, 10, 63)
	last, err2 := strconv.ParseUint(to, 10, 63)
	if err1 != nil || err2 != nil || isRange && last <= skip || last == 0 {
		return 0, 0, fmt.Errorf("have %q, want a number of packets or a range such as 10-20", s)
	}
	return skip, last, nil
}

func (p *parser) hashSize(s string) error {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 0, 32)
	if err != nil || n == 0 {
		return fmt.Errorf("have %q, want a number of buckets", s)
	}
	p.HashSize = uint32(n)
	return nil
}

// setPriority leaves the priority as it is if s is none, so that the error
// shows.
func (p *parser) setPriority(s string) error {
	n, err := number(s, 0, 7)
	if err == nil {
		p.Priority, p.log.priority = n, n
	}
	return err
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}
