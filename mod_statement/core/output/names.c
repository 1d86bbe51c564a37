#include "core/output/internal.h"

#define LONGEST 12 /* bytes of a name below, padded with zeros */

typedef struct known_t {
    char name[LONGEST];
    unsigned char flags;
} known_t;

#define BLOCK   STM_OUTPUT_KNOWN
#define INLINE  (STM_OUTPUT_KNOWN | STM_OUTPUT_INLINE)
#define VOID    (STM_OUTPUT_KNOWN | STM_OUTPUT_VOID)
#define BOOLEAN STM_OUTPUT_BOOLEAN

/* The elements that libxml2 2.9 knows: those of HTML 4, by their first letters. */
static const known_t with_a[] = {
    {"a", INLINE},  {"abbr", INLINE}, {"acronym", INLINE}, {"address", BLOCK}, {"applet", INLINE},
    {"area", VOID}, {"", 0}};
static const known_t with_b[] = {{"b", INLINE},
                                 {"base", VOID},
                                 {"basefont", VOID | STM_OUTPUT_INLINE},
                                 {"bdo", INLINE},
                                 {"big", INLINE},
                                 {"blockquote", BLOCK},
                                 {"body", BLOCK},
                                 {"br", VOID | STM_OUTPUT_INLINE},
                                 {"button", INLINE},
                                 {"", 0}};
static const known_t with_c[] = {
    {"caption", BLOCK}, {"center", BLOCK},   {"cite", INLINE}, {"code", INLINE},
    {"col", VOID},      {"colgroup", BLOCK}, {"", 0}};
static const known_t with_d[] = {{"dd", BLOCK},  {"del", INLINE}, {"dfn", INLINE}, {"dir", BLOCK},
                                 {"div", BLOCK}, {"dl", BLOCK},   {"dt", BLOCK},   {"", 0}};
static const known_t with_e[] = {{"em", INLINE}, {"embed", INLINE}, {"", 0}};
static const known_t with_f[] = {{"fieldset", BLOCK}, {"font", INLINE},    {"form", BLOCK},
                                 {"frame", VOID},     {"frameset", BLOCK}, {"", 0}};
static const known_t with_h[] = {{"h1", BLOCK},   {"h2", BLOCK}, {"h3", BLOCK},   {"h4", BLOCK},
                                 {"h5", BLOCK},   {"h6", BLOCK}, {"head", BLOCK}, {"hr", VOID},
                                 {"html", BLOCK}, {"", 0}};
static const known_t with_i[] = {{"i", INLINE},
                                 {"iframe", INLINE},
                                 {"img", VOID | STM_OUTPUT_INLINE},
                                 {"input", VOID | STM_OUTPUT_INLINE},
                                 {"ins", INLINE},
                                 {"isindex", VOID},
                                 {"", 0}};
static const known_t with_k[] = {{"kbd", INLINE}, {"", 0}};
static const known_t with_l[] = {{"label", INLINE},
                                 {"legend", BLOCK},
                                 {"li", BLOCK | STM_OUTPUT_NO_END},
                                 {"link", VOID},
                                 {"", 0}};
static const known_t with_m[] = {{"map", INLINE}, {"menu", BLOCK}, {"meta", VOID}, {"", 0}};
static const known_t with_n[] = {{"noframes", BLOCK}, {"noscript", BLOCK}, {"", 0}};
static const known_t with_o[] = {
    {"object", INLINE}, {"ol", BLOCK}, {"optgroup", BLOCK}, {"option", BLOCK}, {"", 0}};
static const known_t with_p[] = {{"p", BLOCK}, {"param", VOID}, {"pre", BLOCK}, {"", 0}};
static const known_t with_q[] = {{"q", INLINE}, {"", 0}};
static const known_t with_s[] = {
    {"s", INLINE},      {"samp", INLINE},   {"script", INLINE | STM_OUTPUT_RAW},
    {"select", INLINE}, {"small", INLINE},  {"span", INLINE},
    {"strike", INLINE}, {"strong", INLINE}, {"style", BLOCK | STM_OUTPUT_RAW},
    {"sub", INLINE},    {"sup", INLINE},    {"", 0}};
static const known_t with_t[] = {{"table", BLOCK},     {"tbody", BLOCK}, {"td", BLOCK},
                                 {"textarea", INLINE}, {"tfoot", BLOCK}, {"th", BLOCK},
                                 {"thead", BLOCK},     {"title", BLOCK}, {"tr", BLOCK},
                                 {"tt", INLINE},       {"", 0}};
static const known_t with_u[] = {{"u", INLINE}, {"ul", BLOCK}, {"", 0}};
static const known_t with_v[] = {{"var", INLINE}, {"", 0}};

static const known_t *const elements[26] = {
    ['a' - 'a'] = with_a, ['b' - 'a'] = with_b, ['c' - 'a'] = with_c, ['d' - 'a'] = with_d,
    ['e' - 'a'] = with_e, ['f' - 'a'] = with_f, ['h' - 'a'] = with_h, ['i' - 'a'] = with_i,
    ['k' - 'a'] = with_k, ['l' - 'a'] = with_l, ['m' - 'a'] = with_m, ['n' - 'a'] = with_n,
    ['o' - 'a'] = with_o, ['p' - 'a'] = with_p, ['q' - 'a'] = with_q, ['s' - 'a'] = with_s,
    ['t' - 'a'] = with_t, ['u' - 'a'] = with_u, ['v' - 'a'] = with_v};

/* Those that stand without a value (XSLT 1.0 section 16.2), and those with an address. */
static const known_t attributes[] = {
    {"action", STM_OUTPUT_URI},    {"checked", BOOLEAN},    {"compact", BOOLEAN},
    {"declare", BOOLEAN},          {"defer", BOOLEAN},      {"disabled", BOOLEAN},
    {"href", STM_OUTPUT_URI},      {"ismap", BOOLEAN},      {"multiple", BOOLEAN},
    {"name", STM_OUTPUT_URI_OF_A}, {"nohref", BOOLEAN},     {"noresize", BOOLEAN},
    {"noshade", BOOLEAN},          {"nowrap", BOOLEAN},     {"readonly", BOOLEAN},
    {"selected", BOOLEAN},         {"src", STM_OUTPUT_URI}, {"", 0},
};

/* Zero where the name is longer than any that is known. */
static int lower(char to[LONGEST], const xmlChar *name)
{
    size_t index;

    for (index = 0; name[index] != '\0'; index++) {
        if (index == LONGEST) {
            return 0;
        }
        to[index] =
            (char)(name[index] >= 'A' && name[index] <= 'Z' ? name[index] | 0x20 : name[index]);
    }
    return 1;
}

static unsigned int find(const known_t *known, const char name[LONGEST])
{
    while (known->name[0] != '\0' && memcmp(known->name, name, LONGEST) != 0) {
        known++;
    }
    return known->flags;
}

unsigned int stm_output_html_element(const xmlChar *name)
{
    unsigned int tight = *name == 'p' ? STM_OUTPUT_TIGHT : 0;
    char small[LONGEST] = "";
    const known_t *list;

    if (!lower(small, name) || small[0] < 'a' || small[0] > 'z') {
        return tight;
    }
    list = elements[small[0] - 'a'];
    return list == NULL ? tight : find(list, small) | tight;
}

unsigned int stm_output_html_attribute(const xmlChar *name)
{
    char small[LONGEST] = "";

    return lower(small, name) ? find(attributes, small) : 0;
}

void stm_output_names_init(stm_output_names_t *names, unsigned int (*flags_of)(const xmlChar *))
{
    names->flags_of = flags_of;
    memset(names->keys, 0, sizeof(names->keys));
}

const stm_output_name_t *stm_output_name_learn(stm_output_names_t *names, unsigned int slot,
                                               const xmlChar *name)
{
    stm_output_name_t *learned = &names->names[slot];

    names->keys[slot] = name;
    learned->name = name;
    learned->size = (unsigned int)strlen((const char *)name);
    learned->flags = names->flags_of == NULL ? 0 : names->flags_of(name);
    memset(learned->block, 0, sizeof(learned->block));
    if (learned->size <= sizeof(learned->block)) {
        memcpy(learned->block, name, learned->size);
    }
    return learned;
}
