"""What the three feed formats ask for: each function returns what is wrong with a feed.

`tests/schemas` has the grammar of RFC 4287 and of JSON Feed 1.1; what a grammar cannot say, and the
RSS Advisory Board's profile as far as we use it, stand here.
"""

import collections
import email.utils
import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import jsonschema

from newsroom import ROOT

SCHEMAS = ROOT / "tests/schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FORMATS = {"rss": "application/rss+xml", "atom": "application/atom+xml",
           "json": "application/feed+json"}


def relaxng_errors(body):
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--relaxng", SCHEMAS / "atom.rng", "-"],
                          input=body, capture_output=True, check=False)
    return done.stderr.decode() if done.returncode else ""


def json_errors(body):
    schema = json.loads((SCHEMAS / "json-feed.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    feed = json.loads(body.decode("utf-8"))
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(feed)]


def atom_faults(body):
    """What RFC 4287 asks for and its grammar cannot say."""
    feed, faults = ElementTree.fromstring(body), []
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    if len(ids) != len(set(ids)):
        faults.append("4.1.1: an id twice")
    faults += [f"RFC 9562: {one} is no UUID" for one in ids
               if one.startswith("urn:uuid:") and not UUID.fullmatch(one)]
    for holder in [feed, *feed.findall(f"{ATOM}entry")]:
        links = holder.findall(f"{ATOM}link")
        alternate = [(link.get("type"), link.get("hreflang")) for link in links
                     if link.get("rel") == "alternate"]
        if len(alternate) != 1:
            faults.append("one page, and 4.1.1, 4.1.2: no two alternate links alike")
        for link in links:
            if link.get("rel") == "enclosure" and not link.get("length"):
                faults.append("an enclosure without its length")
        published = holder.findtext(f"{ATOM}published")
        if published and published > holder.findtext(f"{ATOM}updated"):
            faults.append("updated before it was published")
    if len(feed.findall(f"{ATOM}link[@rel='self']")) != 1:
        faults.append("4.1.1: no self link")
    return faults


def rss_faults(body):
    """The RSS Advisory Board's profile, as far as we use it."""
    rss, faults = ElementTree.fromstring(body), []

    def need(condition, words):
        if not condition:
            faults.append(words)
    need(rss.get("version") == "2.0" and len(rss) == 1, "rss is version 2.0 with one channel")
    channel = rss.find("channel")
    for name in ("title", "link", "description", "language"):
        need(len(channel.findall(name)) == 1 and channel.findtext(name), f"channel: {name}")
    links = collections.defaultdict(list)
    for link in channel.findall(f"{ATOM}link"):
        links[link.get("rel")].append(link)
        need(link.get("type") == FORMATS["rss"] and link.get("href", "").startswith("http"),
             "channel: atom:link with type and absolute address")
    need(len(links.pop("self", [])) == 1, "channel: atom:link to itself")
    need(all(len(links[rel]) == 1 and rel in ("prev-archive", "current") for rel in links),
         "channel: other links of RFC 5005 alone")
    dates = [channel.find("lastBuildDate"), *channel.iter("pubDate")]
    for date in [date for date in dates if date is not None]:
        moment = email.utils.parsedate_to_datetime(date.text)
        need(re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", date.text)
             and f"{moment:%a}" == date.text[:3], f"date {date.text}")
    guids = [guid.text for guid in channel.iter("guid")]
    need(len(guids) == len(set(guids)), "a guid twice")
    for item in channel.findall("item"):
        title = item.findtext("title")
        for name in ("title", "link", "guid", "description", CONTENT):
            need(len(item.findall(name)) == 1, f"{title}: {name} once")
        guid = item.find("guid")
        need(guid.get("isPermaLink") == str(guid.text.startswith("http")).lower(),
             f"{title}: isPermaLink")
        need(item.find("author") is None and item.find(CREATOR) is not None,
             f"{title}: dc:creator, because author must be an address")
        need(all(category.text for category in item.findall("category")), f"{title}: category")
        children = [child.tag for child in item]
        need(not children.count("enclosure") > 1, f"{title}: more than one enclosure")
        for enclosure in item.findall("enclosure"):
            need(enclosure.get("url", "").startswith("http") and enclosure.get("type")
                 and enclosure.get("length", "").isdigit(), f"{title}: enclosure")
    return faults
