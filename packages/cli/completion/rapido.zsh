#compdef rapido
# What zsh completes for rapido: source <(rapido completion zsh)

_rapido() {
	local rapido=${(Q)words[1]} mode prefix line value text
	local -a answer found options
	rapido=${rapido/#\~\//$HOME/}
	whence -p -- $rapido >/dev/null || rapido=rapido
	answer=("${(@f)$("$rapido" __complete zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
	mode=${answer[1]%%$'\t'*} prefix=${answer[1]#*$'\t'}
	[[ -n $prefix ]] && compset -p ${#prefix}
	for line in "${(@)answer[2,-1]}"; do
		value=${line%%$'\t'*} text=${line#*$'\t'}
		value=${${value//\\/\\\\}//:/\\:}
		found+=("$value${text:+:$text}")
	done
	[[ $mode == nospace ]] && options=(-S '')
	(( $#found )) && _describe -V -t rapido 'rapido' found "${(@)options}"
	case $mode in
	files) _files ;;
	dirs) _files -/ ;;
	*) (( $#found )) ;;
	esac
}

if [[ $funcstack[1] == _rapido ]]; then
	_rapido "$@"
else
	(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
	compdef _rapido rapido
fi
