#!/bin/sh
# Unpacks the servers that tests put in front of the module (Varnish, nginx, HAProxy, Squid, and Traffic
# Server where the distribution has it), and Prometheus, which watches it, instead of installing them: so no
# service is started and nothing listens on port 80.
# Usage: tests/caches.sh FOLDER
set -eu
folder=$1
unpacked=$folder/unpacked-5 # the number counts changes of the list below
[ ! -e "$unpacked" ] || exit 0
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || exit 0 # the tests look in PATH, too

download() {
    (cd "$folder/packages" && apt-get -q -q download "$@" 2>../said)
}

fetch() {
    rm -f "$folder"/packages/*.deb
    # shellcheck disable=SC2046 # names of packages have no spaces
    download nginx varnish libvarnishapi3 prometheus haproxy squid squid-common \
        $(libraries_of haproxy squid $(libraries_of haproxy squid))
}

# Those of its libraries that nothing else has brought yet.
libraries_of() {
    apt-cache depends -i "$@" | sed -n 's/.*Depends: \(lib[^ ]*\)$/\1/p' | while read -r library; do
        dpkg-query -W -f '${db:Status-Status}' "$library" 2>/dev/null | grep -q '^installed' ||
            echo "$library"
    done
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
# Not every release has them: their tests are left out there.
# shellcheck disable=SC2046 # names of packages have no spaces
download trafficserver $(libraries_of trafficserver) || :
download varnish-modules || :
for package in "$folder"/packages/*.deb; do
    dpkg-deb --extract "$package" "$folder"
done
touch "$unpacked"
