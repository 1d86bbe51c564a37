"""Newsrooms of any size under this module alone, with its own stylesheets."""

import shutil

import documents
from servers import ROOT, Httpd

CONFIG = """
LoadModule statement_module "${BUILD}/mod_statement.so"
StatementStateDir "${RUN}/state"
StatementStylesheetDir "${SITE}/xslt"
ListenBacklog 2048
AcceptFilter http none
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Bench"
    StatementBaseURL "http://bench.example.org/statements/"
</Directory>
"""
ARCHIVE = "/statements/"
# How old the module's look at a folder may be, unless told otherwise; then what it renders ahead.
REFRESH = 1.0
SETTLED = 3 * REFRESH


class Newsroom(Httpd):
    """A server for `count` statements: the newest, or with `span` as documents.chosen has them."""

    def __init__(self, folder, name, count, config="", span=None, **more):
        shutil.copytree(ROOT / "xslt", folder / "xslt", dirs_exist_ok=True)
        super().__init__(folder, name, CONFIG + config, folder, **more)
        self.count = count
        self.statements = self.run / "newsroom"
        documents.write(self.statements, count, span=span)

    def path(self, number):
        return f"{ARCHIVE}{documents.name(number)}"

    def put(self, name, content):
        """Puts a document there in one step, as a careful uploader does."""
        partial = self.statements / ".upload.xml"
        partial.write_text(content, encoding="utf-8")
        partial.rename(self.statements / f"{name}.xml")

    def edit(self, number, words):
        """Changes a statement so that it holds `words` (it has 4 KB all the same)."""
        self.put(documents.name(number), documents.document(number, words=words))

    def start_ready(self, seconds=60):
        """Starts, and waits until its lists answer."""
        self.start()
        self.wait_for(ARCHIVE, seconds)
        return self
