/**
 * httpd/any_xml/file - the handler for XML files: the page, or what is to be said beside the XML.
 */
#ifndef HTTPD_ANY_XML_FILE_H
#define HTTPD_ANY_XML_FILE_H

#include <httpd.h>

/** Once per child, before its threads. */
void stmh_any_file_child(void);

/** The hook handler. DECLINED where the file is to be sent as it is, whose headers say then where
 * its page is. */
int stmh_any_file_handler(request_rec *r);

#endif
