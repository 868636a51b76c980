# prints the answers to each line of standard input, after the line
source $argv[1]
while read -l line
    echo "> $line"
    complete -C $line | string replace -r '\t.*' ''
end
exit 0
