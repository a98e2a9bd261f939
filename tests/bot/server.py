"""A stand-in for GitHub on the loopback interface: one repository, its pull requests, and GitHub's rules for comments.

    server.py BARE_REPOSITORY

Clients speak HTTP to the port that the first line of output names. The test speaks JSON, one object a line, on standard
input, and gets one a line back.
"""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NAME = "octo/demo"
BOT = "github-actions[bot]"
NOT_IN_DIFF = ("Pull request review thread line must be part of the diff, Pull request review thread start line must be "
               "part of the same hunk as the line., and Pull request review thread diff hunk can't be blank")


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status, message, errors=None, headers=None):
        super().__init__(message)
        self.status, self.headers = status, headers or {}
        self.body = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        if errors:
            self.body["errors"] = errors


def unprocessable(error):
    return Refused(422, "Unprocessable Entity", [error])


class Repository:
    def __init__(self, path):
        self.path = path
        self.known = {}

    def git(self, *args, data=None, env=None):
        done = subprocess.run(["git", "-C", self.path, "-c", "core.quotePath=false", *args], input=data, env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise RuntimeError("git %s: %s" % (args, done.stderr.decode()))
        return done.stdout

    def commit(self, ref):
        return self.git("rev-parse", ref).decode().strip()

    def blob(self, commit, path):
        return self.git("cat-file", "blob", "%s:%s" % (commit, path))

    def files(self, base, head):
        """What the pull request changes: from where it left its base."""
        fork = self.git("merge-base", base, head).decode().strip()
        if (fork, head) not in self.known:
            self.known[fork, head] = self.changed(fork, head)
        return self.known[fork, head]

    def changed(self, fork, head):
        fields = self.git("diff", "--name-status", "-z", "-M", fork, head).decode().split("\0")[:-1]
        files, fields = [], iter(fields)
        for status in fields:
            name = next(fields)
            entry = {"filename": name}
            if status[0] in "RC":
                entry = {"filename": next(fields), "previous_filename": name}
            entry["status"] = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied"}.get(
                status[0], "changed")
            names = [entry["filename"], entry.get("previous_filename", name)]
            text = self.git("diff", "-M", fork, head, "--", *names).decode("utf-8", "replace")
            _, mark, hunks = text.partition("\n@@ ")
            patch = "@@ " + hunks.rstrip("\n") if mark else None
            changes = [line for line in (patch or "").split("\n") if line[:1] in "+-"]
            entry.update(sha="0" * 40, changes=len(changes), blob_url="http://x/b", raw_url="http://x/r",
                         contents_url="http://x/c", additions=sum(line[0] == "+" for line in changes if line),
                         deletions=sum(line[0] == "-" for line in changes if line))
            # GitHub leaves out what is large.
            if patch is not None and len(patch) < 100_000:
                entry["patch"] = patch
            files.append(entry)
        return files


def hunks(patch):
    """The lines of the new side of each hunk."""
    found, rest = [], patch.split("\n")
    while rest:
        header = re.match(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", rest.pop(0))
        if not header:
            continue
        old, start, new = (1 if group is None else int(group) for group in header.groups())
        found.append(range(start, start + new))
        while old > 0 or new > 0:
            mark = rest.pop(0)[:1]
            old -= mark in "- "
            new -= mark in "+ "
    return found


def suggestion(body):
    """The lines of the one suggestion in a comment, by CommonMark; None when there is none."""
    blocks, fence, kind, lines = [], None, None, []
    for line in body.split("\n"):
        mark = re.fullmatch(r" {0,3}(`{3,}|~{3,})([^`]*)", line)
        if fence is None:
            if mark:
                fence, kind, lines = mark[1], mark[2].strip(), []
        elif mark and not mark[2].strip() and mark[1].startswith(fence):
            blocks.append((kind, lines))
            fence = None
        else:
            lines.append(line)
    wanted = [lines for kind, lines in blocks if kind == "suggestion"]
    if len(wanted) > 1:
        raise RuntimeError("two suggestions in one comment")
    return wanted[0] if wanted else None


class GitHub:
    def __init__(self, repository):
        self.repository, self.lock = repository, threading.RLock()
        self.pulls, self.comments, self.reviews, self.log = {}, {}, [], []
        self.refuse_writes = self.limit_writes = self.fail_reviews = False
        self.identifier = 1000

    # What the test asks for.

    def open(self, number, head, base="main", fork=None):
        self.pulls[number] = {"head": head, "base": base, "fork": fork, "state": "open"}
        return {"head": self.repository.commit(head)}

    def switch(self, name, value):
        setattr(self, name, value)

    def close(self, number):
        self.pulls[number]["state"] = "closed"

    def say(self, number, login, answer_to):
        own = self.comments[answer_to]
        return self.add(number, dict(own, body="I would rather not"), login, answer_to)["id"]

    def requests(self):
        log, self.log = self.log, []
        return log

    def visible(self, number):
        return [self.shown(comment) for comment in self.comments.values() if comment["pull"] == number]

    def apply(self, number):
        """Takes all suggestions in one batch, as one commit on the branch."""
        pull, repository = self.pulls[number], self.repository
        head, taken, texts = repository.commit(pull["head"]), set(), {}
        comments = [self.shown(comment) for comment in self.comments.values() if comment["pull"] == number]
        wanted = [(comment, suggestion(comment["body"])) for comment in comments]
        wanted = [(comment, lines) for comment, lines in wanted if lines is not None]
        # From the bottom up, so that line numbers stay right.
        for comment, lines in sorted(wanted, key=lambda one: -(one[0]["line"] or 0)):
            path, last = comment["path"], comment["line"]
            if last is None:
                raise RuntimeError("Outdated suggestions cannot be applied.")
            first = comment["start_line"] or last
            span = {(path, line) for line in range(first, last + 1)}
            if span & taken:
                raise RuntimeError("Only one suggestion per line can be applied in a batch.")
            taken |= span
            old = texts[path] if path in texts else repository.blob(head, path)
            if b"\r" in old:
                raise RuntimeError("nobody knows what happens to CRLF")
            whole = old.decode("utf-8").split("\n")
            whole[first - 1:last] = lines
            texts[path] = "\n".join(whole).encode()
            if texts[path] == old:
                raise RuntimeError("Suggestions that make no change cannot be applied.")
        if texts:
            self.commit(pull["head"], texts)
        return {"suggestions": len(wanted), "head": repository.commit(pull["head"])}

    def commit(self, branch, texts):
        git, head = self.repository.git, self.repository.commit(branch)
        tree = {}
        for line in git("ls-tree", "-r", "-z", head).decode().split("\0")[:-1]:
            mode, _, rest = line.split(" ", 2)
            tree[rest.split("\t", 1)[1]] = (mode, rest.split("\t", 1)[0])
        for path, text in texts.items():
            blob = git("hash-object", "-w", "--stdin", data=text).decode().strip()
            tree[path] = (tree[path][0], blob)
        index = self.repository.path + "/index-of-test"
        env = {"GIT_INDEX_FILE": index, "PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_AUTHOR_NAME": "a",
               "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
        git("read-tree", "--empty", env=env)
        entries = "".join("%s %s\t%s\0" % (mode, blob, path) for path, (mode, blob) in tree.items())
        git("update-index", "-z", "--index-info", data=entries.encode(), env=env)
        new = git("write-tree", env=env).decode().strip()
        made = git("commit-tree", new, "-p", head, "-m", "Apply suggestions from code review", env=env).decode().strip()
        git("update-ref", "refs/heads/" + branch, made)

    # What clients ask for.

    def pull(self, number):
        if number not in self.pulls:
            raise Refused(404, "Not Found")
        return self.pulls[number]

    def describe(self, number):
        pull = self.pull(number)
        return {"number": number, "state": pull["state"],
                "head": {"sha": self.repository.commit(pull["head"]), "ref": pull["head"],
                         "repo": {"full_name": pull["fork"] or NAME}},
                "base": {"ref": pull["base"], "repo": {"full_name": NAME}}}

    def files(self, number):
        pull = self.pull(number)
        return self.repository.files(pull["base"], self.repository.commit(pull["head"]))

    def shown(self, comment):
        """The comment as of now: the lines it stands at may have moved, or gone."""
        pull = self.pulls[comment["pull"]]
        head = self.repository.commit(pull["head"])
        shown = {key: comment[key] for key in
                 ("id", "path", "body", "line", "start_line", "side", "subject_type", "commit_id", "in_reply_to_id")
                 if key in comment}
        shown["user"] = {"login": comment["login"]}
        if comment["subject_type"] == "file" or comment["commit_id"] == head:
            return shown
        first = comment["start_line"] or comment["line"]
        diff = self.repository.git("diff", "-U0", comment["commit_id"], head, "--", comment["path"]).decode("utf-8", "replace")
        shift = 0
        for old, count, new, added in re.findall(r"(?m)^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", diff):
            count, added = int(count or 1), int(added or 1)
            # An empty range is named by the line before it.
            start = int(old) + (count == 0)
            if start + count <= first:
                shift += added - count
            elif start <= comment["line"]:
                return dict(shown, line=None, start_line=None)
        return dict(shown, line=comment["line"] + shift,
                    start_line=comment["start_line"] and comment["start_line"] + shift)

    def check_body(self, body):
        if not isinstance(body, str) or not body:
            raise unprocessable("body can't be blank")
        if len(body) > 65536:
            raise unprocessable("Body is too long (maximum is 65536 characters)")

    def check_lines(self, number, comment):
        self.check_body(comment.get("body"))
        listed = {entry["filename"]: entry for entry in self.files(number)}
        if comment.get("path") not in listed:
            raise unprocessable("Pull request review thread path is invalid")
        line, start = comment.get("line"), comment.get("start_line")
        if comment.get("side", "RIGHT") != "RIGHT" or not isinstance(line, int):
            raise unprocessable(NOT_IN_DIFF)
        if ("start_line" in comment) != ("start_side" in comment):
            raise unprocessable("start_side and start_line go together")
        if start is not None and start >= line:
            raise unprocessable("Pull request review thread start line must precede the end line.")
        shown = hunks(listed[comment["path"]].get("patch", ""))
        if not any(line in hunk and (start is None or start in hunk) for hunk in shown):
            raise unprocessable(NOT_IN_DIFF)

    def check_commit(self, number, commit):
        # Older commits of the pull request would do, but nobody should want them.
        if commit != self.describe(number)["head"]["sha"]:
            raise unprocessable("commit_id is not part of the pull request")

    def review(self, number, body):
        self.pull(number)
        if self.fail_reviews:
            raise unprocessable(NOT_IN_DIFF)
        if body.get("event") not in ("COMMENT", "APPROVE", "REQUEST_CHANGES"):
            raise Refused(422, "a pending review: nobody would see it")
        self.check_body(body.get("body"))
        self.check_commit(number, body.get("commit_id"))
        comments = body.get("comments", [])
        if len(comments) > 100:
            raise unprocessable("Comments is too long (maximum is 100)")
        for comment in comments:
            unknown = set(comment) - {"path", "body", "position", "line", "side", "start_line", "start_side"}
            if unknown:
                raise unprocessable("%s is not a permitted key" % ", ".join(sorted(unknown)))
            self.check_lines(number, comment)
        self.reviews.append({"pull": number, "event": body["event"], "body": body["body"]})
        for comment in comments:
            self.add(number, dict(comment, commit_id=body["commit_id"], subject_type="line"), BOT)
        return {"id": len(self.reviews), "state": "COMMENTED", "body": body["body"], "user": {"login": BOT}}

    def comment(self, number, body):
        self.pull(number)
        self.check_commit(number, body.get("commit_id"))
        if body.get("subject_type") == "file":
            self.check_body(body.get("body"))
            if body.get("path") not in [entry["filename"] for entry in self.files(number)]:
                raise unprocessable("Pull request review thread path is invalid")
        else:
            self.check_lines(number, body)
        return self.shown(self.add(number, dict({"subject_type": "line"}, **body), BOT))

    def add(self, number, comment, login, answer_to=None):
        self.identifier += 1
        new = {"id": self.identifier, "pull": number, "login": login, "path": comment["path"], "body": comment["body"],
               "line": comment.get("line"), "start_line": comment.get("start_line"), "side": "RIGHT",
               "subject_type": comment["subject_type"], "commit_id": comment["commit_id"]}
        if answer_to:
            new["in_reply_to_id"] = answer_to
        self.comments[new["id"]] = new
        return new

    def delete(self, identifier):
        if self.comments.pop(identifier, None) is None:
            raise Refused(404, "Not Found")

    def check_write(self):
        if self.refuse_writes:
            raise Refused(403, "Resource not accessible by integration")
        if self.limit_writes:
            self.limit_writes -= 1
            raise Refused(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                          headers={"Retry-After": "1"})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    github = None

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.handle_request("GET")

    def do_POST(self):
        self.handle_request("POST")

    def do_DELETE(self):
        self.handle_request("DELETE")

    def content(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        content = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            content += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return content

    def handle_request(self, method):
        content, headers = self.content(), {}
        url = urlsplit(self.path)
        with self.github.lock:
            try:
                body = json.loads(content) if content else None
                if self.headers.get("Authorization") != "token secret":
                    raise Refused(401, "Bad credentials")
                self.github.log.append({"method": method, "path": url.path, "body": body})
                if method != "GET":
                    self.github.check_write()
                status, answer = self.answer(method, url.path, body)
                if isinstance(answer, list):
                    answer, headers = self.page(answer, url)
            except Refused as refused:
                status, answer, headers = refused.status, refused.body, refused.headers
            except Exception as error:  # a fault of this server: the test should see it
                status, answer = 500, {"message": "server: %r" % (error,)}
                print(json.dumps({"fault": repr(error)}), file=sys.stderr, flush=True)
        text = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def answer(self, method, path, body):
        github = self.github
        place = re.fullmatch(r"/repos/%s/pulls/(?:comments/(\d+)|(\d+)(?:/(files|comments|reviews))?)" % NAME, path)
        if not place:
            raise Refused(404, "Not Found")
        comment, number, part = place.groups()
        if comment:
            if method != "DELETE":
                raise Refused(404, "Not Found")
            return 204, github.delete(int(comment))
        number = int(number)
        if (method, part) == ("GET", None):
            return 200, github.describe(number)
        if (method, part) == ("GET", "files"):
            return 200, github.files(number)
        if (method, part) == ("GET", "comments"):
            github.pull(number)
            return 200, github.visible(number)
        if (method, part) == ("POST", "reviews"):
            return 200, github.review(number, body)
        if (method, part) == ("POST", "comments"):
            return 201, github.comment(number, body)
        raise Refused(404, "Not Found")

    def page(self, items, url):
        query = parse_qs(url.query)
        size, number = min(int(query.get("per_page", ["30"])[0]), 100), int(query.get("page", ["1"])[0])
        end = number * size
        headers = {}
        if end < len(items):
            here = "http://%s%s" % (self.headers["Host"], url.path)
            headers["Link"] = '<%s?per_page=%d&page=%d>; rel="next"' % (here, size, number + 1)
        return items[end - size:end], headers


def main():
    github = Handler.github = GitHub(Repository(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        with github.lock:
            try:
                answer = {"ok": getattr(github, asked["do"])(**asked.get("with", {}))}
            except Exception as error:
                answer = {"fault": str(error)}
        print(json.dumps(answer), flush=True)


main()
