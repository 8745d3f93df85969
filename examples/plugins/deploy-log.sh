#!/bin/sh
# An event listener: writes each event's name and what is told to standard error, its log.
# (`len` counts characters, and head counts bytes: what is told must be ASCII here.)
while echo READY && read -r header; do
  name=${header##*eventname:}
  text=$(head -c "${header##*len:}")
  echo "${name%% *} $text" >&2
  printf 'RESULT 2\nOK'
done
