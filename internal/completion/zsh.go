// SPDX-License-Identifier: Apache-2.0

package completion

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
)

// zshScript may be installed in a folder of fpath, or evaluated after compinit.
const zshScript = `#compdef @PROGRAM@
# zsh completion of @PROGRAM@; made by @PROGRAM@ --completion zsh

# how many words an option takes and what to offer for them
_@NAME@_option() {
	take=none offer=nothing
	case $1 in
@CASES@	esac
}

# the option that the word at hand belongs to, and how many words are between
_@NAME@_find() {
	local i w rest
	opt= between=0 filter=
	for ((i = 2; i < CURRENT; i++)); do
		w=$words[i]
		_@NAME@_option "$opt"
		if [[ -n $opt && between -eq 0 && $take != none && $take != glued ]]; then
			between=1
			continue
		fi
		case $w in
		(-|--) filter=yes; return ;;
		(--*=*) opt=${w%%=*} between=1 ;;
		(--*) opt=$w between=0 ;;
		(-*)
			rest=${w#-} between=0
			while [[ -n $rest ]]; do
				opt=-${rest[1]} rest=${rest[2,-1]}
				_@NAME@_option "$opt"
				if [[ $take != none ]]; then
					[[ -n $rest ]] && between=1
					rest=
				fi
			done
			;;
		(*) (( between++ )) ;;
		esac
	done
}

_@NAME@_columns() {
	local -a list
	list=(
@COLUMNS@	)
	compset -P '*[, ]'
	compset -P '[-+][0-9]#'
	_describe -t columns column list
}

_@NAME@_modes() {
	local -a list valued
	case $PREFIX in
@MODES@	(*=*) return 1 ;;
	esac
	list=(
@MODEWORDS@	)
	valued=(
@VALUED@	)
	_describe -t modes mode list -- valued -S ''
}

_@NAME@_offer() {
	local -a list
	case $offer in
	(files) _files ;;
	(dirs) _files -/ ;;
	(columns) _@NAME@_columns ;;
	(modes) _@NAME@_modes ;;
	(topics)
		list=(
@TOPICS@		)
		_describe -t topics topic list
		;;
	(fixed)
		case $opt in
@FIXED@		esac
		if [[ $list[1] == *=(|:*) ]]; then
			_describe -t values value list -S ''
		else
			_describe -t values value list
		fi
		;;
	(*) return 1 ;;
	esac
}

_@NAME@_filter() {
	local -a list
	list=(@FILTER@)
	compadd -a list
}

_@NAME@() {
	local opt between filter take offer
	local -a list
	_@NAME@_find
	_@NAME@_option "$opt"
	if [[ -z $filter && $PREFIX == --*=* ]]; then
		opt=${PREFIX%%=*}
		_@NAME@_option "$opt"
		compset -P '*='
		_@NAME@_offer
	elif [[ -n $filter ]]; then
		_@NAME@_filter
	elif [[ -n $opt ]] && { [[ $take == (one|pair|list) && $between -eq 0 ]] || [[ $PREFIX != -* && ( $take == list || ( $take == glued && $between -eq 0 ) ) ]]; }; then
		_@NAME@_offer
	elif [[ $PREFIX == -* ]]; then
		list=(
@OPTIONS@		)
		_describe -o -t options option list
	else
		_@NAME@_filter
	fi
}

if [[ $funcstack[1] == _@NAME@ ]]; then
	_@NAME@ "$@"
else
	compdef _@NAME@ @PROGRAM@
fi
`

// described returns words and their meanings in the form that _describe expects.
func described(indent string, words []getopt.Word) string {
	var b strings.Builder
	for _, w := range words {
		text := strings.ReplaceAll(w.Word, ":", `\:`)
		if w.About != "" {
			text += ":" + phrase(w.About)
		}
		b.WriteString(indent + quote(text) + "\n")
	}
	return b.String()
}

func (s *Spec) zsh() string {
	var modes, fixed strings.Builder
	var plain, valued, options []getopt.Word
	for _, m := range s.Modes {
		if !m.Valued {
			plain = append(plain, m.Word)
			continue
		}
		valued = append(valued, getopt.Word{Word: m.Word.Word + "=", About: m.About})
		if len(m.Values) == 0 {
			continue
		}
		more := ""
		if m.List {
			more = "compset -P '*,'; compset -P '[-+]'; "
		}
		fmt.Fprintf(&modes, "\t(%s=*)\n\t\tlist=(\n%s\t\t)\n\t\tcompset -P '*='; %s_describe -t values value list\n\t\treturn\n\t\t;;\n",
			m.Word.Word, described("\t\t\t", m.Values), more)
	}
	s.fixed(func(opts []string, words []getopt.Word) {
		fmt.Fprintf(&fixed, "\t\t(%s)\n\t\t\tlist=(\n%s\t\t\t)\n\t\t\t;;\n", strings.Join(opts, "|"), described("\t\t\t\t", words))
	})
	for _, o := range s.readings() {
		for _, n := range o.Names() {
			options = append(options, getopt.Word{Word: n, About: o.About})
		}
	}
	script := strings.NewReplacer(
		"@CASES@", s.cases("\t"), "@MODES@", modes.String(), "@FIXED@", fixed.String(),
		"@MODEWORDS@", described("\t\t", plain), "@VALUED@", described("\t\t", valued),
		"@TOPICS@", described("\t\t\t", s.Topics), "@COLUMNS@", described("\t\t", s.Columns),
		"@OPTIONS@", described("\t\t\t", options), "@FILTER@", strings.Join(s.Filter, " "),
	).Replace(zshScript)
	return s.fill(script)
}
