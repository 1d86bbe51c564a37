#!/bin/sh
# Unpacks the peers that are services (nginx, mod_php) into build/bench/peers, instead of installing
# them: so nothing is started and no configuration of the system's own servers changes.
# Usage: tests/bench/peers.sh FOLDER
set -eu
folder=$1
[ ! -e "$folder/complete" ] || exit 0
command -v apt-get >/dev/null || {
    echo "No apt here: cannot fetch nginx and mod_php for the comparison." >&2
    exit 1
}

needed() { # needed PACKAGE PATTERN: what a package without files stands for
    apt-cache depends "$1" | sed -n "s/^ *Depends: \($2\)\$/\1/p" | head -n 1
}
php=$(needed libapache2-mod-php 'libapache2-mod-php[0-9.]*')
php=${php#libapache2-mod-}

rm -rf "$folder"
mkdir -p "$folder/packages"
(
    cd "$folder/packages"
    apt-get -q -q download nginx libnginx-mod-http-xslt-filter \
        "libapache2-mod-$php" "$php-common" "$php-xml" "$php-opcache" 2>&1 | grep -v '^W: Download is performed unsandboxed' || true
    for package in *.deb; do
        dpkg-deb --extract "$package" ..
    done
)
for file in usr/sbin/nginx usr/lib/nginx/modules/ngx_http_xslt_filter_module.so \
    "usr/lib/apache2/modules/lib$php.so"; do
    [ -e "$folder/$file" ] || {
        echo "$folder/$file: not in the packages" >&2
        exit 1
    }
done
ln -s "lib$php.so" "$folder/usr/lib/apache2/modules/mod_php.so"
ln -s "$(basename "$(dirname "$(find "$folder/usr/lib/php" -name xsl.so)")")" "$folder/usr/lib/php/current"
touch "$folder/complete"
