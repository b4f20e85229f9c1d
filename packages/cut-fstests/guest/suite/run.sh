# shellcheck shell=bash
# Runs `check` with the arguments; where Rapido has chosen the tests, with those of the arguments that choose none.

fstests_arguments=()

# Sets `fstests_arguments` to the options that choose no tests (of `check --help`), in their order.
fstests_keep() {
  fstests_arguments=()
  while (($#)); do
    case $1 in
      -g | -x | -X | -e | -E) (($# < 2)) || shift ;;
      # Of the condition there is one; and with neither there are no sections.
      -s | -S) (($# < 2)) || shift ;;
      -n) ;;
      -i | -I | -R | -L)
        fstests_arguments+=("$1")
        (($# < 2)) || { shift && fstests_arguments+=("$1"); }
        ;;
      -*) fstests_arguments+=("$1") ;;
      # Names of tests are the last of all.
      *) break ;;
    esac
    shift
  done
}

# shellcheck disable=SC2086
((${#})) || set -- ${FSTESTS_DEFAULT:--g quick}
if [[ $RAPIDO_TESTS ]]; then
  fstests_keep "$@"
  [[ ! $RAPIDO_CONDITION ]] || fstests_arguments+=(-s "$RAPIDO_CONDITION")
  mapfile -t -O "${#fstests_arguments[@]}" fstests_arguments <<<"$RAPIDO_TESTS"
  set -- "${fstests_arguments[@]}"
fi
BASH_ENV=/etc/fstests/check-env ./check ${FSTESTS_OPTIONS:+"$FSTESTS_OPTIONS"} "$@"
