#include <apr_strings.h>

#include "command/fix_passes.h"
#include "command/fix_tokens.h"

#define DEEPEST 6

typedef struct outline_t {
    apr_array_header_t *edits;
    const fix_text_t *text;
    const fix_tokens_t *tokens;
    apr_pool_t *pool;
} outline_t;

/* 2 to 6 of <h2> to <h6>; 0: another element. <h1> may be the headline. */
static int level_of(const fix_token_t *token)
{
    return token->name_length == 2 && (token->name[0] == 'h' || token->name[0] == 'H') &&
                   token->name[1] >= '2' && token->name[1] <= '0' + DEEPEST
               ? token->name[1] - '0'
               : 0;
}

/* Its attributes would be lost, but they say how it looks or what links to it. */
static int is_bare(const fix_token_t *token)
{
    fix_attribute_t attribute;

    for (const char *after = NULL; fix_token_attribute(token, after, &attribute);
         after = attribute.end) {
        if (!fix_attribute_is(&attribute, "class") && !fix_attribute_is(&attribute, "style")) {
            return 0;
        }
    }
    return 1;
}

static int is_element(const fix_token_t *token)
{
    return token->kind == FIX_START || token->kind == FIX_EMPTY;
}

/* The element behind element @a at. */
static int next_sibling(const fix_tokens_t *tokens, int at)
{
    return tokens->all[at].kind == FIX_START ? tokens->all[at].partner + 1 : at + 1;
}

/* Where sections stand beside headings, or a heading has more to say, nobody can tell which
 * paragraphs belong to which. */
static int is_plain(const fix_tokens_t *tokens, int parent)
{
    int count = 0, end = tokens->all[parent].partner;

    for (int i = parent + 1; i < end; i = next_sibling(tokens, i)) {
        const fix_token_t *token = &tokens->all[i];

        if (is_element(token) &&
            (fix_token_is(token, "section") ||
             (level_of(token) > 0 && (token->kind == FIX_EMPTY || !is_bare(token))))) {
            return 0;
        }
        count += is_element(token) && level_of(token) > 0;
    }
    return count > 0;
}

static void close_sections(const outline_t *outline, int *open, int *depth, int level,
                           const char *at, int group)
{
    const char *tags = "";

    while (*depth > 0 && open[*depth - 1] >= level) {
        tags = apr_pstrcat(outline->pool, tags, "</section>", NULL);
        --*depth;
    }
    if (*tags != '\0') {
        fix_text_replace(outline->edits, outline->text, at, at, tags, group);
    }
}

static void begin_section(const outline_t *outline, const fix_token_t *heading, int group)
{
    const fix_token_t *end = &outline->tokens->all[heading->partner];

    fix_text_replace(outline->edits, outline->text, heading->at, heading->end, "<section><heading>",
                     group);
    fix_text_replace(outline->edits, outline->text, end->at, end->end, "</heading>", group);
}

/* A section goes on to the next heading of its level or above, as HTML's outline has it. */
static void mend_children(const outline_t *outline, int parent)
{
    const fix_tokens_t *tokens = outline->tokens;
    int open[DEEPEST + 1], depth = 0, end = tokens->all[parent].partner;

    for (int i = parent + 1; i < end; i = next_sibling(tokens, i)) {
        const fix_token_t *token = &tokens->all[i];
        int level = is_element(token) ? level_of(token) : 0;

        if (level > 0) {
            close_sections(outline, open, &depth, level, token->at, parent);
            open[depth++] = level;
            begin_section(outline, token, parent);
        }
        else if (is_element(token) && fix_token_is(token, "signatories")) {
            close_sections(outline, open, &depth, 0, token->at, parent);
        }
    }
    close_sections(outline, open, &depth, 0, tokens->all[end].at, parent);
}

void fix_headings(apr_array_header_t *edits, const fix_text_t *text, const fix_settings_t *settings,
                  apr_pool_t *pool)
{
    fix_tokens_t tokens;
    const outline_t outline = {edits, text, &tokens, pool};

    (void)settings;
    fix_tokens_read(&tokens, text, pool);
    for (int i = 0; tokens.is_matched && i < tokens.count; i++) {
        if (tokens.all[i].kind == FIX_START && fix_token_is(&tokens.all[i], "body") &&
            is_plain(&tokens, i)) {
            mend_children(&outline, i);
        }
    }
}
