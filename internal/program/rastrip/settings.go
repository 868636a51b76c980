// SPDX-License-Identifier: Apache-2.0

package rastrip

import (
	"errors"
	"strings"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/inplace"
	"github.com/argus-go/argus/record"
)

// defaultParts are kept if nothing else is asked for.
const defaultParts = record.PartTime | record.PartFlow | record.PartMetrics | record.PartNet

// settings are what the options say.
type settings struct {
	only    record.Parts // words without a sign
	exactly bool         // there was one
	plus    record.Parts // words with a plus sign
	minus   record.Parts // words with a minus sign
	first   byte         // the sign of the first word that has one, 0 if there is none
	replace bool
	noMan   bool
}

// kept returns the parts that stay.
func (s *settings) kept() record.Parts {
	base := defaultParts
	switch {
	case s.exactly:
		base = s.only
	case s.first == '-':
		base = record.AllParts
	}
	return (base | s.plus) &^ s.minus
}

// word takes a part of a record, as a word of -M.
func (s *settings) word(_ *client.Config, word string) (bool, error) {
	sign, name := byte(0), word
	if word[0] == '+' || word[0] == '-' {
		sign, name = word[0], word[1:]
	}
	bits, ok := client.PartNamed(strings.ToLower(name))
	if !ok {
		return false, nil
	}
	if s.first == 0 {
		s.first = sign
	}
	switch sign {
	case '+':
		s.plus, s.minus = s.plus|bits, s.minus&^bits
	case '-':
		s.minus, s.plus = s.minus|bits, s.plus&^bits
	default:
		s.only, s.exactly = s.only|bits, true
	}
	return true, nil
}

// isSigned reports whether a word that begins with a minus sign names a part.
func isSigned(word string) bool {
	_, ok := client.PartNamed(strings.ToLower(word[1:]))
	return ok
}

// modes returns the words of -M: the parts, and what else is different here.
func (s *settings) modes() []client.Mode {
	list := []client.Mode{
		inplace.Mode(&s.replace, "put the stripped records in the place of each input file",
			"Each file is exchanged when its new form is complete."),
		{
			Name: "man", About: "also print management records (default)",
			Set: client.SetFunc(func(*client.Config, string) error { s.noMan = false; return nil }),
		},
		{
			Name: "noman", About: "do not print management records",
			Set: client.SetFunc(func(*client.Config, string) error { s.noMan = true; return nil }),
		},
	}
	for _, p := range client.PartWords() {
		if p.Word == "label" { // a mode of all clients, which word replaces if it has no value
			continue
		}
		list = append(list, client.Mode{
			Name: p.Word, About: "keep " + p.About,
			Set: client.SetFunc(func(c *client.Config, _ string) error {
				_, err := s.word(c, p.Word)
				return err
			}),
		})
	}
	return list
}

// check reports options that exclude each other.
func (s *settings) check(c *client.Config) error {
	switch {
	case s.kept() == 0:
		return errors.New("-M: no part of the records is left: name one to keep")
	case !s.replace:
		return nil
	}
	return inplace.Check(c)
}
