#include "core/xml/slip.h"

#include <apr_general.h>
#include <string.h>
#include <strings.h>

#define STRONG   "Write <strong> instead."
#define EM       "Write <em> instead."
#define BULLETS  "Write <list> with <item> in it instead."
#define HEADING  "Write <section> with <heading> as its first element instead."
#define UNNEEDED "Leave its tags out: the house style decides how letters look."
#define PLAYER   "Link to it instead: <link href=\"…\">words</link> in a paragraph."
#define PICTURE  "Write <figure> with <image href=\"…\" alt=\"…\"/> in it instead."
#define ROWS     "Leave its tags out: rows <row> stand directly in <table>."
#define NO_FORM                                                                                    \
    "Leave it out: a statement has no forms and no scripts. Link to the page that has them."
#define READING      "Write the reading in brackets behind the word."
#define TERMS        "Write <list> with <item> in it, or, for abbreviations, <glossary> after the body."
#define PART         "Write <section> instead, or leave it out."
#define FOOTNOTE     "Write <noteref ref=\"…\"/> here and a <note id=\"…\"> after the body."
#define LAYOUT       "Leave its tags out: the house style decides where things stand."
#define AS_PARAGRAPH "Write <p> instead."

/* Sorted by name. Compared without regard to case. */
static const stm_slip_t slips[] = {
    {"a", NULL, "Write <link href=\"…\"> instead."},
    {"acronym", NULL, "Write <abbr ref=\"…\"> and an <entry> in the <glossary> instead."},
    {"address", NULL, "Write <contact> in <head> for the press, else a paragraph <p>."},
    {"article", "", LAYOUT},
    {"aside", "section", PART},
    {"b", "strong", STRONG},
    {"bdi", NULL, "Write <span xml:lang=\"…\"> instead."},
    {"bdo", NULL, "Write <span xml:lang=\"…\"> instead."},
    {"big", "", UNNEEDED},
    {"bold", "strong", STRONG},
    {"bullet", "item", "Write <item> in a <list> instead."},
    {"button", NULL, NO_FORM},
    {"byline", NULL, "Write <author> in <head> instead."},
    {"canvas", NULL, PICTURE},
    {"category", "tag", "Write <tag> in <head> instead."},
    {"center", "", LAYOUT},
    {"cite", NULL,
     "Write <em> for the title of a work; who said something is told in words, and its address in "
     "cite=\"…\" of <quote> or <blockquote>."},
    {"code", NULL, "Write the words without it, or <em>."},
    {"col", NULL, ROWS},
    {"colgroup", NULL, ROWS},
    {"dateline", NULL,
     "Write <place> in <head>: the line is made of it and of the date of publication."},
    {"date", "published", "Write <published> instead."},
    {"dd", NULL, TERMS},
    {"del", "", "Leave out what is deleted; <updated> in <head> says what changed."},
    {"details", "section", PART},
    {"dfn", NULL, "Write <em>, or <abbr ref=\"…\"> and an <entry> in the <glossary>."},
    {"dir", NULL, BULLETS},
    {"div", "section", PART},
    {"dl", NULL, TERMS},
    {"dt", NULL, TERMS},
    {"embed", NULL, PLAYER},
    {"emphasis", "em", EM},
    {"fieldset", NULL, NO_FORM},
    {"figcaption", "caption", "Write <caption> instead."},
    {"font", "", UNNEEDED},
    {"footer", NULL, "Write <note> after the body, or leave it out."},
    {"footnote", NULL, FOOTNOTE},
    {"form", NULL, NO_FORM},
    {"h1", NULL, "The headline is <title> in <head>; a part has a <section> with a <heading>."},
    {"h2", NULL, HEADING},
    {"h3", NULL, HEADING},
    {"h4", NULL, HEADING},
    {"h5", NULL, HEADING},
    {"h6", NULL, HEADING},
    {"header", "", LAYOUT},
    {"headline", "title", "Write <title> instead."},
    {"hgroup", "", LAYOUT},
    {"hl1", "title", "Write <title> instead."},
    {"hl2", "subtitle", "Write <subtitle> instead."},
    {"hr", NULL, "Leave it out, or begin a new <section>."},
    {"html", NULL, "Write <statement> with <head> and <body> in it instead."},
    {"i", "em", EM},
    {"iframe", NULL, PLAYER},
    {"img", NULL, PICTURE},
    {"informaltable", "table", "Write <table> instead."},
    {"input", NULL, NO_FORM},
    {"ins", "", "Leave its tags out; <updated> in <head> says what changed."},
    {"italic", "em", EM},
    {"itemizedlist", NULL, BULLETS},
    {"kbd", NULL, "Write the words without it, or <em>."},
    {"keyword", "tag", "Write <tag> in <head> instead."},
    {"keywords", NULL, "Write a <tag> in <head> for each of them instead."},
    {"label", NULL, NO_FORM},
    {"language", NULL, "Write xml:lang=\"…\" in <statement> instead."},
    {"li", "item", "Write <item> in a <list> instead."},
    {"linebreak", "br", "Write <br/> instead."},
    {"listitem", "item", "Write <item> in a <list> instead."},
    {"main", "", LAYOUT},
    {"map", NULL, PICTURE},
    {"mark", "", UNNEEDED},
    {"marquee", "", UNNEEDED},
    {"media", NULL, PICTURE},
    {"menu", NULL, BULLETS},
    {"meta", NULL,
     "Leave it out: what is known of the statement has elements of its own in <head>."},
    {"nav", NULL, "Leave it out: the house style has the navigation."},
    {"nobr", "", "Leave it out; &#160; is a space at which no line breaks."},
    {"noscript", NULL, NO_FORM},
    {"object", NULL, PLAYER},
    {"ol", NULL, "Write <list kind=\"number\"> with <item> in it instead."},
    {"option", NULL, NO_FORM},
    {"orderedlist", NULL, "Write <list kind=\"number\"> with <item> in it instead."},
    {"para", "p", AS_PARAGRAPH},
    {"paragraph", "p", AS_PARAGRAPH},
    {"photo", NULL, PICTURE},
    {"picture", NULL, PICTURE},
    {"pre", NULL, "Write <p> instead, with <br/> at the end of each line; columns are a <table>."},
    {"pubdate", "published", "Write <published> instead."},
    {"q", "quote", "Write <quote> instead."},
    {"quotation", NULL, "Write <quote> in a paragraph, or <blockquote> around paragraphs."},
    {"rb", NULL, READING},
    {"rp", NULL, READING},
    {"rt", NULL, READING},
    {"ruby", NULL, READING},
    {"s", "", "Leave out what is struck out; <updated> in <head> says what changed."},
    {"samp", NULL, "Write the words without it, or <em>."},
    {"script", NULL, NO_FORM},
    {"select", NULL, NO_FORM},
    {"small", "", UNNEEDED},
    {"standfirst", "summary", "Write <summary> in <head> instead."},
    {"strike", "", "Leave out what is struck out; <updated> in <head> says what changed."},
    {"style", NULL, "Leave it out: the house style decides how things look."},
    {"subheadline", "subtitle", "Write <subtitle> instead."},
    {"svg", NULL, PICTURE},
    {"tbody", "", ROWS},
    {"td", "cell", "Write <cell> instead."},
    {"telephone", "phone", "Write <phone> in a <contact> instead."},
    {"textarea", NULL, NO_FORM},
    {"tfoot", "", ROWS},
    {"th", "cell", "Write <cell header=\"yes\"> instead."},
    {"thead", "", ROWS " The cells of its row are <cell header=\"yes\">."},
    {"tr", "row", "Write <row> instead."},
    {"track", NULL, PLAYER},
    {"tt", "", UNNEEDED},
    {"u", "em", EM},
    {"ul", NULL, BULLETS},
    {"ulink", NULL, "Write <link href=\"…\"> instead."},
    {"url", NULL, "Write <link href=\"…\">words</link> instead."},
    {"var", "em", EM},
    {"wbr", NULL, "Leave it out; &#173; or &#8203; says where a long word may break."},
};

const stm_slip_t *stm_slip_of(const char *name)
{
    for (apr_size_t i = 0; i < sizeof(slips) / sizeof(*slips); i++) {
        if (strcasecmp(slips[i].name, name) == 0) {
            return &slips[i];
        }
    }
    return NULL;
}
