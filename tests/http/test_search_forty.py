"""Forty searches and more, each with the statement that must come first, in many languages."""

import re
import urllib.parse

import newsroom
import pytest

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Office"
    StatementFeedItems 20
</Directory>
"""
READY = ["/statements/"]

# name: language, day, title, body
STATEMENTS = {
    "recall": ("en", "2026-05-04", "Product recall of heaters",
               "The maker will recall 3,100 heaters of the type K-200. Nobody was hurt."),
    "recalled": ("en", "2025-01-07", "Kettles taken back",
                 "All kettles were recalled in 2024. The shops pay for them."),
    "nitrate": ("en", "2026-02-10", "Groundwater report",
                "Nitrate (NO<sub>3</sub>) fell to 37 mg; CO<sub>2</sub> was not measured. The "
                "basin covers 12 km<sup>2</sup>."),
    "budget": ("en-GB", "2026-03-02", "Council budgets for libraries",
               "The councils’ budget of 1 250 000 pounds pays for libraries."),
    "order": ("en", "2026-01-15", "Rules for aircraft",
              "Regulation EU 261 applies. The order AB 12 was placed for Airbus A320 jets."),
    "covid": ("en", "2025-11-11", "Vaccination starts", "Covid-19 vaccinations start on Monday."),
    "haus": ("de", "2026-05-12", "Neue Häuser am Fluss",
             "Die Gemeinden bauen 4.200 Wohnungen in den Städten. Straßen werden gesperrt."),
    "zug": ("de", "2026-04-03", "Mehr Züge nach Köln",
            "Ab Mai fahren die Züge stündlich. Die Verspätungen werden geringer."),
    "bruecken": ("de-AT", "2026-01-20", "Prüfung der Brücken",
                "Das Land prüft alle Brücken. Die Prüfungen dauern bis März."),
    "eau": ("fr", "2026-04-14", "Qualité de l’eau potable",
            "Les analyses de l’eau sont conformes. Cœur de l’œuvre : 3 500 prélèvements."),
    "ecole": ("fr", "2026-02-01", "Rentrée des écoles",
              "Les écoles nationales rouvrent lundi. La maire a recommandé la prudence."),
    "agua": ("es", "2026-03-09", "Cortes de agua",
             "Los ayuntamientos anuncian cortes en las estaciones del norte."),
    "puente": ("es", "2025-12-05", "Nuevos puentes", "Se abrirán dos puentes en la región."),
    "lodz": ("pl", "2026-02-18", "Komunikat z Łodzi",
             "Miasto Łódź otwiera żłobek. Święto będzie 3 maja."),
    "istanbul": ("tr", "2026-03-21", "İstanbul hattı açıldı",
                 "Iğdır ve Ankara'daki istasyonlar yenilendi. Yolcular memnun."),
    "kobenhavn": ("da", "2026-03-28", "Ørsted åbner havvindmøller",
                  "Møllerne ved Læsø leverer strøm til København."),
    "reykjavik": ("is", "2026-01-08", "Fréttir af þingi", "Alþingi og Æsir ræða orku. Guðrún."),
    "vode": ("hr", "2026-01-30", "Đakovo gradi vodovod", "Građani Đakova dobivaju vodu."),
    "malta": ("mt", "2025-10-10", "Ħal Qormi", "Il-kunsill ta’ Ħal Qormi u ċ-ċittadini."),
    "mahatta": ("ar", "2026-03-12", "افتتاح محطة الرصد في إربد",
                "أعلن رئيس المؤسسة عن المحطات الجديدة في مدينة إربد. بلغ العدد ٣٬١٠٠ محطّةً."),
    "kitab": ("fa", "2026-02-22", "کتابخانه‌های تهران", "کتاب‌های یک کودک در ۲۴ شهر."),
    "kaigan": ("ja", "2026-05-01", "海岸列車の運行再開", "海岸列車は五月から毎日運行します。"),
    "beijing": ("zh", "2026-04-20", "北京大学发布声明", "学校将于九月开学。"),
    "thai": ("th", "2026-04-21", "ประกาศภาษาไทย", "รถไฟเปิดให้บริการแล้ว"),
    "athina": ("el", "2026-02-03", "Ανακοίνωση για τα νερά", "Οι δήμοι της Αθήνας συμφώνησαν."),
    "voda": ("ru", "2026-02-05", "Новые школы", "Город строит школы и ёлочные базары."),
    "torino": ("it", "2026-04-22", "Nuove stazioni a Torino", "I comuni aprono le stazioni."),
    "porto": ("pt", "2026-04-25", "Novas estações no Porto", "As câmaras abrem estações."),
    "vatten": ("sv", "2026-04-26", "Nya skolor i Malmö", "Kommunerna bygger skolorna."),
    "suomi": ("fi", "2026-04-27", "Uudet koulut", "Kaupungit rakentavat kouluja."),
    "water": ("nl", "2026-04-28", "Nieuwe bruggen", "De gemeenten bouwen bruggen."),
}

QUERIES = [
    ("recalls", "recall"),
    ("recall heater", "recall"),
    ("recalled kettle", "recalled"),
    ('"recalled"', "recalled"),
    ("3100", "recall"),
    ("3,100 heaters", "recall"),
    ("3 100 heaters", "recall"),
    ("3.100 heaters", "recall"),
    ("3'100 heater", "recall"),
    ("K200", "recall"),
    ("k-200", "recall"),
    ("K 200", "recall"),
    ("4 May 2026", "recall"),
    ("May 4, 2026", "recall"),
    ("2026-05-04", "recall"),
    ("NO3", "nitrate"),
    ("NO₃", "nitrate"),
    ("CO2 nitrates", "nitrate"),
    ("km2", "nitrate"),
    ("12 km²", "nitrate"),
    ("council library", "budget"),
    ("1250000", "budget"),
    ("A320", "order"),
    ("EU261", "order"),
    ("EU-261", "order"),
    ("covid19 vaccination", "covid"),
    ("Haus", "haus"),
    ("4200 Wohnung", "haus"),
    ("12. Mai 2026", "haus"),
    ("Strasse", "haus"),
    ("Zug Koln", "zug"),
    ("Verspätung", "zug"),
    ("Brücke Prüfung", "bruecken"),
    ("l'eau potable", "eau"),
    ("qualite eau", "eau"),
    ("oeuvre", "eau"),
    ("3500 prélèvement", "eau"),
    ("14 avril 2026", "eau"),
    ("école nationale", "ecole"),
    ("recommandée", "ecole"),
    ("ayuntamiento estación", "agua"),
    ("9 de marzo de 2026", "agua"),
    ("puente", "puente"),
    ("Lodz", "lodz"),
    ("zlobek", "lodz"),
    ("18 lutego 2026", "lodz"),
    ("istanbul", "istanbul"),
    ("igdir istasyon", "istanbul"),
    ("Ankara", "istanbul"),
    ("Orsted", "kobenhavn"),
    ("Laeso", "kobenhavn"),
    ("mølle", "kobenhavn"),
    ("thing", "reykjavik"),
    ("Gudrun aesir", "reykjavik"),
    ("Dakovo", "vode"),
    ("Hal Qormi", "malta"),
    ("محطه", "mahatta"),
    ("اربد", "mahatta"),
    ("موسسة رئيس", "mahatta"),
    ("3100 محطة", "mahatta"),
    ("كودك شهر", "kitab"),
    ("24 شهر", "kitab"),
    ("列車", "kaigan"),
    ("2026年5月1日", "kaigan"),
    ("北京", "beijing"),
    ("ภาษา", "thai"),
    ("δήμος", "athina"),
    ("школа", "voda"),
    ("елочный", "voda"),
    ("stazione Torino", "torino"),
    ("estacoes câmara", "porto"),
    ("skola kommun", "vatten"),
    ("koulu", "suomi"),
    ("gemeente bruggen", "water"),
]


def prepare(server):
    for name, (lang, day, title, body) in STATEMENTS.items():
        server.newsroom.drop(f"{name}.xml", newsroom.statement(
            title, day, "", f"<p>{body}</p>", lang=lang, attributes=f'id="{name}"'))


def found(server, q, more=""):
    answer = server.get("/statements/?q=" + urllib.parse.quote(q) + more)
    assert answer.status == 200, answer
    return [urllib.parse.unquote(name) for name in
            re.findall(r'<h2[^>]*><a href="/statements/([^"]*)"', answer.text)]


@pytest.mark.parametrize("q, name", QUERIES)
def test_the_statement_that_is_meant_comes_first(server, q, name):
    assert found(server, q)[:1] == [name]


def test_a_quoted_word_is_exact_in_its_letters(server):
    assert found(server, '"recall"') == ["recall"]
    assert set(found(server, "recall")) == {"recall", "recalled"}
    assert found(server, '"brücken prüft"') == []
    assert found(server, '"alle BRUCKEN"') == ["bruecken"]


def test_group_separators_join_before_three_digits_only(server):
    assert found(server, '"310"') == []
    assert found(server, '"100 heaters"') == []
    assert found(server, '"250000"') == []


def test_forms_are_those_of_the_language_that_is_asked_for(server):
    assert found(server, "Wohnung", "&lang=de") == ["haus"]
    assert found(server, "recalls", "&lang=en") == ["recall", "recalled"]


def test_stems_are_marked_as_whole_words(server):
    text = server.get("/statements/?q=recalls").text
    assert "were <mark>recalled</mark> in 2024" in text
    assert "Product <mark>recall</mark> of heaters</a></h2>" in text
    assert "heaters of the type <mark>K-200</mark>" in server.get("/statements/?q=K200").text
    assert "<mark>3,100</mark> heaters" in server.get("/statements/?q=3100").text
    assert "محطة" in server.get("/statements/?q=" + urllib.parse.quote("محطه")).text
