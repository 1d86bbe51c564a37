#!/bin/bash
# What packaging/ has for other systems is read by the tools that these systems build or load it with,
# as far as Debian has them. Prints what they find, and ends non-zero then.
set -u
cd "$(dirname "$0")/.." || exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

must() { # must COMMAND...: shows what it says where it fails
    local said
    said=$("$@" 2>&1) || {
        printf '%s:\n%s\n' "$*" "$said"
        failed=1
    }
}

must_be_quiet() { # must_be_quiet COMMAND...: what warns only, fails as well
    local said
    said=$("$@" 2>&1)
    [ -z "$said" ] || {
        printf '%s:\n%s\n' "$*" "$said"
        failed=1
    }
}

version=$(sed -n 's/^#define STM_VERSION "\(.*\)"$/\1/p' mod_statement/core/base/version.h)
must grep -qx "Version: *$version" packaging/rpm/mod_statement.spec
must grep -qx "pkgver=$version" packaging/alpine/APKBUILD

spec=packaging/rpm/mod_statement.spec
must_be_quiet rpmspec --define '_httpd_mmn 1' --define "_sourcedir $work" -q "$spec" --qf ''
must rpmlint "$spec"

apk_variables=SC2034,SC2154 # abuild reads some and sets the others
must sh -n packaging/alpine/APKBUILD
must shellcheck -s dash -e "$apk_variables" packaging/alpine/APKBUILD

# Each RUN of the Containerfile as a script of its own; each file that it copies is there.
awk -v work="$work" '/^RUN / { file = work "/run-" ++n ".sh"; print "#!/bin/sh" >file
        sub(/^RUN /, "") }
    file != "" { print >file; if (!/\\$/) file = "" }' packaging/Containerfile
must shellcheck "$work"/run-*.sh
while read -r copied; do
    must test -e "$copied"
done < <(sed -n 's/^COPY \([^-][^ ]*\) .*/\1/p' packaging/Containerfile)

mkdir -p "$work/units/apache2.service.d"
printf '[Service]\nType=forking\nExecStart=/bin/true\n' >"$work/units/apache2.service"
cp packaging/systemd/statement.conf "$work/units/apache2.service.d/"
must_be_quiet systemd-analyze verify --man=no "$work/units/apache2.service"
must systemd-analyze security --offline=true --threshold=35 "$work/units/apache2.service"

cp -R /etc/apparmor.d "$work/apparmor.d"
cp packaging/apparmor/mod_statement "$work/apparmor.d/abstractions/"
must apparmor_parser --skip-kernel-load --skip-cache --base "$work/apparmor.d" \
    packaging/apparmor/usr.sbin.apache2

must checkmodule -M -m -o "$work/mod_statement.mod" packaging/selinux/mod_statement.te
must semodule_package -o "$work/mod_statement.pp" -m "$work/mod_statement.mod" \
    -f packaging/selinux/mod_statement.fc
exit "$failed"
