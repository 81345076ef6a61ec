#!/usr/bin/env bash
# Time and allocations of the steps of a request by themselves, with BenchmarkDotNet; reports in artifacts/bench/pipeline.
# Usage: build/bench/pipeline.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
exec dotnet run --project tests/Benchmarks --configuration Release -- pipeline
