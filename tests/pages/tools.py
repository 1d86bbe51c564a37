"""The browser, what npm has brought, and the samples."""

import os
import shutil

from newsroom import ROOT

MODULES = ROOT / "build" / "pages" / "node_modules"
SAMPLES = ROOT / "conf" / "statements"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
