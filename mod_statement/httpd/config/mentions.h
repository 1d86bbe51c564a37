/**
 * httpd/config/mentions - whether the configuration says a word anywhere.
 */
#ifndef HTTPD_CONFIG_MENTIONS_H
#define HTTPD_CONFIG_MENTIONS_H

#include <httpd.h>

#include <http_config.h>

/** Non-zero where an argument of a directive in @a tree or of one within its sections holds @a
 * word, as it is spelt. In the parent, while the tree is there. */
int stmh_config_mentions(const ap_directive_t *tree, const char *word);

#endif
