#!/bin/sh
# Builds APR from the distribution's source package with --enable-pool-debug, for
# `make check-pools`: each allocation from a pool is then one of malloc's own, so that
# AddressSanitizer sees memory that is used after its pool has been cleared.
# Usage: tests/apr_debug.sh FOLDER    leaves FOLDER/libapr-1.so.0
set -eu
[ ! -e "$1/libapr-1.so.0" ] || exit 0
if ! command -v apt-get >/dev/null; then
    echo "make check-pools needs the source package of APR, which only apt can bring here" >&2
    exit 1
fi
rm -rf "$1"
mkdir -p "$1/sources" "$1/lists/partial"
folder=$(cd "$1" && pwd)

# The system's own list of sources stays as it is: a copy asks for source packages.
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case "$file" in
    *.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$folder/sources/$(basename "$file")" ;;
    *.list) [ ! -e "$file" ] || sed -n 's/^deb /deb-src /p' "$file" >"$folder/sources/$(basename "$file")" ;;
    esac
done
apt() {
    apt-get -q -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$folder/sources" \
        -o Dir::State::Lists="$folder/lists" -o APT::Sandbox::User=root "$@"
}
if ! { apt update && cd "$folder" && apt source --download-only apr; } >"$folder/said" 2>&1; then
    cat "$folder/said" >&2
    exit 1
fi
dpkg-source --no-check -x apr_*.dsc apr >"$folder/said" 2>&1
cd apr
# Each entry of a table has APR look for its pool, from the root on, under the lock of each pool on the
# way; a cleanup that destroys a pool of its own holds these locks in the other order, and both wait
# for ever. Without that check the locks are taken as in an APR that is not for debugging.
sed -i 's/^#if APR_POOL_DEBUG$/#if 0/' tables/apr_tables.c
{
    ./configure --enable-pool-debug=yes --enable-layout=Debian --enable-nonportable-atomics \
        ac_cv_prog_AWK=mawk CFLAGS="-O1 -g -fno-omit-frame-pointer" && make -j"$(nproc)"
} >"$folder/said" 2>&1 || {
    tail -20 "$folder/said" >&2
    exit 1
}
cp .libs/libapr-1.so.0.*.* "$folder/libapr-1.so.0"
