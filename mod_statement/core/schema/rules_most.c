/* Of what there may be several, but not any number. */
#include "core/schema/rules.h"
#include "core/xml/plain.h"

#define LINK_OTHERS "Keep those that readers need, and link to a page with the others."

typedef struct most_t {
    const char *parent, *name;
    int most;
    const char *remedy;
} most_t;

static const most_t rules[] = {
    {"head", "image", 20, "Attach the others together, as a ZIP file in <attachment>."},
    {"head", "video", 20, LINK_OTHERS},
    {"head", "audio", 20, LINK_OTHERS},
    {"head", "event", 20, "Keep the next ones, and link to a page with the others."},
    {"gallery", "figure", 30, "Begin a second <gallery>, or show the best of them."},
};

static void check_most(const stm_check_t *check, const xmlNode *parent, const most_t *rule)
{
    int count = 0;

    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (stm_plain_is(node, rule->name) && ++count == rule->most + 1) {
            stm_check_error(check, node, "too-many", rule->remedy,
                            "More than %d <%s> stand in <%s>", rule->most, rule->name,
                            rule->parent);
            return;
        }
    }
}

void stm_rules_most(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        for (apr_size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
            if (stm_plain_is(node, rules[i].parent)) {
                check_most(check, node, &rules[i]);
            }
        }
    }
}
