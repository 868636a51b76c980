// SPDX-License-Identifier: Apache-2.0

package ragator

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/nearest"
)

// A flowFile is what a flow file says (spec: classic 2.x, section 7).
type flowFile struct {
	flows    []flowLine
	models   map[string]aggregate.Key
	preserve bool // RAGATOR_PRESERVE_FIELDS
	report   bool // RAGATOR_REPORT_AGGREGATION
	correct  bool // RAGATOR_AUTO_CORRECTION
	warnings []string
}

// A flowLine is a Flow line: which flows are merged by which models, for how long.
type flowLine struct {
	line         int
	filter       string // in the language of ra-filter(7)
	models       []string
	status, idle time.Duration
}

// A parser reads a flow file.
type parser struct {
	file   *flowFile
	vars   map[string]string
	getenv func(string) string
	// service reports whether a name is that of a service.
	service func(string) bool
	line    int
}

// parseFlowFile reads a flow file. Errors begin with the number of their line.
func parseFlowFile(text string, getenv func(string) string, service func(string) bool) (*flowFile, error) {
	p := &parser{
		file: &flowFile{models: map[string]aggregate.Key{}, report: true},
		vars: map[string]string{}, getenv: getenv, service: service,
	}
	for i, line := range strings.Split(text, "\n") {
		p.line = i + 1
		line, _, _ = strings.Cut(line, "#")
		if err := p.parseLine(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("%d: %w", p.line, err)
		}
	}
	for _, f := range p.file.flows {
		for _, id := range f.models {
			if _, ok := p.file.models[id]; !ok {
				return nil, fmt.Errorf("%d: unknown model %s", f.line, id)
			}
		}
	}
	return p.file, nil
}

func (p *parser) parseLine(line string) error {
	if line == "" {
		return nil
	}
	words := strings.Fields(line)
	switch strings.ToLower(words[0]) {
	case "flow":
		return p.expand(words, 0, p.flow)
	case "model":
		return p.expand(words, 0, p.model)
	}
	name, value, ok := strings.Cut(line, "=")
	if !ok || !isName(name) {
		near := nearest.Word(words[0], []string{"Flow", "Model"})
		if near != "" {
			near = ", did you mean " + near + "?"
		}
		return fmt.Errorf("unknown line %q (want Flow, Model or NAME=value)%s", words[0], near)
	}
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if strings.HasPrefix(name, "RAGATOR_") {
		return p.setting(name, value)
	}
	var err error
	p.vars[name], err = p.replace(value)
	return err
}

// isRuleFile reports whether the first statement of a file is one of racluster.conf(5)
// and not of a flow file (spec: classic 2.x, section 9, R10).
func isRuleFile(text string) bool {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, _, _ := strings.Cut(line, "=")
		switch strings.TrimSpace(name) {
		case "filter", "model", "grep", "label", "status", "idle":
			return true
		}
		return strings.HasPrefix(line, "RACLUSTER_")
	}
	return false
}

func isName(s string) bool {
	for i, c := range s {
		if c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func (p *parser) setting(name, value string) error {
	switch name {
	case "RAGATOR_MODEL_NAME":
		return nil
	case "RAGATOR_PRESERVE_FIELDS":
		return yesNo(value, &p.file.preserve)
	case "RAGATOR_REPORT_AGGREGATION":
		return yesNo(value, &p.file.report)
	case "RAGATOR_AUTO_CORRECTION":
		return yesNo(value, &p.file.correct)
	case "RAGATOR_HISTOGRAM", "RAGATOR_TIME_SERIES", "RAGATOR_VALIDATE":
		p.file.warnings = append(p.file.warnings, fmt.Sprintf("%d: %s has no effect", p.line, name))
		return nil
	}
	return fmt.Errorf("unknown variable %s", name)
}

func yesNo(text string, to *bool) error {
	switch strings.ToLower(text) {
	case "yes":
		*to = true
	case "no":
		*to = false
	default:
		return fmt.Errorf("%q is neither yes nor no", text)
	}
	return nil
}

// expand replaces the names in words from i on, and calls use once for each
// member of the lists that they stand for.
func (p *parser) expand(words []string, i int, use func([]string) error) error {
	for ; i < len(words); i++ {
		if strings.Contains(words[i], "$") {
			break
		}
	}
	if i == len(words) {
		return use(words)
	}
	value, err := p.replace(words[i])
	if err != nil {
		return err
	}
	for _, member := range strings.Split(value, ",") {
		list := append([]string(nil), words...)
		list[i] = strings.TrimSpace(member)
		if err := p.expand(list, i+1, use); err != nil {
			return err
		}
	}
	return nil
}

// replace replaces $NAME and ${NAME} in a word.
func (p *parser) replace(word string) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(word, "$")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		n := 0
		if strings.HasPrefix(rest, "{") {
			end := strings.IndexByte(rest, '}')
			if end < 0 {
				return "", errors.New("the closing brace of ${ is missing")
			}
			rest, n = rest[1:end]+rest[end+1:], end-1
		} else {
			for n < len(rest) && isName(rest[:n+1]) {
				n++
			}
		}
		value, err := p.value(rest[:n])
		if err != nil {
			return "", err
		}
		out.WriteString(value)
		word = rest[n:]
	}
}

// value returns the value of a name: as set in the file or the environment, or the
// service of that name.
func (p *parser) value(name string) (string, error) {
	if !isName(name) {
		return "", fmt.Errorf("%q is not a name ($ must precede one)", name)
	}
	if v, ok := p.vars[name]; ok {
		return v, nil
	}
	if v := p.getenv(name); v != "" {
		return v, nil
	}
	if s := strings.ToLower(name); p.service(s) {
		return s, nil
	}
	return "", fmt.Errorf("$%s has no value (set it with %s=value above this line)", name, name)
}

// flow reads: Flow id [type] saddr daddr proto sport dport models duration [idle].
func (p *parser) flow(words []string) error {
	const want = "want: Flow id [ip|arp] saddr daddr proto sport dport models [duration [idle]]"
	f, kind, err := fields(words, want)
	if err != nil {
		return err
	}
	if len(f) < 6 || len(f) > 8 {
		return fmt.Errorf("%d words after the id (%s)", len(f), want)
	}
	line := flowLine{line: p.line, models: strings.Split(f[5], ",")}
	if line.filter, err = flowFilter(kind, f); err != nil {
		return err
	}
	for i, to := range []*time.Duration{&line.status, &line.idle} {
		if len(f) <= 6+i {
			break
		}
		n, err := strconv.ParseUint(f[6+i], 10, 31)
		if err != nil {
			return fmt.Errorf("%q is not a number of seconds", f[6+i])
		}
		*to = time.Duration(n) * time.Second
	}
	p.file.flows = append(p.file.flows, line)
	return nil
}

// fields returns the words after the id and the type, and the type.
func fields(words []string, want string) (rest []string, kind string, err error) {
	if len(words) < 3 {
		return nil, "", fmt.Errorf("the line is too short (%s)", want)
	}
	if _, err := strconv.ParseUint(words[1], 10, 32); err != nil {
		return nil, "", fmt.Errorf("the id %q is not a number (%s)", words[1], want)
	}
	switch kind := strings.ToLower(words[2]); {
	case kind == "ip", kind == "arp":
		return words[3:], kind, nil
	case kind == "ether", kind == "mac":
		return nil, "", fmt.Errorf("flows of type %s are not supported (want ip or arp)", kind)
	case strings.HasSuffix(kind, "any"):
		return words[3:], "", nil
	}
	return words[2:], "", nil
}

// flowFilter returns the filter for source, destination, protocol and ports.
func flowFilter(kind string, f []string) (string, error) {
	var terms []string
	switch kind {
	case "ip":
		terms = append(terms, "(ip or ipv6)")
	case "arp":
		terms = append(terms, "arp")
	}
	for i, side := range []string{"src", "dst"} {
		term, err := addressTerm(side, f[i])
		if err != nil {
			return "", err
		}
		terms = append(terms, term)
	}
	if proto := f[2]; proto != "*" {
		if !isName(strings.ReplaceAll(proto, "-", "_")) && !isNumber(proto) {
			return "", fmt.Errorf("%q is not a protocol", proto)
		}
		terms = append(terms, "proto "+proto)
	}
	for i, side := range []string{"src", "dst"} {
		term, err := portTerm(side, f[3+i])
		if err != nil {
			return "", err
		}
		terms = append(terms, term)
	}
	var given []string
	for _, t := range terms {
		if t != "" {
			given = append(given, t)
		}
	}
	return strings.Join(given, " and "), nil
}

func addressTerm(side, word string) (string, error) {
	if word == "*" {
		return "", nil
	}
	if _, err := netip.ParsePrefix(word); err == nil {
		return side + " net " + word, nil
	}
	if _, err := netip.ParseAddr(word); err == nil {
		return side + " host " + word, nil
	}
	return "", fmt.Errorf("%q is not an address (want *, an address or a network such as 10.0.0.0/8)", word)
}

func portTerm(side, word string) (string, error) {
	if word == "*" {
		return "", nil
	}
	if low, high, ok := strings.Cut(word, "-"); ok && isNumber(low) && isNumber(high) {
		if number(low) > number(high) {
			return "", fmt.Errorf("%s is not a range of ports: %s is above %s", word, low, high)
		}
		return fmt.Sprintf("(%s port gte %s and %s port lte %s)", side, low, side, high), nil
	}
	for _, c := range word {
		if c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return "", fmt.Errorf("%q is not a port (want *, a service, a number or a range such as 1024-65535; for several, set NAME=80,443 and write $NAME)", word)
		}
	}
	return side + " port " + word, nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// number is the value of what isNumber accepts.
func number(s string) uint64 {
	n, _ := strconv.ParseUint(s, 10, 16)
	return n
}

// model reads: Model id [type] smask dmask proto sport dport.
func (p *parser) model(words []string) error {
	const want = "want: Model id [ip] smask dmask proto sport dport"
	f, _, err := fields(words, want)
	if err != nil {
		return err
	}
	if len(f) != 5 {
		return fmt.Errorf("%d words after the id (%s)", len(f), want)
	}
	var keys []string
	for i, name := range []string{"saddr", "daddr"} {
		switch mask := strings.TrimPrefix(f[i], "/"); mask {
		case "0.0.0.0", "0", "no":
		case "yes", "255.255.255.255":
			keys = append(keys, name)
		default:
			keys = append(keys, name+"/"+mask)
		}
	}
	for i, name := range []string{"proto", "sport", "dport"} {
		var keep bool
		if err := yesNo(f[2+i], &keep); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if keep {
			keys = append(keys, name)
		}
	}
	key, err := aggregate.ParseKey(keys)
	if err != nil {
		return err
	}
	if key.None() {
		key = aggregate.SingleKey()
	}
	if _, ok := p.file.models[words[1]]; ok {
		return fmt.Errorf("there is a model %s above already", words[1])
	}
	p.file.models[words[1]] = key
	return nil
}
