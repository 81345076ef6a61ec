#!/usr/bin/env bash
# Runs tests with their database in a container of podman, which must be installed (Debian: podman netavark aardvark-dns iptables
# nftables runc); builds the image if there is none. The service of podman lives as long as this script.
# Usage: build/test-containers.sh [arguments of dotnet test, such as tests/Db.Tests]
set -euo pipefail
cd "$(dirname "$0")/.."
command -v podman > /dev/null \
  || { echo "Install podman first: apt install podman netavark aardvark-dns iptables nftables runc" >&2; exit 2; }
export AGORA_TEST_SERVER=container AGORA_TEST_IMAGE=${AGORA_TEST_IMAGE:-localhost/agora-postgres:17}
work=$(mktemp -d)
cat > "$work/containers.conf" << 'CONF'
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
[network]
network_backend = "netavark"
[engine]
runtime = "runc"
CONF
export CONTAINERS_CONF=$work/containers.conf AGORA_TEST_ENGINE=podman
podman image exists "$AGORA_TEST_IMAGE" || build/test-image.sh "$AGORA_TEST_IMAGE"
podman system service --time=0 "unix://$work/podman.sock" &
service=$!
trap 'kill "$service" 2> /dev/null || true; rm -rf "$work"' EXIT
until [ -S "$work/podman.sock" ] || ! kill -0 "$service" 2> /dev/null; do sleep 0.1; done
export DOCKER_HOST=unix://$work/podman.sock TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
result=0
dotnet test "$@" || result=$?

# The container stops by itself ten seconds after the last test. podman removes it only while its service lives.
for _ in $(seq 60); do
    [ -n "$(podman ps --quiet --filter label=agora.tests)" ] || break
    sleep 0.5
done
podman container prune --force --filter label=agora.tests > /dev/null
exit "$result"
