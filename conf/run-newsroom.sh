#!/bin/bash
# Serves a newsroom with a private httpd in the foreground until Ctrl-C: what `make run` does.
# PORT, SITE and MPM come from the environment. Everything it writes lies in one temporary folder.
# With --check it says what is wrong with these, and does nothing.
set -eu
cd "$(dirname "$0")/.."

port=${PORT:-8080}
site=${SITE:-conf/statements}
mpm=${MPM:-event}
apxs=${APXS:-apxs}

fail() {
    echo "make run: $*" >&2
    exit 1
}

port_answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

case "$port" in
'' | *[!0-9]*) fail "PORT=$port is no port number; for example: make run PORT=8081" ;;
esac
if [ "${#port}" -gt 5 ] || [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then
    fail "PORT=$port is not from 1 to 65535; for example: make run PORT=8081"
fi
case "$mpm" in
event | worker | prefork) ;;
*) fail "MPM=$mpm is not one of event, worker, prefork" ;;
esac
[ -d "$site" ] || fail "SITE=$site is not a folder"
site=$(cd "$site" && pwd -P)
if port_answers; then
    fail "port $port is in use; choose another: make run PORT=$((port + 1))"
fi

[ "${1-}" != --check ] || exit 0

httpd=$("$apxs" -q SBINDIR)/$("$apxs" -q PROGNAME)
modules=$("$apxs" -q LIBEXECDIR)
types=/etc/mime.types
[ -r "$types" ] || types=/dev/null
build=$PWD/build
xslt=$PWD/xslt
run=$(mktemp -d "${TMPDIR:-/tmp}/mod_statement.XXXXXX")
served=$site
user=
server=

finish() {
    # A second Ctrl-C must not cut the tidying up short.
    trap - EXIT
    trap '' INT TERM HUP
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait 2>/dev/null || true
    fi
    # Whoever still holds a file there keeps it; the mount itself goes at once.
    umount "$run/site" 2>/dev/null || umount -l "$run/site" 2>/dev/null || true
    # Nothing below a mount that could not be undone may be removed: it is the newsroom itself.
    mountpoint -q "$run/site" || rm -rf "$run"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mkdir "$run/empty"
chmod 755 "$run"

# Started by root, httpd serves as www-data, who may not get at a folder below /root. Such a folder
# is mounted a second time below our own one, or copied where mounting is not allowed.
if [ "$(id -u)" = 0 ]; then
    account=www-data
    id "$account" >/dev/null 2>&1 || account=nobody
    group=$(id -gn "$account")
    user="User $account
Group $group"
    can_read() {
        [ -z "$(setpriv --reuid="$account" --regid="$group" --clear-groups \
            find "$1" ! -readable -print -quit 2>&1)" ]
    }
    if ! can_read "$site"; then
        served=$run/site
        mkdir "$served"
        mount -o bind,ro "$site" "$served" 2>/dev/null || true
        if ! can_read "$served" || [ -z "$(ls "$served")" ]; then
            umount "$served" 2>/dev/null || true
            cp -R "$site/." "$served/"
            chmod -R a+rX "$served"
            echo "$account may not read $site: serving a copy of it in $served"
            site=$served
        fi
    fi
    if ! can_read "$xslt"; then
        cp -R "$xslt" "$run/xslt"
        chmod -R a+rX "$run/xslt"
        xslt=$run/xslt
    fi
fi

conf=$(<conf/newsroom.conf.in)
for pair in "RUN=$run" "PORT=$port" "USER=$user" "MPM=$mpm" "MODULES=$modules" "BUILD=$build" \
    "TYPES=$types" "LOG=$run/error.log" "SITE=$served" "XSLT=$xslt"; do
    conf=${conf//"@${pair%%=*}@"/"${pair#*=}"}
done
printf '%s\n' "$conf" >"$run/newsroom.conf"

# In a session of its own: a prefork httpd that ends sends SIGTERM to its whole process group.
setsid "$httpd" -DFOREGROUND -f "$run/newsroom.conf" &
server=$!

# fetch PATH: the body, where the answer is 200.
fetch() {
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$1" "$port" >&3
    local answer
    answer=$(tr -d '\0\r' <&3)
    exec 3>&-
    case "${answer%%$'\n'*}" in
    *' 200 '*) printf '%s\n' "$answer" ;;
    *) return 1 ;;
    esac
}

deadline=$((SECONDS + 60))
until feed=$(fetch /statements/feed.rss 2>/dev/null); do
    if ! kill -0 "$server" 2>/dev/null; then
        # None where httpd has not got so far as to open it.
        log=$(cat "$run/error.log" 2>/dev/null || true)
        fail "httpd did not start; see above${log:+ and: $log}"
    fi
    [ "$SECONDS" -lt "$deadline" ] || fail "no answer within a minute: $(cat "$run/error.log")"
    sleep 0.1
done

address=http://127.0.0.1:$port/statements
echo "The archive:  $address/"
item=$(sed -n '/<item[ >]/,$s:.*<link>\([^<]*\)</link>.*:\1:p' <<<"$feed")
[ -z "$item" ] || echo "A statement:  ${item%%$'\n'*}"
echo "The feed:     $address/feed.rss"
! fetch /statements/report >/dev/null 2>&1 || echo "The report:   $address/report"
echo "Its files:    $site (Ctrl-C ends)"

tail -n +1 -f --pid="$server" "$run/error.log" &
wait "$server"
