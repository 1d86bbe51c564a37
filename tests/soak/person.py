"""Somebody who uses the server again and again, and tells the figures what came."""

import gzip
import http.client
import random
import threading
import time

ROOMS = ("a", "b")


class Answer:
    """An answer of which every byte has come."""

    def __init__(self, response):
        self.began = time.monotonic()
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def plain(self):
        is_coded = self.headers.get("Content-Encoding") == "gzip"
        return gzip.decompress(self.body) if is_coded else self.body


class Person(threading.Thread):
    """Does something again and again until the end."""

    def __init__(self, soak, number=0):
        super().__init__(daemon=True)
        self.soak, self.model, self.figures = soak, soak.model, soak.figures
        self.chance = random.Random(f"{soak.server.mpm} {type(self).__name__} {number}")

    def run(self):
        while not self.soak.ends.is_set():
            try:
                self.turn()
            except Exception as error:  # the soak goes on, and its verdict is bad
                self.figures.fault(f"{type(self).__name__} failed: {error!r}")
                self.pause(1)

    def pause(self, seconds):
        return self.soak.ends.wait(seconds)

    def ask(self, kind, path, headers=None, is_judged=True):
        """One request to its last byte; None where the connection broke.

        What a reader waits for is the header. How long the bytes after it take follows from the
        small buffer that the server has here for slow readers: see httpd's own large file.
        """
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.soak.server.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": "news.example.org", **(headers or {})})
            answer = Answer(connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            is_late = isinstance(error, TimeoutError)
            is_ours = not is_late and self.model.was_disturbed(began)
            if not is_ours:
                self.figures.fault(f"{path}: {error!r}")
            spent = time.monotonic() - began
            self.figures.request(kind, path, "broken", (spent, spent), not is_ours)
            return None
        finally:
            connection.close()
        self.figures.request(kind, path, answer.status,
                             (answer.began - began, time.monotonic() - began), is_judged)
        if answer.status == 503 and "Retry-After" not in answer.headers:
            self.figures.fault(f"{path}: 503 without Retry-After")
        return answer
