/**
 * httpd/runtime/error_count - counts the module's own lines in the error log, and notes the tag and
 * the moment of the last error. Its text stays in the log: it may name what readers must not know.
 */
#ifndef HTTPD_RUNTIME_ERROR_COUNT_H
#define HTTPD_RUNTIME_ERROR_COUNT_H

#include <httpd.h>

#include <http_core.h>

/** httpd's error_log hook. */
void stmh_error_count(const ap_errorlog_info *info, const char *line);

#endif
