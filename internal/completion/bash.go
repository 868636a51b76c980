// SPDX-License-Identifier: Apache-2.0

package completion

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
)

// bashScript completes command lines in bash 4 and later, without other scripts.
//
// Bash also splits words at = and :. The script therefore splits the line itself, and
// removes from its answers the part that bash has split off.
const bashScript = `# bash completion of @PROGRAM@; made by @PROGRAM@ --completion bash

# _@NAME@_option OPTION: how many words it takes and what to offer for them
_@NAME@_option() {
	take=none offer=nothing
	case $1 in
@CASES@	esac
}

# _@NAME@_find: the option that the word at hand belongs to, in opt, and how
# many words are between them, in between
_@NAME@_find() {
	local i w rest
	opt= between=0 filter=
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		w=${words[i]}
		_@NAME@_option "$opt"
		if [[ $opt ]] && ((between == 0)) && [[ $take != none && $take != glued ]]; then
			between=1
			continue
		fi
		case $w in
		- | --)
			filter=yes
			return
			;;
		--*=*) opt=${w%%=*} between=1 ;;
		--*) opt=$w between=0 ;;
		-*)
			rest=${w#-} between=0
			while [[ $rest ]]; do
				opt=-${rest:0:1} rest=${rest:1}
				_@NAME@_option "$opt"
				if [[ $take != none ]]; then
					[[ $rest ]] && between=1
					rest=
				fi
			done
			;;
		*) ((between++)) ;;
		esac
	done
}

# _@NAME@_words PREFIX WORD LIST: words of the list that begin with WORD
_@NAME@_words() {
	local IFS=$' \t\n' w
	for w in $3; do
		[[ $w == "$2"* ]] && COMPREPLY+=("$1$w")
	done
}

# _@NAME@_list PREFIX WORD LIST: the same for a list with commas, signs and places
_@NAME@_list() {
	local last=${2##*[, ]} sign=
	local before=${2%"$last"}
	if [[ $last =~ ^[-+][0-9]* ]]; then
		sign=${BASH_REMATCH[0]} last=${last#"$sign"}
	fi
	_@NAME@_words "$1$before$sign" "$last" "$3"
}

# _@NAME@_open: no blank after the one answer if a value is to follow
_@NAME@_open() {
	[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}

_@NAME@_modes() {
	case $1 in
@MODES@	*=*) ;;
	*)
		_@NAME@_words '' "$1" @MODEWORDS@
		_@NAME@_open
		;;
	esac
}

# _@NAME@_offer WORD PREFIX: answers for an argument that WORD begins
_@NAME@_offer() {
	case $offer in
	files)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "${cur#[\"\']}")
		;;
	dirs)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "${cur#[\"\']}")
		;;
	columns) _@NAME@_list "$2" "$1" "$columns" ;;
	modes) _@NAME@_modes "$1" ;;
	topics) _@NAME@_words "$2" "$1" @TOPICS@ ;;
	fixed)
		case $opt in
@FIXED@		esac
		_@NAME@_open
		;;
	esac
}

_@NAME@() {
	local IFS=$' \t\n' line=${COMP_LINE:0:COMP_POINT} word opt between filter take offer broken breaks= cur=${COMP_WORDS[COMP_CWORD]}
	local columns=@COLUMNS@
	local -a words
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	word=${words[${#words[@]} - 1]}
	COMPREPLY=()
	IFS=$'\n'
	_@NAME@_find
	_@NAME@_option "$opt"
	if [[ $word == --*=* ]] && [[ ! $filter ]]; then
		opt=${word%%=*}
		_@NAME@_option "$opt"
		cur=${word#*=}
		_@NAME@_offer "$cur" "$opt="
	elif [[ $filter ]]; then
		_@NAME@_words '' "$word" @FILTER@
	elif [[ $opt ]] && { [[ $take == @(one|pair|list) ]] && ((between == 0)) || [[ $word != -* && ( $take == list || $take == glued && $between == 0 ) ]]; }; then
		_@NAME@_offer "$word" ''
	elif [[ $word == -* ]]; then
		_@NAME@_words '' "$word" @OPTIONS@
	else
		_@NAME@_words '' "$word" @FILTER@
	fi
	[[ $COMP_WORDBREAKS == *=* ]] && breaks+='='
	[[ $COMP_WORDBREAKS == *:* ]] && breaks+=':'
	if [[ $breaks && $offer != @(files|dirs) ]]; then
		broken=${word%"${word##*[$breaks]}"}
		COMPREPLY=("${COMPREPLY[@]#"$broken"}")
	fi
}

complete -F _@NAME@ @PROGRAM@
`

func (s *Spec) bash() string {
	var modes, fixed, options strings.Builder
	list := func(words []string) string { return quote(strings.Join(words, " ")) }
	for _, m := range s.Modes {
		if len(m.Values) == 0 {
			continue
		}
		call := "words"
		if m.List {
			call = "list"
		}
		fmt.Fprintf(&modes, "\t%[1]s=*) _@NAME@_%[2]s %[1]s= \"${1#*=}\" %[3]s ;;\n", m.Word.Word, call, list(names(m.Values)))
	}
	s.fixed(func(opts []string, words []getopt.Word) {
		fmt.Fprintf(&fixed, "\t\t%s) _@NAME@_words \"$2\" \"$1\" %s ;;\n", strings.Join(opts, "|"), list(names(words)))
	})
	for i, o := range s.readings() {
		if i > 0 {
			options.WriteByte(' ')
		}
		options.WriteString(strings.Join(o.Names(), " "))
	}
	script := strings.NewReplacer(
		"@CASES@", s.cases("\t"), "@MODES@", modes.String(), "@MODEWORDS@", list(s.modeWords()),
		"@TOPICS@", list(names(s.Topics)), "@FIXED@", fixed.String(), "@COLUMNS@", list(names(s.Columns)),
		"@FILTER@", list(s.Filter), "@OPTIONS@", quote(options.String()),
	).Replace(bashScript)
	return s.fill(script)
}
