/* Films and sound: what stands for them, and what says what that shows. */
#include "core/schema/rules.h"
#include "core/xml/plain.h"

static int has(const xmlNode *element, const char *attribute)
{
    return xmlHasNsProp(element, BAD_CAST attribute, NULL) != NULL;
}

static void check_poster(const stm_check_t *check, const xmlNode *media)
{
    if (has(media, "poster") && !has(media, "alt") && !stm_check_is_reported(check, media)) {
        stm_check_error(check, media, "missing-attribute",
                        "Write alt=\"what the poster shows\", or alt=\"\" where it is mere "
                        "decoration.",
                        "<%s> has a poster, but lacks the attribute alt", media->name);
    }
    else if (has(media, "alt") && !has(media, "poster")) {
        stm_check_warning(check, media, "no-poster",
                          "Write poster=\"…\" with the address of a picture, or delete alt.",
                          "alt says what a poster shows, but <%s> has none", media->name);
    }
}

/* Else its link is the word "Video", like that of any other. */
static void check_title(const stm_check_t *check, const xmlNode *media)
{
    if (*stm_plain_words(media, check->pool) == '\0' && !stm_check_is_reported(check, media)) {
        stm_check_warning(check, media, "untitled", "Write its title in it.",
                          "<%s> has no title, and its link does not say what it leads to",
                          media->name);
    }
}

/* One walk for all: a caption names what is beside it. */
static void check_all(const stm_check_t *check, const xmlNode *parent)
{
    int is_named = stm_plain_child(parent, "caption", NULL) != NULL;

    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (!stm_plain_is(node, "video") && !stm_plain_is(node, "audio")) {
            continue;
        }
        check_poster(check, node);
        if (!is_named) {
            check_title(check, node);
        }
    }
}

void stm_rules_media(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (stm_plain_is(node, "head") || stm_plain_is(node, "figure")) {
            check_all(check, node);
        }
    }
}
