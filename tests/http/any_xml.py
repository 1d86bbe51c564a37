"""XML that names its own stylesheet, and who asks for it."""

XSLT = 'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'


def sheet(body, top="", output='method="html"'):
    """A stylesheet whose page has `body` in it."""
    return (f'<xsl:stylesheet version="1.0" {XSLT}>{top}<xsl:output {output}/>'
            f'<xsl:template match="/"><html><head><title>A page</title></head><body>{body}'
            f"</body></html></xsl:template></xsl:stylesheet>\n")


def xml(root="<list><item>One &amp; two</item></list>", href="list.xsl", kind="text/xsl"):
    return f'<?xml version="1.0"?>\n<?xml-stylesheet type="{kind}" href="{href}"?>\n{root}\n'


RSS = ('<rss version="2.0"><channel><title>News</title><link>https://news.example.org/</link>'
       "<description>All of it</description><item><title>First</title></item></channel></rss>")
SITEMAP = ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
           "<loc>https://news.example.org/</loc></url></urlset>")

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

# What browsers send for an address that was typed or clicked; over plain http to another name than
# localhost without Sec-Fetch.
BROWSER = {"Accept": HTML, "Upgrade-Insecure-Requests": "1", "Sec-Fetch-Dest": "document",
           "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
PLAIN_BROWSER = {"Accept": HTML, "Upgrade-Insecure-Requests": "1"}

# What programs send, as their sources and logs have it.
PROGRAMS = {
    "curl": {"User-Agent": "curl/8.5.0", "Accept": "*/*"},
    "wget": {"User-Agent": "Wget/1.21", "Accept": "*/*", "Accept-Encoding": "identity"},
    "NetNewsWire": {"User-Agent": "NetNewsWire (RSS Reader; https://netnewswire.com/)",
                    "Accept": "*/*", "Accept-Language": "en"},
    "Feedly": {"User-Agent": "Feedly/1.0 (+https://feedly.com/poller.html)",
               "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, "
                         "text/xml;q=0.8, text/html;q=0.7, */*;q=0.5"},
    "FreshRSS": {"User-Agent": "FreshRSS/1.24 (Linux; https://freshrss.org)",
                 "Accept": "application/atom+xml,application/rss+xml,application/rdf+xml;q=0.9,"
                           "application/xml;q=0.8,text/html;q=0.8,*/*;q=0.7"},
    "Miniflux": {"User-Agent": "Mozilla/5.0 (compatible; Miniflux/2.2; +https://miniflux.app)",
                 "Accept": "application/xml, application/atom+xml, application/rss+xml, "
                           "application/rdf+xml, application/feed+json, text/html, */*;q=0.9"},
    "Thunderbird": {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
                                  "Thunderbird/128.0", "Accept": HTML,
                    "Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"},
    "Googlebot": {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; "
                                "+http://www.google.com/bot.html)", "Accept": HTML,
                  "Accept-Encoding": "gzip, deflate, br"},
    "Bingbot": {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0; "
                              "+http://www.bing.com/bingbot.htm)",
                "Accept": "*/*", "From": "bingbot(at)microsoft.com"},
    "Yandex": {"User-Agent": "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
               "Accept": "*/*", "Accept-Language": "en,*;q=0.5"},
    "nothing": {},
}
