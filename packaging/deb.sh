#!/bin/bash
# Builds the Debian packages of this tree into build/deb, or into the folder that is named, for the
# Debian or Ubuntu that it runs on. `make deb` runs it.
# Usage: packaging/deb.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
out=${1:-build/deb}

version=$(sed -n 's/^#define STM_VERSION "\(.*\)"$/\1/p' mod_statement/core/base/version.h)
packaged=$(sed -n '1s/^mod-statement (\(.*\)-[^-]*) .*/\1/p' packaging/debian/changelog)
if [ "$version" != "$packaged" ]; then
    echo "The module is version $version; packaging/debian/changelog begins with $packaged." >&2
    exit 1
fi

# A package of one release is linked with the libraries of that one: the version says which, and
# rises from one release to the next, so that apt replaces it in an upgrade of the system.
# shellcheck source=/dev/null
. /etc/os-release
release=$ID${VERSION_ID:-}
suffix=~${release/debian/deb}
distribution=unstable
[ "$ID" != ubuntu ] || distribution=$VERSION_CODENAME

source=$out/mod-statement-$version
rm -rf "$source"
rm -f "$out"/*.deb "$out"/*.ddeb "$out"/*.changes "$out"/*.buildinfo
mkdir -p "$source/packaging"
cp -R packaging/apparmor packaging/selinux packaging/systemd "$source/packaging"
cp -R CHANGELOG.md LICENSE Makefile README.md SECURITY.md conf docs mod_statement xslt "$source"
cp -R packaging/debian "$source/debian"
sed -i "1s/\(([^)]*\)) [a-z]*;/\1$suffix) $distribution;/" "$source/debian/changelog"
# Whoever distributes them is their maintainer, and names an address that is read.
if [ -n "${DEBEMAIL:-}" ]; then
    sed -i "s/^Maintainer: .*/Maintainer: ${DEBFULLNAME:-$DEBEMAIL} <$DEBEMAIL>/" \
        "$source/debian/control"
fi

(cd "$source" && dpkg-buildpackage --build=binary --no-sign >../build.log 2>&1) || {
    tail -n 40 "$out/build.log" >&2
    echo "The packages are not built; the whole log is $out/build.log." >&2
    exit 1
}
rm -rf "$source"
printf 'built %s\n' "$out"/*.deb
