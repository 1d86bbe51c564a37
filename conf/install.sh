#!/bin/bash
# Puts what `make install` has built where it belongs, says where, and never replaces a
# configuration that an administrator has edited. Its variables come from the Makefile.
set -eu
cd "$(dirname "$0")/.."

: "${BUILD:?}" "${INSTALL:?}" "${modules:?}" "${conf:?}" "${bindir:?}" "${datadir:?}" "${statedir:?}"
: "${mandir:?}" "${bashdir:?}" "${zshdir:?}"
root=${DESTDIR:-}
case $root in
'' | /*) ;;
*) root=$PWD/$root ;;
esac

put() { # put MODE FILE TARGET
    "$INSTALL" -D -m "$1" "$2" "$root$3"
    echo "installed $3"
}

# A configuration is replaced only where it still is what an earlier install put there, of which
# that left a copy in datadir.
put_conf() { # put_conf FILE NAME
    local target=$conf/mods-available/$2 copy=$datadir/conf/$2
    if [ -e "$root$target" ] && ! cmp -s "$1" "$root$target" &&
        ! cmp -s "$root$copy" "$root$target"; then
        "$INSTALL" -D -m 644 "$1" "$root$target.new"
        echo "kept      $target, which has been edited; this version's is $target.new"
    else
        put 644 "$1" "$target"
        rm -f "$root$target.new"
    fi
    "$INSTALL" -D -m 644 "$1" "$root$copy"
}

put 644 "$BUILD/mod_statement.so" "$modules/mod_statement.so"
put 755 "$BUILD/statement" "$bindir/statement"
manual=$(mktemp -d)
trap 'rm -rf "$manual"' EXIT
conf/manual.sh "$BUILD/statement" "$manual"
for page in "$manual"/man1/*.1; do
    put 644 "$page" "$mandir/man1/${page##*/}"
done
put 644 "$manual/statement" "$bashdir/statement"
put 644 "$manual/_statement" "$zshdir/_statement"
# A server that runs reads them again at once: it never finds a folder that is half full.
rm -rf "$root$datadir/xslt.new" "$root$datadir/xslt.old"
while IFS= read -r -d '' file; do
    "$INSTALL" -D -m 644 "$file" "$root$datadir/xslt.new/${file#xslt/}"
done < <(find xslt -type f -print0)
[ ! -d "$root$datadir/xslt" ] || mv "$root$datadir/xslt" "$root$datadir/xslt.old"
mv "$root$datadir/xslt.new" "$root$datadir/xslt"
rm -rf "$root$datadir/xslt.old"
echo "installed $datadir/xslt (stylesheets, words, statement.xsd)"
put 644 conf/house/house.xsl "$datadir/house/house.xsl"
put 644 conf/monitoring/prometheus-rules.yml "$datadir/monitoring/prometheus-rules.yml"
put 644 conf/monitoring/grafana-board.json "$datadir/monitoring/grafana-board.json"
if [ -d "$root$conf/mods-available" ] || [ -d "$conf/mods-available" ]; then
    load=$manual/statement.load
    echo "LoadModule statement_module $modules/mod_statement.so" >"$load"
    put_conf "$load" statement.load
    put_conf conf/statement.conf statement.conf
    echo "Enable it: a2enmod statement, then stop and start httpd (systemctl restart apache2)."
else
    echo "left out  statement.load and statement.conf: there is no $conf/mods-available, so that" \
        "a2enmod will not know the module. On Debian install apache2 and run make install again;" \
        "elsewhere write this line into httpd's configuration:" >&2
    echo "    LoadModule statement_module $modules/mod_statement.so" >&2
fi
echo "The state (history and index) will be in $statedir."
