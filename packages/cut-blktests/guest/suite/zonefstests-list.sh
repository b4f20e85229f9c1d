# shellcheck shell=bash disable=SC2154 # what zonefs_words sets
# Prints the tests that these words choose.
# shellcheck source=../lib/zonefstests.sh
. /usr/lib/zonefs-tests/zonefstests.sh

zonefs_words "$@" || return
listed=$(./zonefs-tests.sh "${choices[@]}" -l) || {
  printf '%s\n' "$listed" >&2
  return 1
}
sed -n 's/^ *Test \([0-9]*\):.*/\1/p' <<<"$listed"
