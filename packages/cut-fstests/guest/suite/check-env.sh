# shellcheck shell=bash
# What `check` reads first (BASH_ENV): functions in place of programs that it calls once per test before the first one runs, as to
# start a thousand processes takes minutes where the CPU is emulated. Nothing else gets them: they are not exported.
unset BASH_ENV

# grep: `-s ^LINE$ FILE` and `-Eq ^NAME FILE` without a process; the program for everything else.
grep() {
  local newline=$'\n' text=''
  if (($# == 3)) && [[ -f $3 && $1 == -s && $2 =~ ^\^([[:alnum:]/_-]+)\$$ ]]; then
    IFS= read -r -d '' text <"$3"
    [[ $newline$text == *"$newline${BASH_REMATCH[1]}$newline"* ]]
  elif (($# == 3)) && [[ -f $3 && $1 == -Eq && $2 =~ ^\^([[:alnum:]/_-]+)$ ]]; then
    IFS= read -r -d '' text <"$3"
    [[ $newline$text == *"$newline${BASH_REMATCH[1]}"* ]]
  else
    command grep "$@"
  fi
}

# expr: `NUMBER + NUMBER` without a process
expr() {
  if (($# == 3)) && [[ $1 =~ ^[0-9]+$ && $2 == + && $3 =~ ^[0-9]+$ ]]; then
    echo "$((10#$1 + 10#$3))"
  else
    command expr "$@"
  fi
}
