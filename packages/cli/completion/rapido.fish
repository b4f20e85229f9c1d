# What fish completes for rapido; in ~/.config/fish/completions/rapido.fish

function __rapido_complete
    set -l words (commandline -opc)
    set -l rapido $words[1]
    set -e words[1]
    set -l typed (commandline -ct)
    set -l current (string unescape -- "$typed"); or set current (string trim --left --chars="'\"" -- "$typed")
    type -q -- $rapido; or set rapido rapido
    set -l answer ($rapido __complete fish -- $words $current 2>/dev/null </dev/null)
    set -l head (string split -m 1 \t -- $answer[1])
    set -l mode $head[1]
    set -l prefix $head[2]
    set -e answer[1]
    for line in $answer
        echo -- $prefix$line
    end
    set -l rest (string sub -s (math (string length -- "$prefix") + 1) -- "$current")
    switch "$mode"
        case files
            for line in (__fish_complete_path "$rest")
                echo -- $prefix$line
            end
        case dirs
            for line in (__fish_complete_directories "$rest" '')
                echo -- $prefix$line
            end
    end
end

complete -c rapido -f -k -a '(__rapido_complete)'
