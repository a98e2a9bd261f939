# Shared by the scripts of the action: messages, and requests to GitHub. To be sourced.
# shellcheck shell=bash

work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/mpfix.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Seconds between two requests that write, and the longest wait when GitHub asks for one.
: "${MPFIX_PAUSE:=1}" "${MPFIX_LONGEST_WAIT:=180}"

# A text as the data of a workflow command, so that nothing in it is taken for a command.
escaped() {
    local text=$1 cr=$'\r' lf=$'\n'
    text=${text//\%/%25}
    text=${text//$cr/%0D}
    printf '%s' "${text//$lf/%0A}"
}

notice() { printf '::notice title=mpfix::%s\n' "$(escaped "$1")"; }
warning() { printf '::warning title=mpfix::%s\n' "$(escaped "$1")"; }
fail() {
    printf '::error title=mpfix::%s\n' "$(escaped "$1")"
    exit 2
}

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/null}"; }

need() { command -v "$1" >/dev/null 2>&1 || fail "this action needs the command $1"; }

# request METHOD PATH [FILE]: sets `status`; the answer is in $work/answer, its headers in $work/headers.
request() {
    local method=$1 path=$2 body=${3:-}
    local options=(--include --method "$method" -H "Accept: application/vnd.github+json")
    if [ -n "$body" ]; then options+=(--input "$body"); fi
    # Its exit status says less than the status line.
    gh api "${options[@]}" "$GITHUB_API_URL/$path" >"$work/raw" 2>"$work/error" || true
    awk -v headers="$work/headers" -v answer="$work/answer" '
        BEGIN { printf "" >headers; printf "" >answer; inside = 1 }
        inside { sub(/\r$/, ""); if ($0 == "") { inside = 0; next } print >headers; next }
        { print >answer }' "$work/raw"
    status=$(sed -n '1s/^HTTP[^ ]* \([0-9][0-9]*\).*/\1/p' "$work/headers")
    status=${status:-0}
}

header() {
    awk -v name="$1:" 'tolower($1) == name { sub(/^[^:]*: */, ""); print; exit }' "$work/headers"
}

said() {
    local text
    text=$(jq -r '[.message, (.errors // [] | map(if type == "string" then . else tojson end) | .[])]
        | map(select(. != null)) | join("; ")' "$work/answer" 2>/dev/null) || text=""
    printf '%s' "${text:-$(head -c 500 "$work/error")}"
}

is_limit() {
    case $status in 403 | 429) ;; *) return 1 ;; esac
    [ "$status" = 429 ] || [ -n "$(header retry-after)" ] || [ "$(header x-ratelimit-remaining)" = 0 ] ||
        grep -qi "rate limit" "$work/answer"
}

# write METHOD PATH [FILE]: as `request`, one at a time and not faster than GitHub wants; waits when it asks for that.
write() {
    local attempt wait
    for attempt in 1 2 3; do
        sleep "$MPFIX_PAUSE"
        request "$@"
        is_limit || return 0
        wait=$(header retry-after)
        if [ -z "$wait" ] && [ "$(header x-ratelimit-remaining)" = 0 ]; then
            wait=$(($(header x-ratelimit-reset) - $(date +%s)))
        fi
        [[ $wait =~ ^[0-9]+$ ]] || wait=60
        if [ "$attempt" = 3 ] || [ "$wait" -gt "$MPFIX_LONGEST_WAIT" ]; then return 0; fi
        echo "GitHub asks to wait $wait seconds"
        sleep "$wait"
    done
}

# list PATH FILE: all pages, one JSON array after another; 1 when GitHub does not give them.
list() {
    gh api --paginate -H "Accept: application/vnd.github+json" "$GITHUB_API_URL/$1" >"$2" 2>"$work/error"
}
