#include "core/output/internal.h"

void stm_output_comment(stm_bytes_t *bytes, const xmlNode *comment)
{
    if (comment->content != NULL) {
        stm_bytes_add_literal(bytes, "<!--");
        stm_bytes_add_string(bytes, comment->content);
        stm_bytes_add_literal(bytes, "-->");
    }
}

void stm_output_reference(stm_bytes_t *bytes, const xmlNode *reference)
{
    stm_bytes_add_literal(bytes, "&");
    stm_bytes_add_string(bytes, reference->name);
    stm_bytes_add_literal(bytes, ";");
}

void stm_output_instruction(stm_bytes_t *bytes, const xmlNode *instruction, const char *end)
{
    stm_bytes_add_literal(bytes, "<?");
    stm_bytes_add_string(bytes, instruction->name);
    if (instruction->content != NULL) {
        stm_bytes_add_literal(bytes, " ");
        stm_bytes_add_string(bytes, instruction->content);
    }
    stm_bytes_add_string(bytes, end);
}

void stm_output_end_tag(stm_bytes_t *bytes, const xmlNs *ns, const stm_output_name_t *name)
{
    stm_bytes_add_literal(bytes, "</");
    stm_output_add_name(bytes, ns, name);
    stm_bytes_add_literal(bytes, ">");
}

void stm_output_quoted(stm_bytes_t *bytes, const xmlChar *string)
{
    const char *text = string == NULL ? "" : (const char *)string;
    const char *quote = strchr(text, '"') != NULL && strchr(text, '\'') == NULL ? "'" : "\"";
    const char *inside;

    stm_bytes_add(bytes, quote, 1);
    while ((inside = strchr(text, *quote)) != NULL) {
        stm_bytes_add(bytes, text, (apr_size_t)(inside - text));
        stm_bytes_add_literal(bytes, "&quot;");
        text = inside + 1;
    }
    stm_bytes_add_string(bytes, text);
    stm_bytes_add(bytes, quote, 1);
}

void stm_output_namespaces(stm_output_t *output, const xmlNs *declared)
{
    stm_bytes_t *bytes = &output->bytes;

    for (; declared != NULL; declared = declared->next) {
        if (declared->href == NULL || xmlStrEqual(declared->prefix, BAD_CAST "xml")) {
            continue;
        }
        if (strpbrk((const char *)declared->href, "\"&<>\t\n\r") != NULL) {
            output->is_foreign = 1;
        }
        stm_bytes_add_string(bytes, declared->prefix == NULL ? " xmlns" : " xmlns:");
        stm_bytes_add_string(bytes, declared->prefix);
        stm_bytes_add_literal(bytes, "=\"");
        stm_bytes_add_string(bytes, declared->href);
        stm_bytes_add_literal(bytes, "\"");
    }
}
