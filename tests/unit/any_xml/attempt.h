/**
 * One attempt to break out of core/any_xml's sandbox, and the traps around it: a file that must not
 * be read, one that must not be written, a port to which nobody must connect, functions and
 * elements as other modules of a process register them, and standard error, where nothing must be
 * printed.
 */
#ifndef UNIT_ANY_XML_ATTEMPT_H
#define UNIT_ANY_XML_ATTEMPT_H

#include <fcntl.h>
#include <libexslt/exslt.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/any_xml/site.h"

/* What stands in the file that must not be read; FILE, OUT and HOST in an attempt's texts are the
 * paths of that file and of the one that must not be written, and the port. */
#define SECRET "the-secret-of-this-machine"

/* Any end but a crash, a leak, or an answer that takes long. */
#define ANY_STATUS (-1)

typedef struct attempt_t {
    const char *name;
    const char *document; /* NULL: a plain one */
    const char *sheet;    /* NULL: one that copies the document */
    apr_status_t status;
    const char *part; /* of the page; NULL: no matter */
} attempt_t;

static char trap_file[64], trap_out[80], trap_host[32], trap_stderr[80];
static int trap_socket, trap_called;

static void trap_function(xmlXPathParserContextPtr context, int count)
{
    trap_called++;
    while (count-- > 0) {
        xmlXPathFreeObject(valuePop(context));
    }
    valuePush(context, xmlXPathNewCString(SECRET));
}

static void trap_element(xsltTransformContextPtr transform, xmlNodePtr node, xmlNodePtr inst,
                         xsltElemPreCompPtr compiled)
{
    (void)transform, (void)node, (void)inst, (void)compiled;
    trap_called++;
}

static void trap_top(xsltStylesheetPtr style, xmlNodePtr inst)
{
    (void)style, (void)inst;
    trap_called++;
}

/* As mod_php and its like do when they are loaded. */
static void register_others(void)
{
    static const char *const php[] = {"function", "functionString", NULL};

    exsltRegisterAll();
    for (int i = 0; php[i] != NULL; i++) {
        xsltRegisterExtModuleFunction(BAD_CAST php[i], BAD_CAST "http://php.net/xsl",
                                      trap_function);
    }
    xsltRegisterExtModuleElement(BAD_CAST "element", BAD_CAST "urn:other", NULL, trap_element);
    xsltRegisterExtModuleTopLevel(BAD_CAST "top", BAD_CAST "urn:other", trap_top);
}

static void listen_somewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    trap_socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    ck_assert_int_eq(bind(trap_socket, (struct sockaddr *)&address, sizeof(address)), 0);
    ck_assert_int_eq(listen(trap_socket, 5), 0);
    ck_assert_int_eq(getsockname(trap_socket, (struct sockaddr *)&address, &size), 0);
    snprintf(trap_host, sizeof(trap_host), "127.0.0.1:%d", ntohs(address.sin_port));
}

static void set_traps(void)
{
    FILE *file;
    int folder;

    /* Not the bounds and wishes of the test before, where all run in one process. */
    site_source = (stm_transform_source_t){0};
    strcpy(trap_file, "/tmp/stm-any-xml-XXXXXX");
    folder = mkstemp(trap_file);
    ck_assert_int_ge(folder, 0);
    close(folder);
    file = fopen(trap_file, "w");
    fputs("<!ENTITY secret '" SECRET "'><a>" SECRET "</a>", file);
    fclose(file);
    snprintf(trap_out, sizeof(trap_out), "%s.out", trap_file);
    snprintf(trap_stderr, sizeof(trap_stderr), "%s.err", trap_file);
    listen_somewhere();
    register_others();
    trap_called = 0;
}

static void take_traps_away(void)
{
    close(trap_socket);
    unlink(trap_file);
    unlink(trap_out);
    unlink(trap_stderr);
    xsltCleanupGlobals();
}

static const char *replace_word(const char *text, const char *word, const char *by)
{
    const char *found, *done = "";

    while ((found = strstr(text, word)) != NULL) {
        done = apr_pstrcat(pool, done, apr_pstrmemdup(pool, text, (apr_size_t)(found - text)), by,
                           NULL);
        text = found + strlen(word);
    }
    return apr_pstrcat(pool, done, text, NULL);
}

static const char *armed(const char *text)
{
    return replace_word(replace_word(replace_word(text, "FILE", trap_file), "OUT", trap_out),
                        "HOST", trap_host);
}

/* Nothing of ours or of a library's goes to standard error, which is httpd's log. */
static void check_silence(const attempt_t *attempt)
{
    char words[500] = "";
    FILE *file = fopen(trap_stderr, "r");

    ck_assert_ptr_nonnull(file);
    words[fread(words, 1, sizeof(words) - 1, file)] = '\0';
    fclose(file);
    ck_assert_msg(words[0] == '\0', "%s printed: %s", attempt->name, words);
}

static void check_traps(const attempt_t *attempt, const char *page)
{
    struct stat info;

    ck_assert_msg(page == NULL || strstr(page, SECRET) == NULL, "%s: read", attempt->name);
    ck_assert_msg(stat(trap_out, &info) != 0, "%s: written", attempt->name);
    ck_assert_msg(accept(trap_socket, NULL, NULL) < 0, "%s: connected", attempt->name);
    ck_assert_msg(trap_called == 0, "%s: called", attempt->name);
    check_silence(attempt);
    ck_assert_msg(strstr(site_asked, "file:") == NULL && strstr(site_asked, "data:") == NULL,
                  "%s: asked for %s", attempt->name, site_asked);
}

/* Standard error into a file while @a document is transformed. */
static const char *page_without_words(apr_status_t *status, const char *document,
                                      const file_t *files, stm_transform_page_t *page)
{
    int kept = dup(2), file = open(trap_stderr, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    const char *bytes;

    dup2(file, 2);
    bytes = site_page(status, document, files, page);
    dup2(kept, 2);
    close(kept);
    close(file);
    return bytes;
}

static void run_attempt(const attempt_t *attempt)
{
    static const char copy[] = SHEET("<o><xsl:copy-of select='/'/></o>");
    stm_transform_limits_t limits = stm_transform_limits_default;
    const file_t files[] = {{"sheet.xsl", armed(attempt->sheet == NULL ? copy : attempt->sheet)},
                            {"other.xsl", armed(XSL("<xsl:import href='sheet.xsl'/>"))},
                            {"a.xml", "<a>a</a>"},
                            {NULL, NULL}};
    const char *document =
        armed(attempt->document == NULL ? PI "<a><b>x</b><b>y</b></a>" : attempt->document);
    stm_transform_page_t page;
    apr_status_t status;
    const char *bytes;

    limits.max_work = 1000000;
    site_source.limits = &limits;
    bytes = page_without_words(&status, document, files, &page);
    check_traps(attempt, status == APR_SUCCESS ? bytes : NULL);
    ck_assert_msg(attempt->status == ANY_STATUS || status == attempt->status, "%s: status %d: %s",
                  attempt->name, status, site_said());
    ck_assert_msg(status == APR_SUCCESS || stm_problems_at(site_problems, 0) != NULL,
                  "%s: nothing said", attempt->name);
    ck_assert_msg(attempt->part == NULL || (status == APR_SUCCESS && strstr(bytes, attempt->part)),
                  "%s: %s not in %s", attempt->name, attempt->part, bytes);
}

#endif
