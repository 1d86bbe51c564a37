"""Output filters of other modules: what compresses a page, what changes its bytes, and what the page's
headers have to say of that (RFC 9110 sections 8.8.3, 12.5.5, 15.4.5)."""

import gzip
import re

import pytest

from newsroom import apxs, statement, varies_by, wait_until

MODULES = apxs("LIBEXECDIR")
TYPES = "text/html text/plain text/css application/rss+xml application/atom+xml application/json"
# What compresses: nothing but we, or another module as well.
CODING = {
    "bare": "",
    "debian": """
        AddOutputFilterByType DEFLATE text/html text/plain text/xml
        AddOutputFilterByType DEFLATE text/css
        AddOutputFilterByType DEFLATE application/x-javascript application/javascript
        AddOutputFilterByType DEFLATE application/rss+xml
        AddOutputFilterByType DEFLATE application/xml""",
    "brotli": f"AddOutputFilterByType BROTLI_COMPRESS;DEFLATE {TYPES}",
    "set": "SetOutputFilter DEFLATE",
    "provided": """
        FilterDeclare COMPRESS CONTENT_SET
        FilterProvider COMPRESS DEFLATE "%{CONTENT_TYPE} =~ m#^(text/|application/)#"
        FilterChain COMPRESS""",
    "described": """
        ExpiresActive On
        ExpiresDefault "access plus 5 minutes"
        Header set X-Way described
        SetOutputFilter BUFFER;DEFLATE""",
}
# What changes bytes, alone and before one that compresses.
CHANGING = {
    "substitute": ("SUBSTITUTE", 'Substitute "s/ferry/steamer/n"'),
    "sed": ("SED", 'OutputSed "s/ferry/steamer/g"'),
    "ext": ("STEAM", ""),
    "lua": ("LUASTEAM", ""),
    "include": ("INCLUDES", "Options +Includes"),
    "html": ("proxy-html", "ProxyHTMLEnable On"),
}
WAYS = dict(CODING)
for _name, (_filter, _setting) in CHANGING.items():
    WAYS[_name] = f"SetOutputFilter {_filter}\n {_setting}"
    WAYS[f"{_name}-deflate"] = f"SetOutputFilter {_filter};DEFLATE\n {_setting}"
WAYS["substitute-type"] = (f'AddOutputFilterByType SUBSTITUTE;DEFLATE {TYPES}\n'
                           'Substitute "s/ferry/steamer/n"')
WAYS["substitute-provided"] = """
    FilterDeclare CHANGE
    FilterProvider CHANGE SUBSTITUTE "%{CONTENT_TYPE} =~ m#^text/html#"
    FilterChain CHANGE
    Substitute "s/ferry/steamer/n" """
CONFIG = "".join(f'LoadModule {name}_module "{MODULES}/mod_{name}.so"\n' for name in (
    "env", "brotli", "buffer", "expires", "substitute", "sed", "ext_filter", "lua", "include", "proxy",
    "xml2enc", "proxy_html")) + """
ExtFilterDefine STEAM mode=output cmd="/bin/sed -u s/ferry/steamer/g"
LuaOutputFilter LUASTEAM "${RUN}/steam.lua" steam
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementIdentity news.example.org
    StatementBaseURL http://news.example.org/statements/
</Directory>
""" + "".join(f"""
<VirtualHost *:${{PORT}}>
    ServerName {name}.example.org
    <Location "/statements">
        {setting}
    </Location>
</VirtualHost>
""" for name, setting in WAYS.items()) + """
<VirtualHost *:${PORT}>
    ServerName off.example.org
    SetEnv no-gzip 1
</VirtualHost>
"""
LONG = "<p>" + "Many words about the ferry and its way. " * 60 + "</p>"
PAGE = "/statements/ferry"
ADDRESSES = ("", "ferry", "ferry.xml", "ferry.html", "feed", "feed.rss", "?q=words")
STEAM = """
function steam(r)
    coroutine.yield()
    while bucket do
        coroutine.yield((bucket:gsub("ferry", "steamer")))
    end
end
"""


def prepare(server):
    server.newsroom.drop("ferry.xml", statement("The ferry is back", body=LONG))
    (server.run / "steam.lua").write_text(STEAM)


READY = ["/statements/", PAGE]


def get(server, way, address, headers=None, method="GET"):
    return server.get(address, {"Host": f"{way}.example.org", **(headers or {})}, method=method)


def plain(answer):
    coding = answer.header("Content-Encoding")
    assert coding in (None, "gzip")
    return gzip.decompress(answer.body).decode() if coding else answer.text


@pytest.mark.parametrize("way", CODING)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", None])
def test_whatever_may_be_compressed_says_so_also_unchanged_and_without_bytes(server, way, coding):
    headers = {"Accept-Encoding": coding} if coding else {}
    for address in ADDRESSES:
        address = f"/statements/{address}"
        answer = wait_until(lambda at=address: get(server, way, at, headers), 5)
        assert answer.status == 200
        is_list = address.endswith("words")
        if way != "bare" or not is_list:
            assert "accept-encoding" in varies_by(answer), address
        again = get(server, way, address, {**headers, "If-None-Match": answer.header("ETag")})
        head = get(server, way, address, headers, method="HEAD")
        assert (again.status, head.status) == (304, 200), address
        assert sorted(varies_by(again)) == sorted(varies_by(answer)) == sorted(varies_by(head))
        assert again.header("ETag") == answer.header("ETag"), address


@pytest.mark.parametrize("way", ["bare", "debian", "brotli", "set", "provided", "described"])
def test_where_we_code_a_304_answers_the_tag_of_what_would_be_sent_alone(server, way):
    forms = {coding: get(server, way, PAGE, {"Accept-Encoding": coding})
             for coding in ("identity", "gzip", "br")}
    tags = {coding: answer.header("ETag") for coding, answer in forms.items()}
    assert len(set(tags.values())) == 3, tags
    for coding in forms:
        for other, tag in tags.items():
            for sent in (tag, f"W/{tag}", f'"other", {tag}'):
                again = get(server, way, PAGE, {"Accept-Encoding": coding, "If-None-Match": sent})
                assert again.status == (304 if other == coding else 200), (coding, sent)
            assert again.header("ETag") == tags[coding]
        both = ", ".join(tags.values())
        again = get(server, way, PAGE, {"Accept-Encoding": coding, "If-None-Match": both})
        assert (again.status, again.header("ETag")) == (304, tags[coding])


@pytest.mark.parametrize("way", ["debian", "set", "provided"])
def test_where_another_module_codes_its_tags_are_known(server, way):
    """A search is never kept, so never in a coding of ours."""
    address = "/statements/?q=ferry"
    forms = {coding: get(server, way, address, {"Accept-Encoding": coding})
             for coding in ("identity", "gzip")}
    assert forms["gzip"].header("Content-Encoding") == "gzip"
    base = forms["identity"].header("ETag").strip('"')
    for tag in (f'"{base}"', f'"{base}-gzip"', f'"{base}-br"'):
        again = get(server, way, address, {"Accept-Encoding": "gzip", "If-None-Match": tag})
        assert (again.status, again.header("ETag")) == (304, tag)
        assert "accept-encoding" in varies_by(again)


@pytest.mark.parametrize("way", [way for way in WAYS if way not in CODING])
@pytest.mark.parametrize("coding", ["gzip", "br, gzip", "identity"])
def test_a_filter_that_changes_bytes_gets_plain_ones(server, way, coding):
    for _ in range(2):  # rendered, then kept
        answer = get(server, way, PAGE, {"Accept-Encoding": coding})
        assert answer.status == 200
        text = plain(answer)
        # mod_include finds nothing to do in this page, mod_proxy_html only in those of others.
        assert ("ferry" if way.startswith(("include", "html")) else "steamer") in text, way
        assert ("deflate" in way and "gzip" in coding) == (
            answer.header("Content-Encoding") == "gzip") or way == "substitute-type"
    tag = answer.header("ETag")
    # The bytes are another's: the tag is no promise for each of them.
    assert tag is None or tag.startswith("W/"), way
    if tag:
        again = get(server, way, PAGE, {"Accept-Encoding": coding, "If-None-Match": tag})
        assert (again.status, again.header("ETag")) == (304, tag)
        part = get(server, way, PAGE, {"Range": "bytes=0-9", "If-Range": tag})
        assert part.status == 200 and len(part.body) > 10


def test_what_only_looks_at_answers_leaves_them_coded_by_us(server):
    ours = get(server, "bare", PAGE, {"Accept-Encoding": "br"})
    assert ours.header("Content-Encoding") == "br"
    for way in ("debian", "set", "described"):
        assert get(server, way, PAGE, {"Accept-Encoding": "br"}).body == ours.body


def test_compression_can_be_turned_off(server):
    answer = get(server, "off", PAGE, {"Accept-Encoding": "gzip, br"})
    assert answer.header("Content-Encoding") is None
    assert re.fullmatch('"[^-]+"', answer.header("ETag"))
    again = get(server, "off", PAGE, {"Accept-Encoding": "gzip, br",
                                      "If-None-Match": answer.header("ETag")})
    assert again.status == 304
