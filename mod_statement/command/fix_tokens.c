#include "command/fix_tokens.h"

#include <apr_lib.h>
#include <string.h>

static int is_name_start(char byte)
{
    return apr_isalpha(byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static int is_name(char byte)
{
    return is_name_start(byte) || apr_isdigit(byte) || byte == '-' || byte == '.' || byte == ':';
}

static int looks_at(const char *at, const char *end, const char *string)
{
    size_t length = strlen(string);

    return (size_t)(end - at) >= length && memcmp(at, string, length) == 0;
}

static const char *past(const char *at, const char *end, const char *string)
{
    const char *found = memmem(at, (size_t)(end - at), string, strlen(string));

    return found ? found + strlen(string) : end;
}

/* The end of a tag; a bracket in a value is none. */
static const char *tag_end(const char *at, const char *end)
{
    char quote = '\0';

    for (; at < end; at++) {
        if (quote != '\0') {
            quote = *at == quote ? '\0' : quote;
        }
        else if (*at == '"' || *at == '\'') {
            quote = *at;
        }
        else if (*at == '>') {
            return at + 1;
        }
    }
    return end;
}

static void read_tag(fix_token_t *token, const char *end)
{
    int is_end = token->at[1] == '/';

    token->name = token->at + 1 + is_end;
    while (token->name + token->name_length < end && is_name(token->name[token->name_length])) {
        token->name_length++;
    }
    token->end = tag_end(token->name, end);
    token->kind = is_end ? FIX_END : token->end[-2] == '/' ? FIX_EMPTY : FIX_START;
}

static int is_tag(const char *at, const char *end)
{
    return *at == '<' && at + 2 < end && is_name_start(at[1] == '/' ? at[2] : at[1]);
}

static void read_token(fix_token_t *token, const char *end)
{
    const char *at = token->at;

    if (is_tag(at, end)) {
        read_tag(token, end);
        return;
    }
    token->kind = FIX_OTHER;
    if (looks_at(at, end, "<!--")) {
        token->end = past(at + 4, end, "-->");
    }
    else if (looks_at(at, end, "<![CDATA[")) {
        token->end = past(at, end, "]]>");
    }
    else if (looks_at(at, end, "<?") || looks_at(at, end, "<!")) {
        token->end = past(at, end, ">");
    }
    else {
        const char *next = memchr(at + 1, '<', (size_t)(end - at - 1));

        token->kind = FIX_WORDS;
        token->end = next ? next : end;
    }
}

static int same_name(const fix_token_t *a, const fix_token_t *b)
{
    return a->name_length == b->name_length &&
           memcmp(a->name, b->name, (size_t)a->name_length) == 0;
}

/* The start tag around what follows token @a at. */
static int nest(fix_tokens_t *tokens, int at, int around)
{
    fix_token_t *token = &tokens->all[at];

    token->parent = around;
    token->partner = -1;
    if (token->kind == FIX_START) {
        return at;
    }
    if (token->kind != FIX_END) {
        return around;
    }
    if (around < 0 || !same_name(token, &tokens->all[around])) {
        tokens->is_matched = 0;
        return around;
    }
    token->parent = tokens->all[around].parent;
    token->partner = around;
    tokens->all[around].partner = at;
    return token->parent;
}

void fix_tokens_read(fix_tokens_t *tokens, const fix_text_t *text, apr_pool_t *result_pool)
{
    apr_array_header_t *all = apr_array_make(result_pool, 256, sizeof(fix_token_t));
    const char *at = text->bytes, *end = at + text->size;
    int around = -1;

    while (at < end) {
        fix_token_t *token = &APR_ARRAY_PUSH(all, fix_token_t);

        memset(token, 0, sizeof(*token));
        token->at = at;
        read_token(token, end);
        at = token->end;
    }
    tokens->all = (fix_token_t *)all->elts;
    tokens->count = all->nelts;
    tokens->is_matched = 1;
    for (int i = 0; i < tokens->count; i++) {
        around = nest(tokens, i, around);
    }
    tokens->is_matched = tokens->is_matched && around < 0;
}

const fix_token_t *fix_tokens_at(const fix_tokens_t *tokens, const char *at)
{
    int low = 0, high = tokens->count;

    while (low < high) {
        int middle = low + (high - low) / 2;

        if (tokens->all[middle].end <= at) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low < tokens->count && tokens->all[low].at <= at ? &tokens->all[low] : NULL;
}

int fix_token_is(const fix_token_t *token, const char *name)
{
    return (size_t)token->name_length == strlen(name) &&
           memcmp(token->name, name, (size_t)token->name_length) == 0;
}

int fix_token_attribute(const fix_token_t *token, const char *after, fix_attribute_t *attribute)
{
    const char *at = after ? after : token->name + token->name_length, *end = token->end;

    while (at < end && !is_name_start(*at)) {
        at++;
    }
    attribute->at = at;
    while (at < end && is_name(*at)) {
        at++;
    }
    attribute->name_length = (int)(at - attribute->at);
    while (at < end && (apr_isspace(*at) || *at == '=')) {
        at++;
    }
    if (at >= end || (*at != '"' && *at != '\'')) {
        return 0;
    }
    attribute->value = at + 1;
    attribute->value_end = memchr(attribute->value, *at, (size_t)(end - attribute->value));
    attribute->end = attribute->value_end ? attribute->value_end + 1 : end;
    return attribute->value_end != NULL;
}

int fix_attribute_is(const fix_attribute_t *attribute, const char *name)
{
    return (size_t)attribute->name_length == strlen(name) &&
           memcmp(attribute->at, name, (size_t)attribute->name_length) == 0;
}
