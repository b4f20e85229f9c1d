# shellcheck shell=bash disable=SC2154 # what parse_words sets
# Runs blktests with the words that `check` takes; where Rapido has chosen the tests, those.
# shellcheck source=../lib/words.sh
. /usr/lib/blktests/words.sh

parse_words "$@" || return
if [[ ${RAPIDO_TESTS-} ]]; then
  mapfile -t names <<<"$RAPIDO_TESTS"
  choices=()
fi
./check "${options[@]}" "${choices[@]}" -o "$BLKTESTS_RESULTS" -- "${names[@]}"
