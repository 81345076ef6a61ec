#!/usr/bin/env bash
# What readers feel while a migration waits for its lock, how long a start with nothing to do takes, whether five runners at once get
# in each other's way, and how fast the lint is.
# Usage: build/bench/migrations.sh [locks|restart|storm|lint]
set -euo pipefail
cd "$(dirname "$0")/../.."
for bench in "${@:-locks restart storm lint}"; do
  # Unquoted on purpose: the default is four words.
  for name in $bench; do
    dotnet run --project tests/Benchmarks --configuration Release -- "$name"
  done
done
