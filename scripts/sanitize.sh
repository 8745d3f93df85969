#!/bin/sh
# Runs the tests of src/os with the addon built under AddressSanitizer and UndefinedBehaviorSanitizer,
# once as it is and once with what older kernels and other systems get instead of clone() and
# close_range(). Everything happens in a scratch folder. Needs gcc with its sanitizer libraries and
# the headers of Node.
#
# Leaks are not looked for: Node itself leaves memory to the end of the process.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
node=$(command -v node)
include=$(dirname "$(dirname "$(readlink -f "$node")")")/include/node
asan=$(gcc -print-file-name=libasan.so)

# The loader looks beside the package.json above the compiled tests.
addon=$scratch/native/build/Release/visord.node
mkdir -p "$(dirname "$addon")"
chmod 755 "$scratch" # one test looks at the addon as another user
cp "$root/package.json" "$scratch"
"$root/node_modules/.bin/esbuild" "$root"/src/os/*.test.ts --bundle --platform=node --format=cjs \
  --target=node20 --sourcemap --log-level=warning --out-extension:.js=.cjs --outdir="$scratch/tests"

run() {
  echo "# sanitized: ${*:-as it is}"
  gcc -shared -fPIC -g -O1 -std=c11 -Wall -Wextra -Werror -fvisibility=hidden -D_GNU_SOURCE \
    -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=undefined,float-cast-overflow -fno-omit-frame-pointer \
    -I"$include" "$@" "$root"/native/*.c -o "$addon"
  LD_PRELOAD=$asan ASAN_OPTIONS=detect_leaks=0 \
    "$node" --enable-source-maps --test "$scratch"/tests/*.test.cjs
}

run
run -DWITHOUT_CLONE -DWITHOUT_CLOSE_RANGE
