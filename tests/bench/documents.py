#!/usr/bin/python3
"""Statements made up for measuring: the same number always gives the same statement.

Number 0 is the newest, each further one is some hours older; a hundred thousand reach back twenty
years, so the newest thousand of them are the same thousand that a small newsroom holds. They are
in several languages, in a folder for each year, with topics, contacts, notes, abbreviations and
quotations in quotations, about as many bytes as asked for.

    tests/bench/documents.py FOLDER COUNT [BYTES]
"""

import concurrent.futures
import datetime
import functools
import itertools
import os
import pathlib
import random
import sys

NEWEST = datetime.datetime(2024, 6, 1, 9, 0)
STEP = datetime.timedelta(minutes=105)
BATCH = 1000

# Words by language, the frequent ones first; more are made by joining two of them.
WORDS = {
    "en": "the of and to in a for on is that by with as will was from at our this has council "
          "service report public new water harbour transport school work plan year people safety "
          "river bridge energy health city region project rail measure meeting budget review "
          "station residents programme network result forecast coast minister board ferry season "
          "timetable hospital library contract survey engineer notice repair market garden",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch "
          "es an werden aus er hat dass sie nach wird bei Wasser Hafen Schule Gemeinde Bericht "
          "Verkehr Dienst Jahr Haushalt Sicherheit Region Stadt Brücke Energie Gesundheit Netz "
          "Bahnhof Prüfung Sitzung Ergebnis Küste Fähre Fahrplan Krankenhaus Bücherei Markt",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce "
          "service rapport eau port école commune transport année budget sécurité région ville "
          "pont énergie santé réseau gare examen séance résultat côte bac horaire hôpital marché",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero "
          "servicio informe agua puerto escuela municipio transporte año presupuesto seguridad "
          "región ciudad puente energía salud red estación revisión sesión resultado costa horario",
    "ja": "水道 港湾 学校 報告 交通 事業 年度 予算 安全 地域 市民 橋梁 電力 健康 鉄道 駅前 調査 会議 "
          "結果 海岸 渡船 時刻表 病院 図書館 市場 について において とともに しました を行い は が を に",
    "ar": "في من على إلى أن عن مع هذا هذه التي الذي ميناء مدرسة مياه تقرير نقل خدمة سنة ميزانية "
          "سلامة منطقة مدينة جسر طاقة صحة شبكة محطة مراجعة جلسة نتيجة ساحل عبارة جدول مستشفى",
}
LANGUAGES = ["en"] * 55 + ["de"] * 15 + ["fr"] * 12 + ["es"] * 10 + ["ja"] * 4 + ["ar"] * 4
SENTENCES = 2000
VOCABULARY = 4000

TOPICS = ["water", "ports", "rail", "schools", "energy", "health", "budget", "safety", "housing",
          "climate", "culture", "roads", "open-data", "elections", "jobs", "coast", "forest",
          "research", "sport", "libraries"] + [f"district-{number}" for number in range(1, 41)]
ISSUERS = [f"{area} {body}" for area in ("Estuary", "Northern", "Valley", "Lake", "Island")
           for body in ("Ferries Authority", "Water Board", "School Office", "Rail Service",
                        "Health Office", "Council", "Power Works", "Harbour Office")]
PLACES = ["Saltmouth", "Talaue", "Port-Clair", "Ribera", "Northwick", "Seehaven"]
KINDS = ["Press release", "Statement", "Media advisory", "Questions and answers"]


class Language:
    """Sentences to choose from, with a few very frequent words and a long tail."""

    def __init__(self, code):
        self.gap = "" if code == "ja" else " "
        self.end = "。" if code == "ja" else "."
        chance = random.Random(code)
        words = WORDS[code].split()
        pairs = list(itertools.product(words[10:], words[10:]))
        words += [first + second.lower() for first, second in
                  chance.sample(pairs, min(VOCABULARY, len(pairs)))]
        weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
        self.phrases = [self.gap.join(chance.choices(words, cum_weights=weights,
                                                     k=chance.randint(3, 7)))
                        for _ in range(SENTENCES)]
        self.sentences = [self.sentence(chance.choices(words, cum_weights=weights,
                                                       k=chance.randint(8, 24)))
                          for _ in range(SENTENCES)]

    def sentence(self, words):
        text = self.gap.join(words)
        return text[0].upper() + text[1:] + self.end


@functools.lru_cache(maxsize=None)
def language(code):
    return Language(code)


def published(number):
    return NEWEST - number * STEP


def name(number):
    """The name of a statement in its newsroom, as in its address."""
    return f"{published(number).year}/{number:06d}-{TOPICS[number % len(TOPICS)]}"


def paragraph(text, chance, gap):
    """Four sentences in one line, one of them quoted with a quotation in it."""
    first, second, third, fourth = chance.choices(text.sentences, k=4)
    phrase = chance.choice(text.phrases)
    return (f"<p>{first}{gap}<quote>{second[:-1]}{gap}<quote>{phrase}</quote>{gap}"
            f"{chance.choice(text.phrases)}</quote>{gap}{third}{gap}<em>{phrase}</em>{gap}"
            f"{fourth}</p>\n")


def head(number, text, chance):
    issuer = chance.choice(ISSUERS)
    tags = "".join(f'    <tag key="{topic}">{topic.replace("-", " ")}</tag>\n'
                   for topic in sorted({TOPICS[number % len(TOPICS)],
                                        *chance.choices(TOPICS, k=chance.randint(0, 2))}))
    subtitle = ""
    if number % 3 == 0:
        subtitle = f"    <subtitle>{chance.choice(text.phrases)}</subtitle>\n"
    title = f"{chance.choice(text.phrases)}{text.gap}{number}"
    return (f"  <head>\n    <title>{title[0].upper()}{title[1:]}</title>\n{subtitle}"
            f'    <issuer id="issuer" short="{issuer.split()[0]}">{issuer}</issuer>\n'
            f"    <published>{published(number):%Y-%m-%dT%H:%M:%S}Z</published>\n"
            f"    <place>{chance.choice(PLACES)}</place>\n"
            f"    <summary>{chance.choice(text.sentences)}</summary>\n{tags}"
            f"    <contact>\n      <name>Press office</name>\n"
            f"      <organization>{issuer}</organization>\n"
            f"      <email>press{number % 97}@example.org</email>\n"
            f"      <phone>+44 20 7946 0{number % 1000:03d}</phone>\n    </contact>\n  </head>\n")


def opening(text, chance):
    """The paragraphs, section and notes that each statement has."""
    gap = text.gap
    return (f"    <p>{chance.choice(text.sentences)}{gap}"
            f'<abbr ref="term">{chance.choice(ISSUERS)}</abbr>{gap}'
            f'{chance.choice(text.sentences)}<noteref ref="note"/></p>\n'
            f"    <section>\n      <heading>{chance.choice(text.phrases)}</heading>\n"
            f"      <blockquote>\n        <p>{chance.choice(text.sentences)}{gap}"
            f"<quote>{chance.choice(text.phrases)}</quote>{gap}{chance.choice(text.phrases)}</p>\n"
            f"        <attribution>{chance.choice(ISSUERS)}</attribution>\n      </blockquote>\n"
            f"      <list>\n        <item>{chance.choice(text.phrases)}</item>\n"
            f"        <item>{chance.choice(text.phrases)}</item>\n      </list>\n"
            f"    </section>\n")


def notes(text, chance):
    return (f'  <glossary>\n    <entry id="term">\n'
            f"      <term>{chance.choice(text.phrases)}</term>\n"
            f"      <def>{chance.choice(text.phrases)}</def>\n    </entry>\n  </glossary>\n"
            f'  <note id="note" kind="footnote">\n    <p>{chance.choice(text.sentences)}</p>\n'
            f'  </note>\n  <note kind="about">\n    <title>{chance.choice(text.phrases)}</title>\n'
            f"    <p>{chance.choice(text.sentences)}</p>\n  </note>\n")


def document(number, size=4096, words="", code=None):
    """One statement of about `size` bytes; `words` stand in a paragraph of their own."""
    chance = random.Random(number)
    code = code or chance.choice(LANGUAGES)
    text = language(code)
    start = (f'<?xml version="1.0" encoding="UTF-8"?>\n<statement id="bench-{number}" '
             f'xml:lang="{code}" kind="{chance.choice(KINDS)}">\n'
             + head(number, text, chance) + "  <body>\n" + opening(text, chance)
             + (f"    <p>{words}</p>\n" if words else ""))
    end = "  </body>\n" + notes(text, chance) + "</statement>\n"
    used = len(start.encode()) + len(end.encode())
    parts = [start]
    while used < size:
        part = "    " + paragraph(text, chance, text.gap)
        length = len(part.encode())
        if used + length > size:
            part = f"    <p>{chance.choice(text.sentences)}</p>\n"
            length = len(part.encode())
        parts.append(part)
        used += length
    return "".join(parts) + end


def chosen(count, span=None):
    """The newest `count` numbers; with `span`, most of them and others evenly down to `span`: a
    small newsroom with the head, the years and the tags of a large one. The others all have the
    first topic, so that its statements are of as many years, issuers and languages in both."""
    if not span:
        return range(count)
    head, last = count * 9 // 10, span - 1
    rest = (last - step * (last - head) // (count - head) for step in range(count - head))
    return sorted({*range(head), *(number - number % len(TOPICS) for number in rest)})


def _write_batch(folder, numbers, size):
    for number in numbers:
        with open(f"{folder}/{name(number)}.xml", "w", encoding="utf-8") as file:
            file.write(document(number, size))


def write(folder, count, size=4096, span=None):
    """Writes `count` statements below `folder`, those that are `chosen`."""
    folder = pathlib.Path(folder)
    numbers = chosen(count, span)
    for year in range(published(numbers[-1]).year, NEWEST.year + 1):
        (folder / str(year)).mkdir(parents=True, exist_ok=True)
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for job in [pool.submit(_write_batch, folder, numbers[first:first + BATCH], size)
                    for first in range(0, count, BATCH)]:
            job.result()


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:]))
