// SPDX-License-Identifier: Apache-2.0

package completion

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
)

// fishScript is followed by a line for each option. Fish itself completes the argument
// of an option; @NAME@_at completes the words after it.
const fishScript = `# fish completion of @PROGRAM@; made by @PROGRAM@ --completion fish

# whether the words before the one at hand are of a list that -LETTER began
function __@NAME@_at
    string match -q -- '-*' (commandline -ct); and return 1
    for w in (commandline -opc)[-1..2]
        switch $w
            case - --
                return 1
            case '-*'
                string match -qr -- "^-[^-]*$argv[1]\$" $w
                return
        end
    end
    return 1
end

# whether the filter has begun
function __@NAME@_filter
    contains -- - (commandline -opc)[2..-1]; or contains -- -- (commandline -opc)[2..-1]
end

# names of columns after what the word at hand has before its last one
function __@NAME@_columns
    set -l before (string match -r -- '^(?:.*[, ])?(?:[-+][0-9]*)?' (commandline -ct))
    printf "$before%s\t%s\n" @COLUMNS@
end

function __@NAME@_modes
    switch (commandline -ct)
@MODES@        case '*'
            printf '%s\t%s\n' @MODEWORDS@
    end
end

complete -c @PROGRAM@ -f
complete -c @PROGRAM@ -n __@NAME@_filter -a @FILTER@
`

func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}

// pairs returns words and meanings as arguments of printf.
func pairs(words []getopt.Word) string {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "%s %s ", fishQuote(w.Word), fishQuote(phrase(w.About)))
	}
	return strings.TrimSpace(b.String())
}

func (s *Spec) fish() string {
	var modes, lines strings.Builder
	var words []getopt.Word
	for i, w := range s.modeWords() {
		m := s.Modes[i]
		words = append(words, getopt.Word{Word: w, About: m.About})
		if len(m.Values) == 0 {
			continue
		}
		before := fishQuote(m.Word.Word + "=")
		if m.List {
			before = "(string match -r -- '^[^=]*=(?:.*,)?[-+]?' (commandline -ct))"
		}
		fmt.Fprintf(&modes, "        case '%s=*'\n            printf %s'%%s\\t%%s\\n' %s\n", m.Word.Word, before, pairs(m.Values))
	}
	for _, o := range s.readings() {
		lines.WriteString(s.fishOption(&o))
	}
	script := strings.NewReplacer(
		"@COLUMNS@", pairs(s.Columns), "@MODES@", modes.String(), "@MODEWORDS@", pairs(words),
		"@FILTER@", fishQuote(strings.Join(s.Filter, " ")),
	).Replace(fishScript)
	return s.fill(script + lines.String())
}

// fishOption returns the lines for one option.
func (s *Spec) fishOption(o *getopt.Documented) string {
	name := ""
	if o.Letter != 0 {
		name += " -s " + fishQuote(string(rune(o.Letter)))
	}
	if o.Long != "" {
		name += " -l " + o.Long
	}
	offer := ""
	switch o.Value {
	case getopt.Files, getopt.Dirs:
		offer = " -F"
		if o.Value == getopt.Dirs {
			offer = " -f -a '(__fish_complete_directories)'"
		}
	case getopt.Columns:
		offer = " -f -a '(__@NAME@_columns)'"
	case getopt.Modes:
		offer = " -f -a '(__@NAME@_modes)'"
	case getopt.Topics:
		offer = " -f -a " + fishQuote("(printf '%s\\t%s\\n' "+pairs(s.Topics)+")")
	case getopt.Fixed:
		offer = " -f -a " + fishQuote("(printf '%s\\t%s\\n' "+pairs(o.Words)+")")
	}
	needs := ""
	if o.Kind != getopt.Flag && o.Kind != getopt.Optional {
		needs = " -r"
	}
	if o.Kind == getopt.Optional {
		name = " -l " + o.Long // a letter's own argument is glued
	}
	text := fmt.Sprintf("complete -c @PROGRAM@%s%s%s -d %s\n", name, needs, offer, fishQuote(phrase(o.About)))
	if o.Kind == getopt.Optional {
		text += fmt.Sprintf("complete -c @PROGRAM@ -n 'contains -- (commandline -opc)[-1] %s'%s\n", strings.Join(o.Names(), " "), offer)
	}
	if o.Kind == getopt.List {
		text += fmt.Sprintf("complete -c @PROGRAM@ -n '__@NAME@_at %s'%s\n", string(rune(o.Letter)), offer)
	}
	return text
}
