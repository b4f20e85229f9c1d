# shellcheck shell=bash
# Prints the tests that `check` would run with these arguments, each with its section if there are any.

# Reads what `check -n` prints. A test that is not to be run has a word more in its line.
fstests_labels() {
  local line section=''
  while IFS= read -r line; do
    if [[ $line =~ ^SECTION\ +--\ ([^ ]+) ]]; then
      section=${BASH_REMATCH[1]}
    elif [[ $line =~ ^([[:alnum:]_-]+/[[:alnum:]_.-]+)[[:space:]]*$ ]]; then
      printf '%s\n' "${BASH_REMATCH[1]}${section:+ ($section)}"
    elif [[ $line == *'unknown test, ignored'* || $line == *'empty or not defined'* ]]; then
      printf '%s\n' "$line" >&2
    fi
  done
}

# shellcheck disable=SC2086
((${#})) || set -- ${FSTESTS_DEFAULT:--g quick}
# To find out what would be run, `check` need not make a file system on SCRATCH_DEV.
fstests_said=$(SCRATCH_DEV='' SCRATCH_DEV_POOL='' BASH_ENV=/etc/fstests/check-env ./check -n ${FSTESTS_OPTIONS:+"$FSTESTS_OPTIONS"} "$@" 2>&1) || {
  printf '%s\n' "$fstests_said" >&2
  exit 1
}
fstests_labels <<<"$fstests_said"
