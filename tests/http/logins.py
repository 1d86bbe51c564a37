"""Two people with a password, and how a browser sends it (RFC 7617)."""

import base64
import hashlib


def login(name, word="secret"):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{word}".encode()).decode()}


def write_users(server):
    digest = base64.b64encode(hashlib.sha1(b"secret").digest()).decode()
    (server.run / "users").write_text(f"anna:{{SHA}}{digest}\nbert:{{SHA}}{digest}\n")
