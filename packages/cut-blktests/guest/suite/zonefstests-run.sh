# shellcheck shell=bash disable=SC2154 # what zonefs_words sets
# Runs the tests of zonefs-tools one by one, as their own output tells of the end of a test only in part: where Rapido has chosen
# the tests, those.
# shellcheck source=../lib/zonefstests.sh
. /usr/lib/zonefs-tests/zonefstests.sh

run_zonefs_test() {
  local log=$ZONEFSTESTS_RESULTS/$1.log said=$ZONEFSTESTS_RESULTS/$1.out outcome
  test_begin "$1"
  ./zonefs-tests.sh "${options[@]}" -g "$ZONEFSTESTS_RESULTS" -t "$1" "$ZONEFSTESTS_DEVICE" >"$said" 2>&1
  outcome=$?
  # Without a log it did not come to the test; it has then said why.
  [[ -s $log ]] && ((outcome == 0)) && rm -f "$said"
  [[ -s $log ]] || cat "$said"
  mapfile -t outcome < <(zonefs_outcome "$([[ -s $log ]] && echo "$log" || echo /dev/null)" "$outcome")
  test_end "${outcome[@]}"
  [[ ${outcome[0]} != fail ]]
}

zonefs_words "$@" || return
if [[ ${RAPIDO_TESTS-} ]]; then
  mapfile -t tests <<<"$RAPIDO_TESTS"
else
  mapfile -t tests < <(. /rapido/suite/list "$@")
fi
failed=0
for test in "${tests[@]}"; do run_zonefs_test "$test" || failed=1; done
return "$failed"
