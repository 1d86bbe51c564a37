/**
 * core/xml/container - the elements of the vocabulary that hold only other elements.
 *
 * White space between these is how a file is laid out, and nobody's words.
 */
#ifndef CORE_XML_CONTAINER_H
#define CORE_XML_CONTAINER_H

/** Non-zero for the name of such an element. `item` and `cell` hold either words or elements, and
 * `speaker` is a name in a speech and a person in a head: they are none. */
int stm_container_is(const char *name);

#endif
