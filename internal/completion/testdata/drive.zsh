# prints the answers to each line of standard input, after the line; they come
# through a file from a shell on a terminal of its own
zmodload zsh/zpty zsh/zselect || exit 77
answers=$PWD/answers
cat >start.zsh <<'END'
PS1=
fpath=($1 $fpath)
autoload -Uz compinit
compinit -u -D
LISTMAX=100000
compadd() {
	local -a __found
	if (( ${@[(I)-[OAD]]} )); then # an answer for a script, not for the user
		builtin compadd "$@"
		return
	fi
	builtin compadd -A __found "$@"
	print -rl -- $__found >>$2
	builtin compadd "$@"
}
functions[compadd]=${functions[compadd]//\$2/${(q)2}}
after() { print -r -- END >>$answers; comppostfuncs=(after) } # zsh empties the list
answers=$2
comppostfuncs=(after)
END
zpty shell zsh -f -i
zpty -w shell "set -- ${(q)1:h} ${(q)answers}; source ./start.zsh; : >ready"
drain() { local text; while zpty -rt shell text; do :; done }
waitfor() {
	local i
	for ((i = 0; i < 1500; i++)); do
		drain
		eval "$1" && return 0
		zselect -t 2
	done
	print -r -- "no answer"
	exit 1
}
waitfor '[[ -e ready ]]'
while IFS= read -r line; do
	: >$answers
	zpty -w -n shell $line$'\t'
	waitfor 'grep -q "^END" $answers'
	print -r -- "> $line"
	grep -v '^END' $answers
	zpty -w -n shell $'\C-u'
done
zpty -d shell
