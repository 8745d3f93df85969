#!/bin/sh
# Compiles the addon with musl's C library, without a warning, and looks whether what it made asks for
# musl and nothing else. It is not run: that takes a Node for musl. Everything happens in a scratch
# folder. Needs musl-gcc, the headers of the kernel and those of Node.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
node=$(command -v node)
include=$(dirname "$(dirname "$(readlink -f "$node")")")/include/node

# musl-gcc looks at none of the system's headers, because those of another C library are among them.
machine=$(gcc -print-multiarch)
mkdir "$scratch/kernel"
ln -s /usr/include/linux /usr/include/asm-generic "/usr/include/$machine/asm" "$scratch/kernel"

compile() {
  echo "# musl: ${*:-as it is}"
  musl-gcc -shared -fPIC -O2 -std=c11 -Wall -Wextra -Werror -fvisibility=hidden -D_GNU_SOURCE \
    -I"$include" -isystem "$scratch/kernel" "$@" "$root"/native/*.c -o "$scratch/visord.node"
  if objdump -p "$scratch/visord.node" | grep -E 'NEEDED|GLIBC' | grep -v 'NEEDED *libc\.so$'; then
    echo 'the addon wants more than musl' >&2
    exit 1
  fi
}

compile
compile -DWITHOUT_CLONE -DWITHOUT_CLOSE_RANGE
