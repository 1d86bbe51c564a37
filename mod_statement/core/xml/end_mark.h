/**
 * core/xml/end_mark - what press officers type where a release ends.
 */
#ifndef CORE_XML_END_MARK_H
#define CORE_XML_END_MARK_H

/** Non-zero where @a text, the words of a whole paragraph, is nothing but an end mark: "ENDS",
 * "-ends-", "(End)", "###", "-30-", "– Ende –", "FIN". */
int stm_end_mark_is(const char *text);

/** Non-zero where @a text has neither a letter nor a digit: a row of asterisks, a line. */
int stm_end_mark_is_ornament(const char *text);

#endif
