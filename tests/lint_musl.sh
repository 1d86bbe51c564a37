#!/bin/bash
# Compiles all C files against musl's headers, without an object: what glibc's headers bring along by
# chance must be included. The libraries' own headers are the system's.
set -u
cd "$(dirname "$0")/.." || exit
include=$(mktemp -d)
trap 'rm -rf "$include"' EXIT
architecture=$(gcc -print-multiarch)

link_headers() { # link_headers NAME...: files and folders of /usr/include, of both its halves
    local name half
    for name in "$@"; do
        for half in /usr/include "/usr/include/$architecture"; do
            if [ -d "$half/$name" ]; then
                mkdir -p "$include/$name"
                cp -Rs "$half/$name/." "$include/$name/"
            elif [ -e "$half/$name" ]; then
                ln -s "$half/$name" "$include/$name"
            fi
        done
    done
}

read_one() {
    musl-gcc "${flags[@]}" -fsyntax-only "$1"
}

link_headers apache2 apr-1.0 brotli check.h check_stdint.h libexslt libstemmer.h libxml2 libxslt openssl \
    sqlite3.h unicode xxh3.h xxhash.h zconf.h zlib.h
flags=(-std=gnu11 -fPIC -Wall -Wextra -Werror -D_GNU_SOURCE -D_REENTRANT -DLINUX -DSTM_BROTLI
    -DSTM_STYLESHEET_DIR='""' -DSTM_STATE_DIR='""' -DSOURCE_DIR='""' -Imod_statement -Itests
    -I"$include" -I"$include/apache2" -I"$include/apr-1.0" -I"$include/libxml2")
failed=0
while read -r source; do
    read_one "$source" || failed=1
done < <(git ls-files 'mod_statement/*.c' 'tests/unit/*.c')
exit "$failed"
