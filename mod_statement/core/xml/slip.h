/**
 * core/xml/slip - what people write who know web pages, word processors and other press formats.
 *
 * A mistake is mended fastest where the message says how the same thing is written here.
 */
#ifndef CORE_XML_SLIP_H
#define CORE_XML_SLIP_H

typedef struct stm_slip_t {
    const char *name;
    const char *instead; /* the element that does it here; "": none is needed, what stands in it
                            belongs to the element around; NULL: something else does it */
    const char *remedy;
} stm_slip_t;

/** What to write instead of the element @a name, in whatever capitals; NULL: nobody knows it. */
const stm_slip_t *stm_slip_of(const char *name);

#endif
