#!/usr/bin/env bash
# Installs what is missing to build mpfix, builds it, puts it on the PATH, and shows what it does to a script.
set -euo pipefail
cd "$(dirname "$0")"
cargo_home=${CARGO_HOME:-$HOME/.cargo}
# Without the folder of cargo: what a new shell would find.
before=$PATH
export PATH="$PATH:$cargo_home/bin"

has() { command -v "$1" >/dev/null 2>&1; }

packages=()
has cc || packages+=(gcc libc6-dev)
has git || packages+=(git)
has cargo || has curl || packages+=(curl ca-certificates)
if [ ${#packages[@]} -gt 0 ]; then
    has apt-get || { echo "please install first: ${packages[*]}" >&2; exit 1; }
    sudo=()
    [ "$(id -u)" = 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -q
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"
fi
if ! has cargo; then
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --default-toolchain 1.95
fi

cargo install --locked --path . "$@"

# A folder that is on the PATH already, where cargo's is not.
if ! PATH=$before has mpfix; then
    for folder in "$HOME/.local/bin" "$HOME/bin" /usr/local/bin; do
        case ":$before:" in *":$folder:"*) ;; *) continue ;; esac
        if [ -w "$folder" ]; then
            ln -sf "$cargo_home/bin/mpfix" "$folder/mpfix"
            break
        fi
    done
fi
# shellcheck disable=SC2016  # who reads it expands $PATH
PATH=$before has mpfix || printf '\nPut it on the PATH:\n  export PATH="$PATH:%s/bin"\n' "$cargo_home"

printf '\n$ mpfix --diff tests/demo/primes.py\n'
mpfix --diff tests/demo/primes.py || [ $? = 1 ]
