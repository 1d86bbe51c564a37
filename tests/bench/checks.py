"""Answers are compared before anything is measured."""

from load import ACCEPT, Unmeasured


def same_bodies(competitors, wanted):
    """Every competitor (name to server and path) answers 200 with exactly the bytes `wanted`."""
    for name, (server, path) in competitors.items():
        answer = server.get(path, {"Accept": ACCEPT})
        if answer.status != 200:
            raise Unmeasured(f"{name}: {answer.status} for {path}\n"
                             f"{server.everything_said()[-2000:]}")
        if answer.body != wanted:
            raise Unmeasured(f"{name}: another page than the reference, "
                             f"{_difference(answer.body, wanted)}")


def _difference(body, wanted):
    at = next((index for index, (mine, theirs) in enumerate(zip(body, wanted)) if mine != theirs),
              min(len(body), len(wanted)))
    return (f"{len(body)} bytes for {len(wanted)}, from byte {at} on "
            f"{body[at:at + 60]!r} for {wanted[at:at + 60]!r}")


def entity_tag(server, path):
    """The tag of the page, once it is known that sending it back gives 304."""
    tag = server.get(path, {"Accept": ACCEPT}).header("ETag")
    answer = server.get(path, {"Accept": ACCEPT, "If-None-Match": tag or '""'})
    if answer.status != 304 or answer.body:
        raise Unmeasured(f"{server.name}: {answer.status} for {path} with its own tag {tag}")
    return tag
