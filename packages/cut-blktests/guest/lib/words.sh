# shellcheck shell=bash disable=SC2034 # what it sets is for who sources it
# What is given to `check`, taken apart as it does that itself (see its --help). Sourced.

# parse_words WORD...: sets `options`, those that choose no tests; `choices`, those that do; and `names` of tests and groups.
# Without any word, those of BLKTESTS_DEFAULT. Status 1, after a message, where they are none of `check`.
parse_words() {
  local parsed
  options=() choices=() names=()
  # shellcheck disable=SC2086
  (($#)) || set -- ${BLKTESTS_DEFAULT-}
  parsed=$(getopt -n check -o 'do:q::x:c:th' -l 'device-only,output:,quick::,exclude:,config:,cmd-trace,help' -- "$@") || return 1
  eval "set -- $parsed"
  while [[ $1 != -- ]]; do
    case $1 in
      -d | --device-only) choices+=(-d) ;;
      -x | --exclude) choices+=(-x "$2") && shift ;;
      -q | --quick) options+=("-q$2") && shift ;;
      -c | --config) take_config "$2" && shift ;;
      # Rapido takes the files of the results from where it knows them.
      -o | --output) shift ;;
      *) options+=("$1") ;;
    esac
    shift
  done
  names=("${@:2}")
}

# A file that is given takes the place of `config`; here it comes after it, so that the devices to test stay.
take_config() {
  [[ " ${options[*]} " == *' -c config '* ]] || options+=(-c config)
  options+=(-c "$1")
}
