# What bash completes for rapido, from bash 4.4 on:
#   source <(rapido completion bash)

_rapido() {
	local rapido mode=words
	rapido=$(type -P -- "${COMP_WORDS[0]/#\~/$HOME}") || rapido=rapido
	COMPREPLY=()
	{
		read -r mode
		mapfile -t COMPREPLY
	} < <("$rapido" __complete bash -- "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)
	case $mode in
	files) compopt -o default ;;
	dirs) compopt -o filenames -o plusdirs ;;
	nospace) compopt -o nospace ;;
	esac
}

complete -F _rapido rapido
