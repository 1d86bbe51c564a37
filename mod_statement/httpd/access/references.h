/**
 * httpd/access/references - how editions look up the other statements that they show or name.
 *
 * Each look is noted in the answer: when what was found last changed, until when it stays so, and
 * whether it depends on who reads.
 */
#ifndef HTTPD_ACCESS_REFERENCES_H
#define HTTPD_ACCESS_REFERENCES_H

#include "core/edition/make.h"
#include "httpd/request/exchange.h"

/** How editions of this answer look up other statements: in the catalog, or where there is none, in
 * the newsroom's folder. Good as long as the exchange. */
const stm_resolver_t *stmh_references_resolver(const stmh_exchange_t *exchange);

#endif
