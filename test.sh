#!/usr/bin/env bash
# Installs what the tests need, and runs them all. Arguments go to `cargo test`.
set -euo pipefail
cd "$(dirname "$0")"
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
.ci/run tools
# What the tests need is there now: those of packages, recipes, the action and real libraries must not be skipped.
export MPFIX_TEST_INSIST=1 MPFIX_REQUIRE_LIBRARIES=1
cargo test --profile quick --locked "$@"
