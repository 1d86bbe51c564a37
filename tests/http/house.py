"""The example of a house design, and where it expects our pages."""

from newsroom import ROOT

EXAMPLE = (ROOT / "conf" / "house" / "house.xsl").read_text(encoding="utf-8")
INSTALLED = "/usr/share/mod_statement/xslt/"
