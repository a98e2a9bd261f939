#!/usr/bin/env bash
# Packs the binary of each wheel in wheel-*/ into archives/, with a checksum beside each archive.
set -euo pipefail
mkdir -p archives
for folder in wheel-*/; do
    target=${folder#wheel-}
    target=${target%/}
    [ "$target" != sdist ] || continue
    name=mpfix-$target
    work=$(mktemp -d)
    mkdir "$work/$name"
    python3 -m zipfile -e "$folder"*.whl "$work/wheel"
    cp "$work"/wheel/mpfix-*.data/scripts/mpfix* "$work/$name/"
    chmod +x "$work/$name"/mpfix*
    cp -r LICENSE README.md CHANGELOG.md schemas "$work/$name/"
    case $target in
        *windows*) (cd "$work" && python3 -m zipfile -c "$name.zip" "$name") ;;
        *) tar -C "$work" -czf "$work/$name.tar.gz" "$name" ;;
    esac
    mv "$work/$name".[tz]* archives/
    rm -r "$work"
done
cd archives
for archive in *; do sha256sum "$archive" > "$archive.sha256"; done
