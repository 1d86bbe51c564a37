#!/bin/sh
# Installs the Debian packages that a make target needs and that are not there yet.
# Usage: tests/packages.sh build|run|quick|test|lint|bench|deb|fuzz
set -eu

build="gcc libc6-dev make pkg-config apache2-dev libxml2-dev libxslt1-dev libicu-dev libsqlite3-dev libssl-dev libstemmer-dev zlib1g-dev libbrotli-dev libxxhash-dev"
deb="build-essential debhelper lintian"
run="$build apache2-bin media-types tzdata"
quick="$run check python3 python3-pytest python3-feedparser python3-jsonschema python3-h2 libxml2-utils curl git"
test="$quick $deb libedit2 libjemalloc2 man-db rsync openssh-sftp-server syncthing newsboat sfeed brotli nodejs npm chromium poppler-utils default-jre-headless"
# Modules that a test has beside ours. Where Debian's apache2 is installed, they would be enabled in the
# system's own server: there they are for you to install, and their tests skip.
beside="msmtp-mta libapache2-mod-php php-xml libapache2-mod-security2 modsecurity-crs libapache2-mod-evasive libapache2-mod-qos libapache2-mod-auth-openidc libapache2-mod-auth-mellon openssl"
lint="$build check clang clang-format clang-tidy shellcheck python3 pyflakes3 musl-tools systemd apparmor checkpolicy semodule-utils rpm rpmlint"
bench="$run wrk xsltproc python3 python3-pytest util-linux libargon2-1 libsodium23"

case "${1-}" in
build) wanted=$build ;;
run) wanted=$run ;;
quick) wanted=$quick ;; # what most tests need, without browsers and the like
test) wanted=$test ;;
lint) wanted=$lint ;;
bench) wanted=$bench ;;
deb) wanted="$build $deb" ;;
fuzz) wanted="$build clang libclang-rt-dev" ;;
*)
    echo "usage: $0 build|run|quick|test|lint|bench|deb|fuzz" >&2
    exit 2
    ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    # Another system: its packages have other names, so look for what is used instead.
    missing=
    for tool in cc pkg-config "${APXS:-apxs}"; do
        command -v "$tool" >/dev/null || missing="$missing $tool"
    done
    if [ -z "$missing" ] &&
        pkg-config --exists libxml-2.0 libxslt libexslt icu-i18n icu-uc sqlite3 apr-1 apr-util-1 zlib libcrypto &&
        echo '#include <libstemmer.h>' | cc -x c -fsyntax-only - 2>/dev/null; then
        exit 0
    fi
    echo "No apt here; please install what these Debian packages hold, then run make again: $wanted" >&2
    exit 1
fi

# Where one of these came another way, Debian's package may not be able to stand beside it.
comes_from_elsewhere() {
    case "$1" in
    nodejs) command -v node ;;
    npm) command -v npm ;;
    msmtp-mta) command -v /usr/sbin/sendmail ;; # mod_evasive's package wants a mailer
    default-jre-headless) command -v java ;;
    *) return 1 ;;
    esac >/dev/null
}

is_installed() {
    case "$(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null || true)" in
    ii*) return 0 ;;
    *) return 1 ;;
    esac
}

if [ "$1" = test ] && ! is_installed apache2; then
    wanted="$wanted $beside"
fi

missing=
for package in $wanted; do
    is_installed "$package" || comes_from_elsewhere "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "Missing packages; as root: apt-get install$missing" >&2
    exit 1
fi

echo "Installing with apt-get:$missing"
# shellcheck disable=SC2086 # an empty $as_root and a list of packages are both meant to be split
{
    $as_root apt-get -q -q update
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -q -y -o Dpkg::Use-Pty=0 \
        --no-install-recommends install $missing >/dev/null
}
