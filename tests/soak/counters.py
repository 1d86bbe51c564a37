"""What the server says that it has counted, beside what its access logs say."""

import collections
import json
import re
import time

LINE = re.compile(r"(\S+) (\d+) (\d+) /([ab])(/.*|)")
KINDS = ((r"/([^/]+/)*", "archive"), (r".*/feed(\.\w+)?", "feed"), (r".*/sitemap\.xml", "sitemap"),
         (r"/.+", "statement"), ("", "other"))
OUTCOMES = {304: "not_modified", 401: "refused", 403: "refused", 404: "not_found", 410: "gone",
            503: "unavailable"}
GROUPS = {2: "ok", 3: "redirect", 4: "bad_request", 5: "error"}
PATIENCE = 60  # seconds until what slow readers have left is in the log


def logged(folder):
    """Requests by room, kind and outcome, and bytes by room, in all logs, also those put away."""
    found = collections.Counter()
    for path in folder.glob("access.log*"):
        for line in path.read_text().splitlines():
            if match := LINE.fullmatch(line):
                _, status, size, room, tail = match.groups()
                kind = next(kind for pattern, kind in KINDS if re.fullmatch(pattern, tail))
                found[room, kind, OUTCOMES.get(int(status), GROUPS[int(status) // 100])] += 1
                found[room, "bytes"] += int(size)
    return +found


def told(server):
    """The same by the status."""
    status = json.loads(server.get("/statement-status?format=json").body)
    found = collections.Counter()
    for sample in status["statement_requests_total"]:
        room = sample["newsroom"].rsplit("/", 1)[-1]
        found[room, sample["kind"], sample["outcome"]] += sample["value"]
    for sample in status["statement_response_bytes_total"]:
        found[sample["newsroom"].rsplit("/", 1)[-1], "bytes"] += sample["value"]
    return +found


def compare(server, figures):
    """Once all readers have gone: each difference is a fault."""
    deadline = time.monotonic() + PATIENCE
    while (ours := told(server)) != (logs := logged(server.run)) and time.monotonic() < deadline:
        time.sleep(1)
    count = sum(value for key, value in logs.items() if key[-1] != "bytes")
    figures.counted = f"{count:,} requests in {len(logs)} counters"
    for key in sorted({*ours, *logs}, key=str):
        if ours[key] != logs[key]:
            figures.fault(f"{' '.join(key)}: {ours[key]} counted, {logs[key]} in the access log")
