#!/usr/bin/env bash
# post.sh FILE: posts what mpfix has to say about a pull request.
#
# The file may come from a job that ran code of a fork, so nothing in it is trusted: it may only comment, on the pull request
# and the commit the job was about, and delete comments that mpfix made.
#
# Exit status: 0 done, or nothing to do; 2 the file is not what mpfix writes; 3 GitHub does not allow comments.
set -euo pipefail
# shellcheck source=action/common.sh
source "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/common.sh"

file=$1
: "${MPFIX_LOGIN:=github-actions[bot]}" "${GITHUB_API_URL:=https://api.github.com}"
need jq
need gh

# Takes the file apart: what is not expected is an error, what is not known is dropped.
read_file() {
    [ -f "$file" ] || fail "there is no file $file"
    [ "$(wc -c <"$file")" -le 5000000 ] || fail "the file is too large"
    jq '
        def must(condition; what): if condition then . else error(what) end;
        def text: must(type == "string" and length <= 65536; "a text that is too long, or none");
        def count: must(type == "number" and . >= 1 and . < 1e15 and . == floor; "not a number");
        def marked: must(test("<!-- mpfix:[0-9a-f]{16} -->\\z"); "a comment without the mark of mpfix");
        def on_file($commit): {commit_id: $commit, path: (.path | text), subject_type: "file", body: (.body | text | marked)};
        def on_lines: {path: (.path | text), side: "RIGHT", line: (.line | count), body: (.body | text | marked)}
            + (if .start_line then {start_line: (.start_line | count), start_side: "RIGHT"} else {} end);
        must(.version == 1; "another version of mpfix")
        | (.commit | must(type == "string" and test("\\A[0-9a-f]{40}([0-9a-f]{24})?\\z"); "not a commit")) as $commit
        | must((.file_comments | length) <= 10 and (.instead | length) <= 10; "too many comments")
        | {number: (.pull_request | count), commit: $commit,
            review: (if .review == null then null else .review | must((.comments | length) <= 25; "too many comments")
                | {commit_id: $commit, event: "COMMENT", body: (.body | text), comments: [.comments[] | on_lines]} end),
            file_comments: [.file_comments[] | on_file($commit)],
            instead: [.instead[] | on_file($commit)],
            stale: [.stale[] | count]}' "$file" >"$work/posts.json" 2>"$work/error" ||
        fail "$file is not what mpfix writes: $(head -c 300 "$work/error")"
}

# Whether the pull request is the one the workflow is about, open, and still at the commit. Sets `status`.
is_current() {
    request GET "$pull"
    [ "$status" = 200 ] || return 1
    jq -e --arg commit "$commit" '.state == "open" and .head.sha == $commit' "$work/answer" >/dev/null
}

# In a job that follows another one, the other one was about a commit of some repository.
is_about_this_run() {
    jq -e --slurpfile event "$GITHUB_EVENT_PATH" '
        ($event[0].workflow_run // null) as $run
        | $run == null or (.head.sha == $run.head_sha and .head.repo.full_name == $run.head_repository.full_name)' \
        "$work/answer" >/dev/null
}

# Ends the script after an answer that is no success.
give_up() {
    output posted "$posted"
    case $status in
    401 | 403 | 404 | 429)
        warning "GitHub does not take comments ($status): $(said)"
        exit 3
        ;;
    esac
    fail "GitHub does not take comments ($status): $(said)"
}

post_files() { # post_files KEY
    local count nth
    count=$(jq ".$1 | length" "$work/posts.json")
    for ((nth = 0; nth < count; nth++)); do
        jq ".$1[$nth]" "$work/posts.json" >"$work/body"
        write POST "$pull/comments" "$work/body"
        case $status in
        201) posted=$((posted + 1)) ;;
        422) warning "GitHub does not take the comment on $(jq -r .path "$work/body"): $(said)" ;;
        *) give_up ;;
        esac
    done
}

# Comments of somebody else would be taken for those of other people the next time.
check_login() {
    local login
    login=$(jq -r '.user.login // empty' "$work/answer")
    if [ -n "$login" ] && [ "$login" != "$MPFIX_LOGIN" ]; then
        warning "the token comments as $login; set the input login to that, or comments will be posted twice"
    fi
}

post_review() {
    if jq -e '.review == null' "$work/posts.json" >/dev/null; then return; fi
    jq .review "$work/posts.json" >"$work/body"
    write POST "$pull/reviews" "$work/body"
    case $status in
    200 | 201)
        posted=$((posted + $(jq '.comments | length' "$work/body")))
        check_login
        ;;
    422)
        local because
        because=$(said)
        # It may have been pushed to in the meantime; then another run has begun.
        if ! is_current; then nothing "the pull request has changed meanwhile"; fi
        warning "GitHub does not take the review, so files get comments without suggestions: $because"
        post_files instead
        ;;
    *) give_up ;;
    esac
}

# Of what the file wants deleted, what mpfix wrote and nobody answered. Before anything new is posted.
find_stale() {
    : >"$work/stale"
    if jq -e '.stale == []' "$work/posts.json" >/dev/null; then return; fi
    if ! list "$pull/comments?per_page=100" "$work/comments.json"; then
        warning "cannot list comments: $(cat "$work/error")"
        return
    fi
    jq -s -r --arg login "$MPFIX_LOGIN" --slurpfile posts "$work/posts.json" '
        add as $all | [$all[].in_reply_to_id] as $answered
        | $all[] | select(.user.login == $login and (.body // "" | test("<!-- mpfix:[0-9a-f]{16} -->\\s*\\z")))
        | .id | select(IN($posts[0].stale[]) and (IN($answered[]) | not))' "$work/comments.json" >"$work/stale"
}

delete_stale() {
    local id
    while read -r id; do
        write DELETE "repos/$GITHUB_REPOSITORY/pulls/comments/$id"
        case $status in
        204 | 404) ;;
        *) warning "cannot delete comment $id ($status): $(said)" ;;
        esac
    done <"$work/stale"
}

nothing() {
    notice "nothing was posted: $1"
    output posted "$posted"
    exit 0
}

posted=0
read_file
commit=$(jq -r .commit "$work/posts.json")
pull=repos/$GITHUB_REPOSITORY/pulls/$(jq .number "$work/posts.json")
if ! is_current; then
    [ "$status" = 200 ] || give_up
    nothing "the pull request is closed, or has another head than $commit"
fi
is_about_this_run || fail "the file is about another pull request than this run"
find_stale
post_review
post_files file_comments
delete_stale
output posted "$posted"
echo "comments posted: $posted"
