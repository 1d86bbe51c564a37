"""Each kind of rule that can refuse NAME.xml refuses all that is made of it, in lists too.

One virtual host and one newsroom per rule, so that none hides what another one would show.
"""

import pytest

from newsroom import Folder, statement

# name: (rule in the virtual host, rule in <Directory>, guarded names).
RULES = {
    "location": ('<Location "/secret.xml">\nRequire all denied\n</Location>', "",
                 ["secret"]),
    "location-folder": ('<Location "/closed">\nRequire all denied\n</Location>', "",
                        ["closed/inside"]),
    "location-slash": ('<Location "/closed/">\nRequire all denied\n</Location>', "",
                       ["closed/inside"]),
    "location-wild": ('<Location "/sec*.xml">\nRequire all denied\n</Location>', "",
                      ["secret"]),
    "location-tilde": ('<Location ~ "^/secret\\.xml$">\nRequire all denied\n</Location>', "",
                       ["secret"]),
    "location-match": ('<LocationMatch "^/(secret|closed/.*)\\.xml$">\nRequire all denied\n'
                       '</LocationMatch>', "", ["secret", "closed/inside"]),
    "location-limit": ('<Location "/secret.xml">\n<LimitExcept POST>\nRequire all denied\n'
                       '</LimitExcept>\n</Location>', "", ["secret"]),
    "if": ('<If "%{REQUEST_URI} =~ m#/secret.xml$#">\nRequire all denied\n</If>', "",
           ["secret"]),
    "if-directory": ("", '<If "%{REQUEST_URI} =~ m#/secret.xml$#">\nRequire all denied\n</If>',
                     ["secret"]),
    "if-folder": ('<If "%{REQUEST_URI} =~ m#^/closed/#">\nRequire all denied\n</If>', "",
                  ["closed/inside"]),
    "if-location": ('<Location "/">\n<If "%{REQUEST_URI} =~ m#^/closed/#">\nRequire all denied\n'
                    '</If>\n</Location>', "", ["closed/inside"]),
    "if-files": ("", '<Files "secret.*">\n<If "%{REQUEST_URI} =~ m#[.]xml$#">\n'
                 'Require all denied\n</If>\n</Files>', ["secret"]),
    "else": ('<If "%{REQUEST_URI} !~ m#/secret.xml$#">\nServerSignature Off\n</If>\n'
             '<Else>\nRequire all denied\n</Else>', "", ["secret"]),
    "else-if": ('<If "%{REQUEST_URI} == \'/nothing\'">\nServerSignature Off\n</If>\n'
                '<ElseIf "%{REQUEST_URI} == \'/secret.xml\'">\nRequire all denied\n</ElseIf>', "",
                ["secret"]),
    "files": ("", '<Files "secret.xml">\nRequire all denied\n</Files>', ["secret"]),
    "files-wild": ("", '<Files "s?cret.*">\nRequire all denied\n</Files>', ["secret"]),
    "files-match": ("", '<FilesMatch "^(secret|inside)\\.">\nRequire all denied\n</FilesMatch>',
                    ["secret", "closed/inside"]),
    "files-host": ('<Files "secret.xml">\nRequire all denied\n</Files>', "", ["secret"]),
    "files-folder": ('<Directory "{root}/closed">\n<Files "*.xml">\nRequire all denied\n</Files>\n'
                     '</Directory>', "", ["closed/inside"]),
    "limit": ("", '<Files "secret.xml">\n<Limit GET>\nRequire all denied\n</Limit>\n</Files>',
              ["secret"]),
    "limit-except": ("", '<Files "secret.xml">\n<LimitExcept POST>\nRequire all denied\n'
                     '</LimitExcept>\n</Files>', ["secret"]),
    "directory": ('<Directory "{root}/closed">\nRequire all denied\n</Directory>', "",
                  ["closed/inside"]),
    "directory-wild": ('<Directory "{root}/cl*d">\nRequire all denied\n</Directory>', "",
                       ["closed/inside"]),
    "directory-match": ('<DirectoryMatch "^{root}/closed(/|$)">\nRequire all denied\n'
                        '</DirectoryMatch>', "", ["closed/inside"]),
    "directory-match-file": ('<DirectoryMatch "/secret\\.xml$">\nRequire all denied\n'
                             '</DirectoryMatch>', "", ["secret"]),
    "directory-tilde": ('<Directory ~ "/closed/">\nRequire all denied\n</Directory>', "",
                        ["closed/inside"]),
    "htaccess": ("", "AllowOverride AuthConfig", ["closed/inside"]),
    "htaccess-list": ("", "AllowOverride None\nAllowOverrideList Require", ["closed/inside"]),
    "access-file-name": ("AccessFileName .rules .more", "AllowOverride AuthConfig",
                         ["closed/inside"]),
    "rewrite": ('RewriteEngine On\nRewriteRule "^/secret\\.xml$" "-" [F]', "", ["secret"]),
    "rewrite-gone": ('RewriteEngine On\nRewriteRule "^/secret\\.xml$" "-" [G]', "", ["secret"]),
    "rewrite-folder": ('RewriteEngine On\nRewriteRule "^/closed/" "-" [F]', "", ["closed/inside"]),
    "redirect": ('Redirect gone "/secret.xml"', "", ["secret"]),
    "redirect-match": ('RedirectMatch 403 "^/s.*\\.xml$"', "", ["secret"]),
    "redirect-folder": ('RedirectMatch 404 "^/closed/"', "", ["closed/inside"]),
    "alias-folder": ('Alias "/closed" "{root}/../nobody"', "", ["closed/inside"]),
    "alias": ('Alias "/secret.xml" "{root}/../nobody/secret.xml"', "", ["secret"]),
    "alias-match": ('AliasMatch "^/(secret\\.xml)$" "{root}/../nobody/$1"', "", ["secret"]),
    "expr": ("", 'Require expr "%{REQUEST_URI} !~ m#/secret.xml$#"', ["secret"]),
    "expr-any": ("", '<RequireAll>\nRequire all granted\n<RequireNone>\n'
                 'Require expr "%{REQUEST_URI} == \'/secret.xml\'"\n</RequireNone>\n</RequireAll>',
                 ["secret"]),
    "expr-folder": ("", 'Require expr "%{REQUEST_URI} !~ m#^/closed/#"', ["closed/inside"]),
    "provider-alias": ("", "Require quiet", ["secret"]),
    "proxy": ('<Proxy "http://127.0.0.1:1/secret.xml">\nRequire all denied\n</Proxy>\n'
              'ProxyPass "/secret.xml" "http://127.0.0.1:1/secret.xml"', "", ["secret"]),
    "include": ('Include "${RUN}/location.conf"', "", ["secret"]),
    "links": ("", "Options -FollowSymLinks", ["linked"]),
}
# Expressions that look at first as if they were for no document, or are for one in another way.
for number, expression in enumerate([
        "^secret\\.(php|xml)$", "^secret\\.(?:phps?|.ml)$", "^secret.*(?!php)$",
        "^secret.*(?<!php)$", "^\\.?secret\\.xml$", "^\\.ht|^secret\\.", "^secret\\.xmls?$",
        "^secret\\.xml(php)*$", "(?i)^SECRET\\.XML$", "^secret\\.xm\\x6c$", "^secret\\.xm[l]$",
        "^(?<whole>secret\\.xml)$", "^se.+\\.(x|y)ml$", "^secret\\.(xm|ym)l$", "^s.{2,5}t\\.\\w+$"]):
    RULES[f"expression-{number}"] = (
        "", f'<FilesMatch "{expression}">\nRequire all denied\n</FilesMatch>', ["secret"])
MAIN = """
<AuthzProviderAlias expr quiet "%{REQUEST_URI} !~ m#/secret.xml$#">
</AuthzProviderAlias>
"""
TAILS = ["", ".html", ".rss", ".json"]
NAMES = ["secret", "closed/inside", "linked"]


def host_of(rule):
    # The directive that grants comes first, so that a rule of the same place may narrow it.
    host, directory, _ = RULES[rule]
    grant = "" if "Require" in directory and "<Files" not in directory and "<If" not in directory \
        else "Require all granted"
    if "AllowOverrideList" in directory:
        grant = "Require all granted"
    root = "${RUN}/" + rule
    return f"""
<VirtualHost *:${{PORT}}>
    ServerName {rule}.example.org
    DocumentRoot "{root}"
    <Directory "{root}">
        {grant}
        StatementEngine On
        StatementFeedItems 50
        {directory}
    </Directory>
    {host.replace("{root}", root)}
</VirtualHost>
"""


CONFIG = MAIN + "".join(host_of(rule) for rule in RULES)
MORE_MODULES = ["proxy", "proxy_http"]
READY = []


def host(rule):
    return {"Host": f"{rule}.example.org"}


def prepare(server):
    server.allow("AH01630", "AH00032", "AH00037", "AH01144", "AH00957", "AH01114", "AH00670")
    (server.run / "location.conf").write_text(RULES["location"][0])
    Folder(server.run / "nobody").drop("secret.xml", "<other/>")
    for rule in RULES:
        folder = Folder(server.run / rule)
        folder.drop("open.xml", statement("Open to all"))
        for name in NAMES[:-1]:
            folder.drop(f"{name}.xml", statement(f"Words of {name}"))
        folder.drop("away.txt", statement("Words of linked"))
        (folder.path / "linked.xml").symlink_to("away.txt")
    for rule, file in (("htaccess", ".htaccess"), ("htaccess-list", ".htaccess"),
                       ("access-file-name", ".more")):
        Folder(server.run / rule).drop(f"closed/{file}", "Require all denied\n")


@pytest.mark.parametrize("rule", RULES)
def test_what_is_refused_for_the_document_is_refused_for_its_pages(server, rule):
    server.wait_for("/", 200, headers=host(rule))
    for name in RULES[rule][2]:
        direct = server.get(f"/{name}.xml", host(rule))
        for tail in TAILS:
            answer = server.get(f"/{name}{tail}", host(rule))
            assert answer.status in (403, 404, 410), (name, tail, direct)
            assert "Words of" not in answer.text


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_takes_nothing_from_what_it_does_not_name(server, rule):
    guarded = RULES[rule][2]
    for name in NAMES + ["open"]:
        if name not in guarded:
            for tail in TAILS:
                assert server.wait_for(f"/{name}{tail}", 200, headers=host(rule)), (name, tail)


@pytest.mark.parametrize("rule", RULES)
def test_lists_and_counts_leave_out_what_is_refused(server, rule):
    shown = [name for name in NAMES if name not in RULES[rule][2]]
    for address in ("/", "/feed.rss", "/feed.json", "/?year=2024", "/?q=words"):
        answer = server.wait_for(address, 200, headers=host(rule))
        for name in NAMES:
            assert (f"Words of {name}" in answer.unmarked) == (name in shown), (address, name)
        assert "private" not in (answer.header("Cache-Control") or "")
    for name in RULES[rule][2]:
        found = server.get(f"/?q=%22{name.split('/')[-1]}%22", host(rule))
        assert f"Words of {name}" not in found.unmarked
