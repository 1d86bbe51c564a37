"""Whether shared caches may keep a newsroom's answers follows from what its rules read."""

import pytest

from newsroom import Folder, statement, wait_until

HTTPS = 'RewriteEngine On\nRewriteCond "%{HTTP:X-Forwarded-Proto}" "=http"\n'
GRANTED = "Require all granted\n"
# name: (in the virtual host, in <Directory>, whether answers are private)
RULES = {
    "plain": ("", GRANTED, False),
    "headers": ("", GRANTED + 'Header set X-One "1"\n<If "%{REQUEST_URI} =~ m#secret#">\n'
                'Header set X-Two "2"\n</If>', False),
    "agent-header": ("", GRANTED + '<If "%{HTTP_USER_AGENT} =~ /x/">\nHeader set X-Two "2"\n</If>',
                     False),
    "https": (HTTPS + 'RewriteRule "^" "https://%{HTTP_HOST}%{REQUEST_URI}" [R=301,L]', GRANTED,
              False),
    "https-rest": (HTTPS + 'RewriteRule "^/?(.*)$" "https://news.example.org/$1" [R=301,L]',
                   GRANTED, False),
    "note": ('RewriteEngine On\nRewriteRule "^/s" "-" [E=nobody_reads:1,L]', GRANTED, False),
    "front": ("", GRANTED + "RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\n"
              "RewriteRule ^ /front.php [L]", False),
    "uri": ("", 'Require expr "%{REQUEST_URI} !~ m#/secret#"', False),
    "host": ("", GRANTED + "<If \"%{HTTP_HOST} == 'other.example.org'\">\nRequire all denied\n"
             "</If>", False),
    "block-list": ("", "<RequireAll>\nRequire all granted\nRequire not ip 10.9.8.7\n</RequireAll>",
                   False),
    "block-none": ("", "<RequireAll>\nRequire all granted\n<RequireNone>\nRequire ip 10.9.8.7\n"
                   "</RequireNone>\n</RequireAll>", False),
    "old-block-list": ("", GRANTED + "Order Allow,Deny\nAllow from all\nDeny from 10.9.8.7", False),
    "elsewhere": ('<Location "/status">\nRequire local\n</Location>\n'
                  '<Directory "${RUN}/htdocs">\nRequire local\n</Directory>', GRANTED, False),
    "hidden-files": ("", GRANTED + '<FilesMatch "^\\.ht">\nRequire local\n</FilesMatch>\n'
                     '<FilesMatch "\\.php$">\nRequire local\n</FilesMatch>', False),
    "icons": ('Alias "/icons/" "${RUN}/htdocs/"\nRedirectMatch 404 "/\\.git"\n'
              'RedirectMatch "^/$" "/news/"', GRANTED, False),
    "audience": ("", "Require ip 127\nStatementAudience Public", False),
    "ip": ("", "Require ip 127", True),
    "local": ("", "Require local", True),
    "name": ("", "<RequireAny>\nRequire host example.org\nRequire ip 127\n</RequireAny>", True),
    "env": ('SetEnvIf X-Key "^secret$" known',
            "<RequireAny>\nRequire env known\nRequire ip 127\n</RequireAny>", True),
    "expr": ("", "Require expr \"%{REMOTE_ADDR} == '127.0.0.1'\"", True),
    "if": ("", GRANTED + '<If "%{HTTP_USER_AGENT} =~ /bad/">\nRequire all denied\n</If>', True),
    "rewrite": ('RewriteEngine On\nRewriteCond "%{HTTP_USER_AGENT}" "bad"\nRewriteRule "^" "-" [F]',
                GRANTED, True),
    "maintenance": ('RewriteEngine On\nRewriteCond "${RUN}/maintenance" -f\n'
                    'RewriteRule "^" "-" [R=503]', GRANTED, True),
    "old-allow": ("", GRANTED + "Order Deny,Allow\nDeny from all\nAllow from 127", True),
    "folder-login": ('<Directory "{root}/closed">\nRequire ip 10.9.8.7\n</Directory>', GRANTED,
                     True),
    "no-such-folder": ('<Directory "{root}/nothing">\nRequire ip 10.9.8.7\n</Directory>', GRANTED,
                       False),
}
MORE_MODULES = ["setenvif", "access_compat"]
READY = []


def host_of(rule):
    host, directory, _ = RULES[rule]
    root = "${RUN}/" + rule
    return f"""
<VirtualHost *:${{PORT}}>
    ServerName {rule}.example.org
    DocumentRoot "${{RUN}}/htdocs"
    {host.replace("{root}", root)}
    Alias "/news" "{root}"
    <Directory "{root}">
        StatementEngine On
        {directory}
    </Directory>
</VirtualHost>
"""


CONFIG = "".join(host_of(rule) for rule in RULES)


def prepare(server):
    server.allow("AH01630", "STM0340", "STM0344")
    for rule in RULES:
        folder = Folder(server.run / rule)
        folder.drop("open.xml", statement("Open to all", head="<tag>Ferry</tag>"))
        folder.drop("closed/inside.xml", statement("Inside", published="2023-03-03"))


def host(rule):
    return {"Host": f"{rule}.example.org"}


@pytest.mark.parametrize("rule", RULES)
def test_answers_are_private_where_rules_read_who_asks(server, rule):
    for address in ("", "feed.rss", "open", "open.rss", "sitemap.xml"):
        answer = server.wait_for(f"/news/{address}", 200, headers=host(rule))
        control = answer.header("Cache-Control")
        assert ("private" in control) == RULES[rule][2], (address, control)
        assert ("public" in control) != RULES[rule][2], (address, control)


def test_the_start_names_a_block_list(server):
    written = server.log_since(0).decode().lower()
    assert "stm0341" in written and "require not ip 10.9.8.7" in written
    assert "deny from 10.9.8.7" in written


LOGIN = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    StatementEngine On
    AuthType Basic
    AuthName "Press"
    AuthUserFile "${RUN}/users"
    AUDIENCE
    RULE
</Directory>
"""


@pytest.mark.parametrize("audience, rule, warns", [
    ("StatementAudience Public", "Require valid-user", True),
    ("StatementAudience Public", "Require ip 127", True),
    ("StatementAudience Public", "Require all granted", False),
    ("StatementAudience Auto", "Require valid-user", False),
    ("", "Require valid-user", False)])
def test_the_start_warns_where_public_answers_are_for_some_readers_only(own, audience, rule, warns):
    own.write_config(LOGIN.replace("AUDIENCE", audience).replace("RULE", rule))
    (own.run / "users").write_text("")
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    wait_until(lambda: "resuming normal operations" in own.everything_said(), 15, "the start")
    lines = [line for line in own.log_since(0).decode().splitlines() if "STM0344" in line]
    assert len(lines) == int(warns)
    for line in lines:
        assert ":warn]" in line
        assert rule in line and "mod_cache" in line and "StatementAudience Auto" in line
