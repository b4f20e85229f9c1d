# shellcheck shell=bash disable=SC2154 # what parse_words sets
# Prints the tests that `check` would run with these words.
# shellcheck source=../lib/words.sh
. /usr/lib/blktests/words.sh

parse_words "$@" || return
[[ " ${options[*]} " == *' -c '* ]] || options+=(-c config)
./check "${options[@]}" -c /usr/lib/blktests/list-only "${choices[@]}" -o "$BLKTESTS_RESULTS" -- "${names[@]}" 9>&1 >&2
