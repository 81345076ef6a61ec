#!/usr/bin/env bash
# Writes the files that are made from the program: the OpenAPI document, the database schema, the help of the command line
# and the pages about them. The tests compare the same files, so a forgotten run is a red test.
set -euo pipefail
cd "$(dirname "$0")/.."
AGORA_UPDATE_GENERATED=1 dotnet test App.sln --filter "Category=Generated" --nologo --verbosity quiet
git status --short -- '*.md' '*.json' '*.sql'
