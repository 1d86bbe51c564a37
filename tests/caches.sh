#!/bin/sh
# Unpacks the caches that tests put in front of the module (Varnish, nginx), instead of installing
# them: so no service is started and nothing listens on port 80.
# Usage: tests/caches.sh FOLDER
set -eu
folder=$1
[ ! -e "$folder/complete" ] || exit 0
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || exit 0 # the tests look in PATH, too

fetch() {
    rm -f "$folder"/packages/*.deb
    (cd "$folder/packages" && apt-get -q -q download nginx varnish libvarnishapi3 2>../said)
}

rm -rf "$folder"
mkdir -p "$folder/packages"
if ! fetch; then
    # Without lists of packages there is nothing to download.
    if [ "$(id -u)" = 0 ]; then
        apt-get -q -q update
    elif command -v sudo >/dev/null; then
        sudo apt-get -q -q update
    fi
    fetch || {
        cat "$folder/said" >&2
        exit 1
    }
fi
for package in "$folder"/packages/*.deb; do
    dpkg-deb --extract "$package" "$folder"
done
touch "$folder/complete"
