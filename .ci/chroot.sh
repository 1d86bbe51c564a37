# shellcheck shell=sh
# Fresh chroots of Debian, made by debootstrap: .ci/both and .ci/tutorials source this. Their caller is
# root, in the repository's folder, where mounts are allowed.
mirror=${MIRROR:-http://deb.debian.org/debian}
me=${0##*/}

fail() {
    echo ".ci/$me: $*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || fail "only root can make a chroot"
command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"

work=$(mktemp -d "${TMPDIR:-/tmp}/mod_statement.XXXXXX")
root=

end_processes() { # ends what was started in the chroot, a server that a failure left running
    for process in /proc/[0-9]*; do
        case "$(readlink "$process/root" 2>/dev/null)" in
        "$root" | "$root/"*) kill "${process#/proc/}" 2>/dev/null || true ;;
        esac
    done
}

unmount() {
    end_processes
    for folder in dev/shm dev/pts dev proc; do
        ! mountpoint -q "$root/$folder" || umount -l "$root/$folder"
    done
}

finish() {
    trap - EXIT
    [ -z "$root" ] || unmount
    # Below a mount that could not be undone is the system's own /dev.
    rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

remove() { # removes the chroot
    unmount
    rm -rf --one-file-system "$root"
    root=
}

prepare() { # prepare SUITE PACKAGES
    root=$work/$1
    echo "$1: making the chroot"
    debootstrap --variant=minbase --include="ca-certificates,$2" "$1" "$root" "$mirror"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    mount -t tmpfs tmpfs "$root/dev/shm" # Chromium's
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    printf '127.0.0.1 localhost %s\n::1 localhost\n' "$(hostname)" >"$root/etc/hosts" # sudo looks it up
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io" # nothing of it has to outlive a crash
    # The proxy and the like through which the packages came.
    apt-config dump | grep -E '^Acquire::(http|https)' >"$root/etc/apt/apt.conf.d/80host" || true
    git clone -q --no-hardlinks . "$root/srv/mod_statement"
}

inside() { # inside COMMAND
    chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root LANG=C.UTF-8 sh -c "cd /srv/mod_statement && $1"
}
