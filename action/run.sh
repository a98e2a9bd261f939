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

# annotate LEVEL FILE FILTER: an annotation for each object that the filter makes of the file.
annotate() {
    jq -r --arg level "$1" '
        def data: gsub("%"; "%25") | gsub("\r"; "%0D") | gsub("\n"; "%0A");
        def property: data | gsub(":"; "%3A") | gsub(","; "%2C");
        '"$3"' | "::\($level) file=\(.path | property),line=\(.line),endLine=\(.line),"
            + "title=\(.title | property)::\(.message | data)"' "$2"
}

# finish FINDINGS UNREADABLE CONFIGURATIONS: the status of the step. The first two count what the pull request touches, if there
# is one: whatever else there is to find is not its fault.
finish() {
    output exit-code "$code"
    if [ "$3" != 0 ]; then fail "a configuration of mpfix is broken, so nothing is known of the files it is for"; fi
    case $MPFIX_FAIL_ON in
    never) ;;
    *) if [ "$2" != 0 ]; then exit 2; fi ;;
    esac
    if [ "$MPFIX_FAIL_ON" = findings ] && [ "$1" != 0 ]; then exit 1; fi
    exit 0
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
    annotate error "$work/report.json" '.troubles[] | {path, line: (.line // 1), title: "mpfix", message}'
    annotate warning "$work/report.json" '.findings[] | {path, message, title: "mpfix \(.code)",
        line: (if .location.cell then 1 else .location.start.line end)}'
    output findings "$(jq '.findings | length' "$work/report.json")"
    "${mpfix[@]}" --output-format markdown-summary -- "${paths[@]}" >>"$summary" 2>/dev/null || true
    # Which files count, where not all do.
    echo null >"$work/files.json"
    if [ -n "$number" ] && [ "$MPFIX_FAIL_ON" != never ]; then
        if ! list "repos/$GITHUB_REPOSITORY/pulls/$number/files?per_page=100" "$work/files.json"; then
            warning "cannot list the files of the pull request, so all files count: $(cat "$work/error")"
            echo null >"$work/files.json"
        fi
    fi
    counted=$(jq -r --slurpfile pages "$work/files.json" '
        (if $pages == [null] then null else [$pages[][].filename] end) as $names
        | def counts: $names == null or (.path | IN($names[]));
        [([.findings[] | select(counts)] | length), ([.troubles[] | select(counts)] | length),
            ([.troubles[] | select(.about == "configuration")] | length)] | join(" ")' "$work/report.json")
    read -r findings unreadable configurations <<<"$counted"
    finish "$findings" "$unreadable" "$configurations"
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
annotations() {
    annotate "$1" "$work/review.json" \
        ".annotations[] | select(.annotation_level == \"$2\") | {path, line: .start_line, title, message}"
}
# No comment is about what could not be looked at.
annotations error failure
read -r findings unreadable configurations \
    <<<"$(jq -r '.counts | "\(.in_pull_request) \(.not_looked_at) \(.configurations)"' "$work/posts.json")"

if [ "$MPFIX_MODE" = prepare ]; then
    cp "$work/review.json" "$MPFIX_FILE"
    finish "$findings" "$unreadable" "$configurations"
fi
result=0
"$here/post.sh" "$work/review.json" || result=$?
if [ "$result" = 3 ]; then
    # Comments are not allowed, as with the token of a fork.
    annotations warning warning
elif [ "$result" != 0 ]; then
    exit "$result"
fi
finish "$findings" "$unreadable" "$configurations"
