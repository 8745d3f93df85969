# Completion of supervisorctl for bash.
_supervisorctl() {
  local line=${COMP_LINE:0:COMP_POINT} current='' word rest tail
  local -a words
  read -ra words <<< "$line"
  if [[ $line != *[[:space:]] ]]; then
    current=${words[-1]}
    unset 'words[-1]'
  fi
  COMPREPLY=()
  while IFS=$'\t' read -r word rest; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$word")
  done < <("$1" completion next "${words[@]:1}" "$current" 2>/dev/null)
  # What stands before the last colon or equals sign is a word of its own to bash.
  tail=${current##*["$COMP_WORDBREAKS"]}
  COMPREPLY=("${COMPREPLY[@]#"${current%"$tail"}"}")
}
complete -o default -F _supervisorctl supervisorctl
