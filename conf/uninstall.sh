#!/bin/bash
# Removes what `make install` put there, and says what it leaves.
set -eu

: "${modules:?is unknown without apxs; on Debian: apt-get install apache2-dev}" "${conf:?}" "${bindir:?}" "${datadir:?}" "${statedir:?}"
: "${mandir:?}" "${bashdir:?}" "${zshdir:?}"
root=${DESTDIR:-}

is_of_a_package() {
    dpkg-query --admindir="$root/var/lib/dpkg" --search "$1" >/dev/null 2>&1
}

if is_of_a_package "$modules/mod_statement.so"; then
    echo "The module is of a package: apt-get remove libapache2-mod-statement statement." >&2
    exit 1
fi
if [ -e "$root$conf/mods-enabled/statement.load" ]; then
    echo "The module is still enabled: run a2dismod statement and restart httpd first." >&2
    exit 1
fi
for name in statement.load statement.conf; do
    target=$conf/mods-available/$name
    # dpkg would take its absence for the administrator's wish, and never put it there again.
    if is_of_a_package "$target"; then
        echo "left      $target, which belongs to a package that was removed, but not purged"
    elif [ -e "$root$target" ] && ! cmp -s "$root$datadir/conf/$name" "$root$target"; then
        echo "left      $target, which has been edited"
    else
        rm -f "$root$target"
    fi
    rm -f "$root$target.new"
done
rm -f "$root$modules/mod_statement.so" "$root$bindir/statement"
rm -f "$root$mandir/man1/statement.1" "$root$mandir"/man1/statement-*.1 \
    "$root$bashdir/statement" "$root$zshdir/_statement"
rm -rf "${root}${datadir:?}"
# a2dismod notes that the administrator has disabled the module; a package that is installed later
# would not enable it.
[ "$conf" != /etc/apache2 ] || rm -f "$root/var/lib/apache2/module/disabled_by_admin/statement"
echo "removed   $modules/mod_statement.so, $bindir/statement with its man pages and completion," \
    "$datadir"
if [ -d "$root$statedir" ]; then
    echo "left      $statedir: the history of your statements, without which they would count as" \
        "new in feeds; remove it yourself if you will not install the module again"
fi
echo "Lines with StatementEngine that stay in httpd's configuration or in .htaccess files stop" \
    "httpd or their folder now: put them into <IfModule mod_statement.c>."
