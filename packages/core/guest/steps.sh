# shellcheck shell=bash disable=SC2154 # step_kinds and the like are the payload's
# Runs the steps and reports each. Step 0 is the autorun.

# Has the number of the process that the steps' processes stem from; of a batch's steps, until they are reported.
running_file=/rapido/run/running
# Is there when the VM ends: no step begins any more.
ending_file=/rapido/run/ending
# Status of a step that was killed because the VM ends, which is not reported: one that had ended before is.
killed=137

# The first that fails ends the rest, unless they are all wanted. A service whose autorun has failed is none to stay for.
run_steps() {
  local index status
  if [[ $waits_for ]]; then await_services || return; fi
  say state autorun
  for ((index = 0; index < ${#step_kinds[@]}; index++)); do
    run_step "$index"
    status=$?
    ((index == 0)) && say state ready
    ((status == 0)) && continue
    ((index == 0)) && stays=no
    [[ $keep_going == yes ]] || break
  done
  [[ $stays != yes ]] || stay_for_others
}

# await_services: waits until the host says that what the autorun needs is ready. A user who does not want to wait, or has nothing to
# wait for any more, goes on to the shell: the autorun then counts as one that has failed.
await_services() {
  local word status
  say state waiting
  if [[ $mode != interactive ]]; then
    IFS= read -r word <&8
    return
  fi
  # As of a step: of a job that Ctrl-C kills, not the status alone would be seen. It says so itself, as before it a Ctrl-C is nobody's.
  (trap '' TSTP && trap : INT && (
    trap - INT
    printf 'Waiting for %s: Ctrl-C goes on without.\n' "${waits_for// /, }"
    IFS= read -r word <&8 && [[ $word == go ]]
  ))
  status=$?
  ((status != 130)) || echo
  ((status == 0)) && return
  echo 'The autorun is left out.'
  note step 0 begin
  say step 0 begin
  note step 0 end "$status"
  say step 0 end "$status"
  return 1
}

stay_for_others() {
  local word
  say state staying
  IFS= read -r word <&8
}

run_step() {
  local index=$1 status
  local command=(bash /rapido/step "${step_kinds[index]}" "/rapido/run/step-$index")
  [[ -e $ending_file ]] && stay
  note step "$index" begin
  say step "$index" begin
  if [[ $mode == interactive ]]; then
    step_on_console
    status=$?
  else
    mark "$index" begin >&4
    step_in_batch
    status=$?
    if [[ -e $ending_file ]] && ((status == killed)); then
      : >"$running_file"
      stay
    fi
    mark "$index" end >&4
  fi
  note step "$index" end "$status"
  say step "$index" end "$status"
  [[ $mode == interactive ]] || : >"$running_file"
  return "$status"
}

step_in_batch() {
  local status
  if [[ ${step_kinds[index]} == suite ]]; then
    # For those who speak for it, and only for as long as it runs: nobody else is to know the nonce.
    (umask 077 && printf 'nonce=%q results=%q\n' "$nonce" "$results" >/rapido/run/suite)
    step_process
    status=$?
    rm -f /rapido/run/suite
    return "$status"
  fi
  step_process 7>&-
}

# Whoever ends the VM looks for the step after he has said so: either he finds it, or it finds that.
step_process() {
  (
    echo "$BASHPID" >"$running_file"
    [[ -e $ending_file ]] && exit "$killed"
    exec "${command[@]}" </dev/null >&4 2>&1 3>&- 4>&- 8>&-
  )
} 2>/dev/null

# The host leaves the console alone, so what it would say of steps is said here.
step_on_console() {
  local status
  ((index == 0)) || printf '$ %s\n' "${step_titles[index]}"
  # What Ctrl-Z stops could not be got at again. And of a job that Ctrl-C kills, not the status alone would be seen.
  (trap '' TSTP && trap : INT && "${command[@]}" 3>&- 8>&-)
  status=$?
  ((status != 130)) || echo
  ((status == 0)) || printf '%sexit status %s\n' "$( ((index == 0)) && echo 'autorun: ')" "$status"
  return "$status"
}

# stay: for good. Somebody else ends the VM.
stay() {
  while :; do sleep 60; done
}
