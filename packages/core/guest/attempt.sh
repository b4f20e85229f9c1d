# shellcheck shell=bash disable=SC2034 # said and kernel_said are the caller's
# A part of the autorun library that is sourced where it is wanted (docs/autorun.md): asking the kernel for something that it may never be
# done with, and what it said meanwhile.

# attempt SECONDS COMMAND...: runs COMMAND, which may be a function that ends in exec, at most that long. Its status, 124 when the time
# was over; `said` is what it printed, and `kernel_said` what the kernel has logged since it began, where `kernel_records` is
# set what matches that regular expression.
attempt() {
  local end=$((SECONDS + $1)) mark="rapido: attempt $$.$RANDOM" output job line status
  shift
  said='' kernel_said=''
  printf '<14>%s\n' "$mark" >/dev/kmsg
  exec {output}< <("$@" 2>&1)
  job=$!
  while :; do
    if ((SECONDS >= end)); then
      kill -KILL "$job" 2>/dev/null
      status=124
      break
    fi
    line=''
    IFS= read -r -t "$((end - SECONDS))" -u "$output" line
    status=$?
    said+=$line
    ((status == 0)) && said+=$'\n'
    ((status == 0 || status > 128)) && continue
    wait "$job"
    status=$?
    break
  done
  exec {output}<&-
  ((status == 0)) || kernel_said=$(kernel_log_since "$mark")
  return "$status"
}

# kernel_log_since MARK: prints that; what repeats, once.
kernel_log_since() {
  local line text
  local -a lines=()
  local -A times=()
  while IFS= read -r line; do
    text=${line#*] }
    if [[ $text == *"$1" ]]; then
      lines=() times=()
    elif [[ $text =~ ${kernel_records-} ]]; then
      [[ ${times[$text]} ]] || lines+=("$line")
      times[$text]=$((${times[$text]:-0} + 1))
    fi
  done < <(dmesg 2>/dev/null)
  for line in "${lines[@]:(${#lines[@]} > 20 ? -20 : 0)}"; do
    text=${line#*] }
    [[ ${times[$text]} == 1 ]] || line+=" (${times[$text]} times)"
    printf '%s\n' "$line"
  done
}
