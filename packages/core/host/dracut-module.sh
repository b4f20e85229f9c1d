# shellcheck shell=bash
# shellcheck disable=SC2154
# What the dracut module of an image (dracut.modules(7)) is made of. dracut sources it, and has set DRACUT_INSTALL and
# initdir, the root of the image.

# The PATH that programs have in the guest.
GUEST_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# with_needs SOURCE DEST: a file with its libraries, or its interpreter. Of a symbolic link it is the file that counts.
with_needs() {
  local source=$1 search=()
  [[ -L $source ]] && source=$(readlink -f -- "$source")
  is_plain "$source" && search=(-l)
  "$DRACUT_INSTALL" -D "$initdir" "${search[@]}" "$source" "$2" && special "$source" "$2" && needs "$source"
}

# all_with_needs SOURCE...: the same of many at once, each to its own path.
all_with_needs() { install_all "$@" && needs "$@"; }

as_is() { mkdir -p "${initdir}${2%/*}" && cp -L --reflink=auto --preserve=mode,timestamps "$1" "$initdir$2"; }

mode() { chmod "$1" "$initdir$2"; }

link() { mkdir -p "${initdir}${2%/*}" && ln -sfn "$1" "$initdir$2"; }

# tree SOURCE DEST EXCLUDE...; tar(1) ends with 1 where a file has changed while it was read.
tree() {
  local - source=$1 dest=$2
  shift 2
  set -o pipefail
  mkdir -p "$initdir$dest" &&
    { tar -C "$source" --anchored --wildcards "${@/#/--exclude=./}" -cf - . || (($? == 1)); } |
    tar -C "$initdir$dest" --no-same-owner --keep-directory-symlink -xpf -
}

# What a tree's own programs lack on the host is the tree's business: it is said, but it is no failure.
tree_needs() {
  local files
  while mapfile -d '' -n 500 files && ((${#files[@]} > 0)); do
    needs "${files[@]}" </dev/null
  done < <(find "$initdir$1" -type f \( -perm /0111 -o -name '*.so' -o -name '*.so.*' \) -print0)
  return 0
}

# needs FILE...: what dracut has not found by itself of what files of the host, or of the image, need.
needs() {
  local file start words elf=() found=()
  for file; do
    IFS= read -r -n 256 start <"$file"
    case $start in
      $'\x7fELF'*) is_searched "$file" || elf+=("$file") ;;
      '#!'*)
        read -ra words <<<"${start:2}"
        found+=("${words[0]}")
        [[ ${words[0]} == */env ]] && found+=("$(asked_of_env "${words[@]:1}")")
        ;;
    esac
  done
  ((${#elf[@]} == 0)) || mapfile -t -O "${#found[@]}" found < <(libraries "${elf[@]}")
  ((${#found[@]} == 0)) || install_all "${found[@]}"
}

# dracut passes over what is not executable, or above stops at the first library that the image has already.
is_searched() { [[ -x $1 && $1 != "$initdir"/* ]] && is_plain "$1"; }

# Older releases of dracut give the path of what they search to a shell as it is.
is_plain() { [[ $1 != *[[:space:]\"\'\\\$\`\&\|\;\<\>\(\)\*\?\[\{\~\#\!]* ]]; }

# The program that `env WORD...` runs.
asked_of_env() {
  while [[ $1 == -* || $1 == *=* ]]; do shift; done
  PATH=$GUEST_PATH type -P "$1" || printf '%s\n' "$1"
}

# What ldd(1) finds outside of the image.
libraries() {
  local line
  ldd -- "$@" 2>/dev/null | while IFS= read -r line; do
    [[ $line =~ ^$'\t'(.* => )?(/.*)' (0x'[0-9a-f]+')'$ && ${BASH_REMATCH[2]} != "$initdir"/* ]] &&
      printf '%s\n' "${BASH_REMATCH[2]}"
  done
}

# install_all SOURCE...: each to its own path.
install_all() {
  local source plain=() others=()
  for source; do
    if is_plain "$source"; then plain+=("$source"); else others+=("$source"); fi
  done
  { ((${#plain[@]} == 0)) || "$DRACUT_INSTALL" -D "$initdir" -l -a "${plain[@]}"; } &&
    { ((${#others[@]} == 0)) || "$DRACUT_INSTALL" -D "$initdir" -a "${others[@]}"; } || return
  for source; do special "$source" "$source" || return; done
}

# special SOURCE DEST: the bits that a copy by an ordinary user loses, as the setuid of mount(8).
special() { [[ ! -u $1 && ! -g $1 ]] || chmod --reference="$1" "$initdir$2"; }
