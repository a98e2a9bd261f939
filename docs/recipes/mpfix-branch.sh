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
# An earlier run may have left the branch here: it goes on from there, unless all of it has been merged.
if git rev-parse --quiet --verify "refs/heads/$branch" >/dev/null && ! git merge-base --is-ancestor "$branch" HEAD; then
    git switch --quiet "$branch"
fi
# A file that mpfix cannot parse (exit status 2) does not keep the others from being committed.
mpfix --write --exit-zero --intent-to-add . || [ $? -eq 2 ]
if ! git diff --quiet; then
    git switch --quiet --force-create "$branch"
    git commit --quiet --all --message "$title"
fi
# What was committed may not have been pushed, now or before.
if [ "$(git branch --show-current)" != "$branch" ] ||
    [ -z "$(git rev-list --max-count=1 HEAD --not --remotes=origin)" ]; then
    echo "nothing to do"
    exit 0
fi
git push --quiet --set-upstream origin "$branch"
echo "pushed $branch"
# With GitHub's command line: gh pr create --title "$title" --body "Made by mpfix."
