#!/usr/bin/env bash
# What readers feel while a migration waits for its lock, how long a start with nothing to do takes, and how fast the lint is.
# Usage: build/bench/migrations.sh [locks|restart|lint]
set -euo pipefail
cd "$(dirname "$0")/../.."
for bench in "${@:-locks restart lint}"; do
  # Unquoted on purpose: the default is three words.
  for name in $bench; do
    dotnet run --project tests/Benchmarks --configuration Release -- "$name"
  done
done
