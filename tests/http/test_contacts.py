"""What contacts dial and write to: one number, one address, or words without a link."""

import html
import re
import subprocess

import newsroom
from rendering import COMMAND

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
</Directory>
"""
READY = ["/statements/", "/statements/reach"]
PHONES = {"+1 202 555 0143 ext. 12": "tel:+12025550143;ext=12",
          "+44 (0)20 7946 0115": "tel:+442079460115",
          "030/23125-017": "tel:03023125017",
          "٠١١ ٥٥٥ ٠١٤٢": "tel:0115550142",
          "+49 30 23125-0 Durchwahl 5": "tel:+4930231250"}
WORDS = ["+44 20 7946 0115 (24 hours)", "030 23125017 / 23125018", "0800 PRESSE", "Front desk"]
MAILS = {"press@example.org": "mailto:press@example.org",
         "presse@bücher.example": "mailto:presse@xn--bcher-kva.example"}
NO_MAILS = ["press (at) example.org", "a@example.org, b@example.org"]


def document():
    fields = "".join(f"<phone>{words}</phone>" for words in [*PHONES, *WORDS])
    fields += "".join(f"<email>{words}</email>" for words in [*MAILS, *NO_MAILS])
    return newsroom.statement("Reach us", "2026-01-05",
                              f"<contact><name>Ann</name>{fields}</contact>",
                              attributes='id="reach"')


def prepare(server):
    server.newsroom.drop("reach.xml", document())


def links(markup):
    found = re.findall(r'<a[^>]*href="((?:tel|mailto):[^"]*)"[^>]*>([^<]*)</a>', markup)
    return {words: address for address, words in found}


def test_page_and_feeds_link_what_can_be_dialled_and_no_more(server):
    for path in ("reach", "feed.rss", "feed.atom"):
        markup = html.unescape(server.get(f"/statements/{path}").text)
        assert links(markup) == {**PHONES, **MAILS}, path
        for words in [*WORDS, *NO_MAILS]:
            assert words in markup, path


def test_text_has_the_words(server):
    text = re.sub(r"[\u2066-\u2069\u200e]", "", server.get("/statements/reach.txt").text)
    for words in [*PHONES, *WORDS, *MAILS, *NO_MAILS]:
        assert words in text


def test_cards_have_addresses_national_numbers_as_text_and_the_rest_as_notes(server):
    card = server.get("/statements/reach.vcf").text.replace("\r\n ", "").split("\r\n")
    assert [line for line in card if line.startswith("TEL")] == [
        "TEL;VALUE=uri:tel:+12025550143;ext=12", "TEL;VALUE=uri:tel:+442079460115",
        "TEL:030/23125-017", "TEL:٠١١ ٥٥٥ ٠١٤٢", "TEL;VALUE=uri:tel:+4930231250"]
    assert [line for line in card if line.startswith("EMAIL")] == [f"EMAIL:{mail}" for mail in MAILS]
    notes = [line for line in card if line.startswith("NOTE")]
    assert notes == [f"NOTE:{words}".replace(",", "\\,") for words in [
        "+49 30 23125-0 Durchwahl 5", *WORDS, *NO_MAILS]]


def test_check_warns_of_each_that_is_no_link(tmp_path):
    (tmp_path / "reach.xml").write_text(document())
    done = subprocess.run([COMMAND, "check", tmp_path], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "error" not in said
    for words in [*WORDS, *NO_MAILS, "+49 30 23125-0 Durchwahl 5"]:
        assert f"“{words}”" in said
    assert said.count("warning:") == len(WORDS) + len(NO_MAILS) + 1
