# Completion of supervisorctl for fish.
function __supervisorctl_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($words[1] completion next $words[2..-1] "$current" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path "$current"
    end
end
complete -c supervisorctl -f -a '(__supervisorctl_candidates)'
