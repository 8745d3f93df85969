#!/bin/sh
# Fuzzes the addon: libFuzzer makes up calls, arguments and what the system answers, guided by the code
# that they reach, under AddressSanitizer and UndefinedBehaviorSanitizer (test/fuzz/fuzz.h).
#
#   npm run fuzz                        for a minute; FUZZ_SECONDS says how long, or FUZZ_LIVES how many
#   npm run fuzz -- dist/fuzz/crash-…   an input that was found, again
#
# FUZZ_SEED makes it begin with the same choices each time. What reached new code is kept in
# dist/fuzz/corpus, where the next run goes on. Needs clang with its sanitizers and libFuzzer, objcopy, and
# the headers of Node.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/dist/fuzz
node=$(command -v node)
include=$(dirname "$(dirname "$(readlink -f "$node")")")/include/node

# Of the functions of the addon. A run that reaches less has not been looking at it.
LEAST_PERCENT=95

# What the addon may call as it is: it only looks at its arguments.
HARMLESS='__errno_location __isoc99_sscanf memcpy memset strchr strlen strrchr strstr strtol snprintf inet_pton
  sigemptyset sigfillset sigaddset sigdelset sigismember fclose fgets fread getpid getrlimit pthread_attr_destroy pthread_attr_init
  pthread_attr_setdetachstate pthread_attr_setstacksize pthread_cond_init pthread_condattr_destroy
  pthread_condattr_init pthread_condattr_setclock'

compile() { # FOLDER FLAG...
  folder=$1
  shift
  for source in "$root/$folder"/*.c; do
    clang -c -g -O1 -std=c11 -Wall -Wextra -Werror -D_GNU_SOURCE -fno-omit-frame-pointer \
      -I"$include" "$@" "$source" -o "$objects/$folder/$(basename "$source" .c).o" &
    pids="${pids:-} $!"
  done
}

# What the addon has in the place of functions of the C library; ours, which the fuzzer itself needs, stay.
OWN='sigprocmask pthread_sigmask'

# Puts fuzz_NAME in the place of NAME, and the variables into a section that can be found.
take_over() {
  nm --defined-only "$objects"/test/fuzz/*.o | sed -n 's/.* T fuzz_\(.*\)/\1/p' | sort >"$objects/replaced"
  sed 's/.*/& fuzz_&/' "$objects/replaced" >"$objects/renames"
  for name in $OWN; do echo "$name addon_$name"; done >>"$objects/renames"
  nm --defined-only "$objects"/native/*.o | awk 'NF == 3 { print $3 }' >"$objects/own"
  printf '%s\n' $HARMLESS | cat - "$objects/replaced" "$objects/own" >"$objects/known"
  if nm --undefined-only "$objects"/native/*.o | awk '/ U / { print $2 }' | sort -u |
    grep -vE '^(napi_|uv_|__(asan|ubsan|sanitizer|sancov)_|_GLOBAL_OFFSET_TABLE_)' |
    grep -vxF -f "$objects/known"; then
    echo 'the addon calls what test/fuzz does not know: answer it there, or call it harmless here' >&2
    exit 1
  fi
  for object in "$objects"/native/*.o; do
    objcopy --redefine-syms="$objects/renames" --rename-section .data=addon_data "$object"
  done
}

build() {
  objects=$(mktemp -d)
  trap 'rm -rf "$objects"' EXIT
  mkdir -p "$objects/native" "$objects/test/fuzz" "$out/corpus"
  compile native -DIN_CHILD= -fno-zero-initialized-in-bss \
    -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-recover=all
  compile test/fuzz -fsanitize=address
  for pid in $pids; do wait "$pid"; done
  take_over
  clang -fsanitize=fuzzer,address,undefined "$objects"/native/*.o "$objects"/test/fuzz/*.o \
    -o "$out/addon"
}

build
# Leaks are counted by test/fuzz itself, which knows when everything must have been freed.
flags='-timeout=10 -rss_limit_mb=1024 -detect_leaks=0'
export ASAN_OPTIONS=quarantine_size_mb=16
if [ $# -gt 0 ]; then
  "$out/addon" $flags "$@"
  exit
fi
"$out/addon" $flags -max_len=512 -len_control=10 -seed="${FUZZ_SEED:-0}" \
  -max_total_time="${FUZZ_SECONDS:-60}" -runs="${FUZZ_LIVES:--1}" -artifact_prefix="$out/" \
  -print_final_stats=1 -print_coverage=1 "$out/corpus" >"$out/log" 2>&1 || {
  grep -vE '^#[0-9]|COVER|NEW_FUNC' "$out/log" | tail -n 60 >&2
  exit 1
}
reached=$(grep -c '^COVERED_FUNC' "$out/log")
all=$((reached + $(grep -c '^UNCOVERED_FUNC' "$out/log" || true)))
lives=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/log")
echo "# fuzzed: $lives lives of the addon, in which $reached of its $all functions were reached"
[ $((100 * reached)) -ge $((LEAST_PERCENT * all)) ] || {
  echo "that is less than $LEAST_PERCENT %" >&2
  exit 1
}
