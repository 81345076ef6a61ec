#!/usr/bin/env bash
# Builds an image of PostgreSQL 17 with pgvector and PostGIS for AGORA_TEST_SERVER=container, without an image registry: from
# packages of Debian alone. PostgreSQL is the one that Agora has unpacked for its embedded server.
# Usage: build/test-image.sh [TAG]       AGORA_TEST_ENGINE is podman or docker; found if not set.
set -euo pipefail
cd "$(dirname "$0")"
tag=${1:-localhost/agora-postgres:17}
engine=${AGORA_TEST_ENGINE:-$(command -v podman || command -v docker)} || { echo "Install podman or docker first." >&2; exit 2; }

prefix=
for home in "${AGORA_HOME:-}" "${AGORA_HOME:+$AGORA_HOME/cache}" /var/cache/agora "${XDG_CACHE_HOME:-$HOME/.cache}/agora"; do
    for found in "$home"/prefix/17-*; do
        [ -z "$home" ] || [ ! -e "$found/complete" ] || prefix=$found
    done
done
if [ -z "$prefix" ]; then
    echo "There is no private PostgreSQL on this machine yet. Run 'dotnet test tests/Db.Tests' once, which fetches it, and then this." >&2
    exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/debs" "$work/parts" "$work/root"/{bin,etc,tmp,usr/bin,usr/lib,usr/local/bin,usr/share,var/lib/postgresql/data,var/run}
(cd "$work/debs" && apt-get download -qq -o APT::Sandbox::User=root busybox-static gosu tzdata)
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/parts"; done

root=$work/root
chmod 1777 "$root/tmp"
cp "$(find "$work/parts" -name busybox -type f -perm -u+x | head -1)" "$root/bin/busybox"
cp "$(find "$work/parts" -name gosu -type f -perm -u+x | head -1)" "$root/usr/bin/gosu"
cp -a "$work/parts/usr/share/zoneinfo" "$root/usr/share/"
applets=$("$root/bin/busybox" --list)
for applet in $applets; do [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"; done
mkdir -p "$root$(dirname "$prefix")"
cp -a "$prefix" "$root$prefix"
cp -a "$prefix/usr/lib/locale" "$root/usr/lib/"
printf 'root:x:0:0::/:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n' > "$root/etc/passwd"
printf 'root:x:0:\npostgres:x:999:\n' > "$root/etc/group"
cp test-image/entrypoint.sh "$root/usr/local/bin/docker-entrypoint.sh"
cp test-image/Containerfile "$work/"
"$engine" build --quiet --build-arg BIN="$prefix/usr/lib/postgresql/17/bin" --tag "$tag" "$work" > /dev/null
echo "Built $tag: AGORA_TEST_IMAGE=$tag AGORA_TEST_SERVER=container dotnet test"
