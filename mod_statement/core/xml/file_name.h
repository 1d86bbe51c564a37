/**
 * core/xml/file_name - which files are XML by their name, in whatever letters ".xml" is written.
 */
#ifndef CORE_XML_FILE_NAME_H
#define CORE_XML_FILE_NAME_H

/** Non-zero for the name (or path) of a file that ends with ".xml", in whatever letters. */
int stm_file_name_is_xml(const char *file_name);

/** Where there is no file at @a path, which ends with ".xml": changes that ending to the spelling
 * (".XML" first) under which there is a regular file. 0, and @a path is as before, where there is
 * none. Of several spellings this order, after ".xml", says which is the statement's. */
int stm_file_name_respell(char *path);

#endif
