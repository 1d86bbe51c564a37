/**
 * core/base/version - the version of mod_statement.
 *
 * The only place that names it. `statement --version`, httpd's version components, the log line at
 * start and the names of rendered pages come from here. CHANGELOG.md says what each version
 * changed.
 */
#ifndef CORE_BASE_VERSION_H
#define CORE_BASE_VERSION_H

#define STM_VERSION "0.9.0"

#endif
