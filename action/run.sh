#!/usr/bin/env bash
# The action: installs mpfix, runs it on the pull request, and posts or annotates. All inputs come through the environment.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/common.sh
source "$here/common.sh"

: "${MPFIX_MODE:=review}" "${MPFIX_FAIL_ON:=never}" "${MPFIX_LOGIN:=github-actions[bot]}"
: "${MPFIX_FILE:=mpfix-review.json}" "${GITHUB_API_URL:=https://api.github.com}"
summary=${GITHUB_STEP_SUMMARY:-/dev/null}

case $MPFIX_MODE in
review | annotations | prepare) ;;
post)
    "$here/post.sh" "$MPFIX_FILE"
    exit
    ;;
*) fail "mode: $MPFIX_MODE is none of review, annotations, prepare, post" ;;
esac
case $MPFIX_FAIL_ON in
findings | trouble | never) ;;
*) fail "fail-on: $MPFIX_FAIL_ON is none of findings, trouble, never" ;;
esac

# Sets `mpfix` to the command.
install() {
    local version=${MPFIX_VERSION:-}
    [[ $version =~ ^[0-9A-Za-z.+!]*$ ]] || fail "version: $version is not a version"
    local package=mpfix${version:+==$version}
    if [ -n "${MPFIX_BINARY:-}" ]; then
        [ -x "$MPFIX_BINARY" ] || fail "binary: $MPFIX_BINARY is not a program"
        mpfix=("$MPFIX_BINARY")
    elif command -v uvx >/dev/null 2>&1; then
        mpfix=(uvx --quiet --from "$package" mpfix)
    else
        need python3
        python3 -m venv "$work/venv"
        "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$package"
        mpfix=("$work/venv/bin/mpfix")
    fi
}

# Sets `found` to the lines of a text that are not empty.
lines() {
    local line
    found=()
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        if [ -n "$line" ]; then found+=("$line"); fi
    done <<<"$1"
}

# Runs mpfix with the paths and options of the user, and sets `code`. Lines it prints, which may have names of files in them,
# are not taken for workflow commands.
check() {
    local stop
    stop=mpfix-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    echo "::stop-commands::$stop"
    code=0
    "${mpfix[@]}" "$@" -- "${paths[@]}" || code=$?
    echo "::$stop::"
}

# annotate FILE FILTER: a warning for each object that the filter makes of the file.
annotate() {
    jq -r '
        def data: gsub("%"; "%25") | gsub("\r"; "%0D") | gsub("\n"; "%0A");
        def property: data | gsub(":"; "%3A") | gsub(","; "%2C");
        '"$2"' | "::warning file=\(.path | property),line=\(.line),endLine=\(.line),"
            + "title=\(.title | property)::\(.message | data)"' "$1"
}

finish() {
    output exit-code "$code"
    case $MPFIX_FAIL_ON:$code in
    *:0 | never:[12] | trouble:1) exit 0 ;;
    *) exit "$code" ;;
    esac
}

need jq
install
lines "${MPFIX_ARGS:-}"
mpfix+=(${found[@]+"${found[@]}"})
lines "${MPFIX_PATHS:-}"
paths=("${found[@]:-.}")
event=${GITHUB_EVENT_PATH:?GitHub sets this}
number=$(jq -r '.pull_request.number // empty' "$event")
head=$(jq -r '.pull_request.head.sha // empty' "$event")

if [ -z "$number" ] || [ "$MPFIX_MODE" = annotations ]; then
    check --output-format json --output-file "$work/report.json"
    [ -s "$work/report.json" ] || fail "mpfix did not run"
    annotate "$work/report.json" '.findings[] | {path, line: .location.start.line, title: "mpfix \(.code)", message}'
    output findings "$(jq '.findings | length' "$work/report.json")"
    "${mpfix[@]}" --output-format markdown-summary -- "${paths[@]}" >>"$summary" 2>/dev/null || true
    finish
fi

need gh
# Lines of the pull request are those of its head, and not of the merge that is checked out by default.
if [ "$(git -c safe.directory="$PWD" rev-parse HEAD)" != "$head" ]; then
    fail "check out the head of the pull request: actions/checkout with ref: \${{ github.event.pull_request.head.sha }}"
fi
pull=repos/$GITHUB_REPOSITORY/pulls/$number
list "$pull/files?per_page=100" "$work/files.json" || fail "cannot list the files of the pull request: $(cat "$work/error")"
list "$pull/comments?per_page=100" "$work/comments.json" || fail "cannot list comments: $(cat "$work/error")"
check --output-format github-review --output-file "$work/posts.json" --commit "$head" --comment-author "$MPFIX_LOGIN" \
    --pr-files "$work/files.json" --existing-comments "$work/comments.json"
[ -s "$work/posts.json" ] || fail "mpfix did not run"
jq -r .summary "$work/posts.json" >>"$summary"
output findings "$(jq .counts.findings "$work/posts.json")"
jq --argjson number "$number" '. + {pull_request: $number}' "$work/posts.json" >"$work/review.json"

if [ "$MPFIX_MODE" = prepare ]; then
    cp "$work/review.json" "$MPFIX_FILE"
    finish
fi
result=0
"$here/post.sh" "$work/review.json" || result=$?
if [ "$result" = 3 ]; then
    # Comments are not allowed, as with the token of a fork.
    annotate "$work/review.json" '.annotations[] | {path, line: .start_line, title, message}'
elif [ "$result" != 0 ]; then
    exit "$result"
fi
finish
