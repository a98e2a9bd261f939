#!/bin/sh
# mpfix-branch.sh CLONE: rewrites a clone, and pushes what changed as a branch. Does nothing where there is nothing to do.
set -eu
branch=mpfix/spawn-safe
title="Start processes under a main guard (mpfix)"

cd "$1"
if [ -n "$(git status --porcelain --untracked-files=no)" ]; then
    echo "skipped: the work tree has uncommitted changes" >&2
    exit 1
fi
# A file that mpfix cannot parse (exit status 2) does not keep the others from being committed.
mpfix --write --exit-zero --intent-to-add . || [ $? -eq 2 ]
if git diff --quiet; then
    echo "nothing to do"
    exit 0
fi
git switch --quiet --create "$branch"
git commit --quiet --all --message "$title"
git push --quiet --set-upstream origin "$branch"
echo "pushed $branch"
# With GitHub's command line: gh pr create --title "$title" --body "Made by mpfix."
