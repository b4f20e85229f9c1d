# shellcheck shell=bash
# What the zonefstests cuts share. Sourced.
export ZONEFSTESTS_RESULTS=/var/lib/zonefs-tests

# set_up_zonefs_tests DEVICE: gets all ready for the tests on it; the shell is in their directory then.
set_up_zonefs_tests() {
  [[ -b $1 ]] || die "The zoned device $1 is not there."
  export ZONEFSTESTS_DEVICE=$1
  mkdir -p "$ZONEFSTESTS_RESULTS"
  mkzonefs -f "$1" || die "mkzonefs failed."
  cd "$ZONEFSTOOLS_SRC/tests" || die "The tests of zonefs-tools are not in the image."
  # Of a plain ./zonefs-tests.sh its words are what the suite runs with; anything else is run here.
  case ${ZONEFSTESTS_AUTORUN_CMD-} in
    '') ;;
    './zonefs-tests.sh '*) export ZONEFSTESTS_DEFAULT=${ZONEFSTESTS_AUTORUN_CMD#./zonefs-tests.sh} ;;
    *) eval "$ZONEFSTESTS_AUTORUN_CMD" ;;
  esac
}

# zonefs_words WORD...: sets `options` of zonefs-tests.sh that choose no tests, and `choices`, those that do; a test or a range may
# also stand for itself, as 0001 or 0001-0004. Status 1, after a message, for anything else.
zonefs_words() {
  options=() choices=()
  # shellcheck disable=SC2086
  (($#)) || set -- ${ZONEFSTESTS_DEFAULT-}
  while (($#)); do
    case $1 in
      -s) options+=("$1") ;;
      -t)
        choices+=(-t "${2-}")
        shift
        ;;
      # The device is the cut's.
      /dev/*) ;;
      [0-9]*) choices+=(-t "$1") ;;
      *)
        printf 'zonefs-tests: "%s" is none of its words here: -s, -t CASE, -t CASE-CASE, CASE, CASE-CASE.\n' "$1" >&2
        return 1
        ;;
    esac
    shift
  done
}

# zonefs_outcome LOG STATUS: prints what a run of one test came to, as words of test_end; LOG is what the test said, STATUS
# that of zonefs-tests.sh, which is 0 for a test that was skipped.
zonefs_outcome() {
  local line outcome=pass reason=''
  (($2 == 0)) || outcome=fail
  while IFS= read -r line; do
    case $line in
      skip) outcome=skip ;;
      FAILED*) outcome=fail ;;
      *'--> '*) reason=${line#*--> } ;;
    esac
  done <"$1"
  case $outcome in
    pass) echo pass ;;
    skip) printf 'skip\n%s\n' "${reason#skipped: }" ;;
    fail) printf 'fail\n%s\n' "$reason" ;;
  esac
}
