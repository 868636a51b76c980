# prints the answers to each line of standard input, after the line
source "$1"
program=$2
while IFS= read -r line; do
	COMP_LINE=$line COMP_POINT=${#line}
	# bash breaks words at = and : as well
	read -ra COMP_WORDS <<<"$(sed 's/[=:]\{1,\}/ & /g' <<<"$line")"
	[[ $line == *[[:blank:]] ]] && COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	"_$program" 2>/dev/null # compopt works in completions alone
	# what bash replaces is the last word, or nothing after a break
	last=${COMP_WORDS[COMP_CWORD]} head=$line
	[[ $last == *[!=:]* ]] && head=${line%"$last"}
	printf '%s\n' "> $line"
	for answer in "${COMPREPLY[@]}"; do
		answer=$head$answer
		printf '%s\n' "${answer##* }"
	done
done
