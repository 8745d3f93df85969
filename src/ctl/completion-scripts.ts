/**
 * The scripts of `supervisorctl completion`, by the name of the shell. None of them knows a command:
 * they ask `supervisorctl completion next WORDS... CURRENT`, which answers from the table of
 * commands, a candidate and its description per line with a tab in between. Without candidates the
 * shell offers files.
 *
 * To add a shell: add its script, and a test in test/e2e/completion.test.ts.
 */

const BASH = `# Completion of supervisorctl for bash.
_supervisorctl() {
  local line=\${COMP_LINE:0:COMP_POINT} current='' word rest tail
  local -a words
  read -ra words <<< "$line"
  if [[ $line != *[[:space:]] ]]; then
    current=\${words[-1]}
    unset 'words[-1]'
  fi
  COMPREPLY=()
  while IFS=$'\\t' read -r word rest; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$word")
  done < <("$1" completion next "\${words[@]:1}" "$current" 2>/dev/null)
  # What stands before the last colon or equals sign is a word of its own to bash.
  tail=\${current##*["$COMP_WORDBREAKS"]}
  COMPREPLY=("\${COMPREPLY[@]#"\${current%"$tail"}"}")
}
complete -o default -F _supervisorctl supervisorctl`;

const ZSH = `#compdef supervisorctl
# Completion of supervisorctl for zsh.
_supervisorctl() {
  local line
  local -a lines names shown
  lines=("\${(@f)$("\${(Q)words[1]}" completion next "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  for line in $lines; do
    names+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  if (( $#names )); then
    compadd -l -d shown -a names
  else
    _files
  fi
}
if [[ $funcstack[1] == _supervisorctl ]]; then
  _supervisorctl "$@"
else
  compdef _supervisorctl supervisorctl
fi`;

const FISH = `# Completion of supervisorctl for fish.
function __supervisorctl_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($words[1] completion next $words[2..-1] "$current" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path "$current"
    end
end
complete -c supervisorctl -f -a '(__supervisorctl_candidates)'`;

export const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH],
  ['zsh', ZSH],
  ['fish', FISH],
]);
