#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "command/fix_passes.h"
#include "command/fix_tokens.h"

typedef struct counterpart_t {
    const char *name;    /* compared without regard to case */
    const char *instead; /* ""; its tags go, and what it holds stays */
    const char *added;   /* attributes that it gets */
} counterpart_t;

/* Only what has exactly one counterpart: of <div>, <img>, <h1> and the like an editor has to
 * decide. The last ones are ours, in capitals. */
static const counterpart_t counterparts[] = {
    {"b", "strong", ""},
    {"bold", "strong", ""},
    {"i", "em", ""},
    {"italic", "em", ""},
    {"emphasis", "em", ""},
    {"u", "em", ""},
    {"var", "em", ""},
    {"q", "quote", ""},
    {"a", "link", ""},
    {"ul", "list", ""},
    {"itemizedlist", "list", ""},
    {"ol", "list", " kind=\"number\""},
    {"orderedlist", "list", " kind=\"number\""},
    {"li", "item", ""},
    {"listitem", "item", ""},
    {"bullet", "item", ""},
    {"tr", "row", ""},
    {"td", "cell", ""},
    {"th", "cell", " header=\"yes\""},
    {"informaltable", "table", ""},
    {"figcaption", "caption", ""},
    {"para", "p", ""},
    {"paragraph", "p", ""},
    {"linebreak", "br", ""},
    {"headline", "title", ""},
    {"hl1", "title", ""},
    {"hl2", "subtitle", ""},
    {"subheadline", "subtitle", ""},
    {"standfirst", "summary", ""},
    {"category", "tag", ""},
    {"keyword", "tag", ""},
    {"pubdate", "published", ""},
    {"telephone", "phone", ""},
    {"thead", "", ""},
    {"tbody", "", ""},
    {"tfoot", "", ""},
    {"font", "", ""},
    {"big", "", ""},
    {"small", "", ""},
    {"tt", "", ""},
    {"center", "", ""},
    {"article", "", ""},
    {"main", "", ""},
    {"header", "", ""},
    {"hgroup", "", ""},
    {"p", "p", ""},
    {"br", "br", ""},
    {"em", "em", ""},
    {"strong", "strong", ""},
    {"sub", "sub", ""},
    {"sup", "sup", ""},
    {"span", "span", ""},
    {"blockquote", "blockquote", ""},
    {"table", "table", ""},
    {"caption", "caption", ""},
};

static const counterpart_t *counterpart_of(const fix_token_t *token)
{
    for (size_t i = 0; i < sizeof(counterparts) / sizeof(*counterparts); i++) {
        const counterpart_t *one = &counterparts[i];

        if (strlen(one->name) == (size_t)token->name_length &&
            strncasecmp(one->name, token->name, (size_t)token->name_length) == 0) {
            return fix_token_is(token, one->instead) ? NULL : one;
        }
    }
    return NULL;
}

/* How something looks is not said in a statement. */
static int is_look(const fix_attribute_t *attribute)
{
    static const char *const names[] = {
        "class",  "style",       "target", "rel",  "align",       "valign",  "width", "height",
        "border", "cellpadding", "color",  "face", "cellspacing", "bgcolor", "size",  "data-list"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (fix_attribute_is(attribute, names[i])) {
            return 1;
        }
    }
    return 0;
}

static void drop_looks(apr_array_header_t *edits, const fix_text_t *text, const fix_token_t *token,
                       int group)
{
    fix_attribute_t attribute;

    for (const char *after = NULL; fix_token_attribute(token, after, &attribute);
         after = attribute.end) {
        if (is_look(&attribute)) {
            const char *from = attribute.at;

            while (from[-1] == ' ' || from[-1] == '\t') {
                from--;
            }
            fix_text_replace(edits, text, from, attribute.end, "", group);
        }
    }
}

static int has(const fix_token_t *token, const char *name)
{
    fix_attribute_t attribute;

    for (const char *after = NULL; fix_token_attribute(token, after, &attribute);
         after = attribute.end) {
        if (fix_attribute_is(&attribute, name)) {
            return 1;
        }
    }
    return 0;
}

/* Words would go with a tag that has more than looks. */
static int can_go(const fix_token_t *token)
{
    fix_attribute_t attribute;

    for (const char *after = NULL; fix_token_attribute(token, after, &attribute);
         after = attribute.end) {
        if (!is_look(&attribute)) {
            return 0;
        }
    }
    return 1;
}

/* What cells of a table's head lose with it, they say themselves. */
static const char *added_to(const fix_tokens_t *tokens, const fix_token_t *token,
                            const counterpart_t *counterpart)
{
    int row = token->parent, head = row < 0 ? -1 : tokens->all[row].parent;

    if (strcasecmp(counterpart->name, "td") == 0 && head >= 0 &&
        tokens->all[head].name_length == 5 &&
        strncasecmp(tokens->all[head].name, "thead", 5) == 0) {
        return " header=\"yes\"";
    }
    return counterpart->added;
}

static void rename_tag(apr_array_header_t *edits, const fix_text_t *text, const fix_token_t *token,
                       const char *instead, int group)
{
    fix_text_replace(edits, text, token->name, token->name + token->name_length, instead, group);
}

static void mend_pair(apr_array_header_t *edits, const fix_text_t *text, const fix_tokens_t *tokens,
                      int at, const counterpart_t *counterpart, int group, apr_pool_t *pool)
{
    const fix_token_t *token = &tokens->all[at];
    const fix_token_t *end = token->kind == FIX_START ? &tokens->all[token->partner] : NULL;

    if (*counterpart->instead == '\0') {
        fix_text_replace(edits, text, token->at, token->end, "", group);
        if (end != NULL) {
            fix_text_replace(edits, text, end->at, end->end, "", group);
        }
        return;
    }
    rename_tag(edits, text, token,
               apr_pstrcat(pool, counterpart->instead, added_to(tokens, token, counterpart), NULL),
               group);
    drop_looks(edits, text, token, group);
    if (end != NULL) {
        rename_tag(edits, text, end, counterpart->instead, group);
    }
}

static int can_mend(const fix_token_t *token, const counterpart_t *counterpart)
{
    return counterpart != NULL &&
           (strcmp(counterpart->instead, "link") != 0 || has(token, "href")) &&
           (*counterpart->instead != '\0' || can_go(token));
}

void fix_elements(apr_array_header_t *edits, const fix_text_t *text, const fix_settings_t *settings,
                  apr_pool_t *pool)
{
    fix_tokens_t tokens;
    int *groups; /* of each start tag: that of the outermost element to be mended around it */

    (void)settings;
    fix_tokens_read(&tokens, text, pool);
    if (!tokens.is_matched) {
        return;
    }
    groups = apr_pcalloc(pool, sizeof(int) * (size_t)(tokens.count + 1));
    for (int i = 0; i < tokens.count; i++) {
        const fix_token_t *token = &tokens.all[i];
        const counterpart_t *counterpart;

        if (token->kind != FIX_START && token->kind != FIX_EMPTY) {
            continue;
        }
        counterpart = counterpart_of(token);
        groups[i] = token->parent >= 0 ? groups[token->parent] : 0;
        if (can_mend(token, counterpart)) {
            groups[i] = groups[i] > 0 ? groups[i] : i + 1;
            mend_pair(edits, text, &tokens, i, counterpart, groups[i], pool);
        }
    }
}
