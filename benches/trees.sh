#!/bin/sh
# What mpfix costs on large public code, beside tools that read the same files: CPU time (user + sys) of one run each.
#
#     benches/trees.sh [MPFIX] [PACKAGE...]
#
# MPFIX is a release build (default: target/release/mpfix). The packages are pinned in benches/trees.txt and
# benches/trees-macos.txt; without names all are measured, and then all of them in one run. Only the .py files of their
# wheels are kept, below $MPFIX_TREES (default: ~/.cache/mpfix-trees), and made once. `rg` (ripgrep), `ruff` and `ty` are measured where they
# are installed: `pip install ruff ty`, `apt-get install ripgrep`.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
mpfix=${1:-$here/../target/release/mpfix}
[ $# -eq 0 ] || shift
trees=${MPFIX_TREES:-${XDG_CACHE_HOME:-$HOME/.cache}/mpfix-trees}
python=${PYTHON:-python3}
mkdir -p "$trees"

names() {
    sed 's/==.*//' "$here/trees.txt" "$here/trees-macos.txt"
}

# The .py files of one wheel, in a folder of the package's name.
fetch() {
    [ ! -d "$trees/$1" ] || return 0
    wheels=$(mktemp -d)
    platform=
    list=$here/trees.txt
    if grep -q "^$1==" "$here/trees-macos.txt"; then
        list=$here/trees-macos.txt
        platform="--platform macosx_14_0_arm64"
    fi
    grep "^$1==" "$list" > "$wheels/pinned.txt"
    # shellcheck disable=SC2086 # several options
    if "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        --python-version 3.12 $platform --dest "$wheels" -r "$wheels/pinned.txt"; then
        "$python" - "$wheels" "$trees/$1" <<'EOF'
import pathlib, sys, zipfile
wheels, tree = map(pathlib.Path, sys.argv[1:])
new = tree.with_name(tree.name + ".new")
for wheel in wheels.glob("*.whl"):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(new, [name for name in archive.namelist() if name.endswith(".py")])
new.rename(tree)
EOF
    else
        echo "trees.sh: cannot download $1" >&2
    fi
    rm -rf "$wheels"
}

# CPU time and the most memory of a command, whatever it says of the code; `-` where it is not installed.
cost() {
    if ! command -v "$1" > /dev/null; then
        printf ' %16s' -
        return
    fi
    "$python" - "$@" <<'EOF'
import os, subprocess, sys
with open(os.devnull, "w") as nowhere:
    subprocess.run(sys.argv[1:], stdout=nowhere, stderr=nowhere)
own = __import__("resource").getrusage(__import__("resource").RUSAGE_CHILDREN)
print(f" {own.ru_utime + own.ru_stime:7.3f} s {own.ru_maxrss // 1024:4d} MB", end="")
EOF
}

row() {
    printf '%-26s %6d' "$1" "$(find "$2" -name '*.py' | wc -l)"
    cost rg --no-config -l multiprocessing "$2"
    cost ruff check --select F401 --no-cache --isolated "$2"
    cost ty check "$2"
    cost "$mpfix" --isolated "$2"
    echo
}

printf '%-26s %6s %16s %16s %16s %16s\n' tree files "rg -l" "ruff F401" "ty check" mpfix
for name in ${*:-$(names)}; do
    fetch "$name"
    [ ! -d "$trees/$name" ] || row "$name" "$trees/$name"
done
[ $# -gt 0 ] || row "all of them, one run" "$trees"
