"""The scripts of `make install` and `make uninstall`, for a system below another folder."""

import os
import subprocess

from newsroom import BUILD, ROOT

PATHS = {"modules": "/usr/lib/apache2/modules", "bindir": "/usr/bin",
         "datadir": "/usr/share/mod_statement", "statedir": "/var/lib/apache2/statement",
         "mandir": "/usr/share/man", "bashdir": "/usr/share/bash-completion/completions",
         "zshdir": "/usr/share/zsh/vendor-completions"}


def run(script, root, conf="/etc/apache2", install="install", modules=PATHS["modules"], **more):
    """Its exit code, and all that it says."""
    done = subprocess.run([ROOT / "conf" / script], text=True, check=False,
                          env={**os.environ, **PATHS, "conf": conf, "modules": modules, "DESTDIR": str(root),
                               "BUILD": str(BUILD), "INSTALL": install},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    return done.returncode, done.stdout
