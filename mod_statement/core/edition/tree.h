/**
 * core/edition/tree - changing the tree of a document that becomes an edition.
 */
#ifndef CORE_EDITION_TREE_H
#define CORE_EDITION_TREE_H

#include <libxml/tree.h>

/** Unlinks and frees @a node with all that is in it. */
void stm_tree_remove(xmlNode *node);

/** Declares the prefix of STM_META_NS once, on @a root, for all that is marked below it. */
void stm_tree_declare(xmlNode *root);

/** Sets an attribute in STM_META_NS. */
void stm_tree_mark(xmlNode *node, const char *name, const char *value);

/** Joins texts that follow one another as children of @a parent; not deeper. */
void stm_tree_join(xmlNode *parent);

/** Removes comments, processing instructions and internal elements below @a parent. */
void stm_tree_remove_private(xmlNode *parent);

#endif
