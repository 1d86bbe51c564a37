#include "core/i18n/mail.h"
#include "core/i18n/phone.h"
#include "core/schema/rules.h"
#include "core/xml/plain.h"

static const struct {
    const char *message, *remedy; /* the message goes on after the words typed */
} phone_faults[] = {
    [STM_PHONE_PART] = {"is dialled without its extension",
                        "Write the whole number, the extension's digits last."},
    [STM_PHONE_TWO] = {"seems to be two telephone numbers and becomes no link",
                       "Write each number in a <phone> of its own."},
    [STM_PHONE_WORDS] = {"cannot be dialled and becomes no link",
                         "Write one number in digits; put hours into <hours>, other words into "
                         "<remark>."},
    [STM_PHONE_LENGTH] = {"is no telephone number and becomes no link",
                          "Write 3 to 15 digits, best with the country code: +44 20 7946 0115."},
    [STM_PHONE_ZERO] = {"holds (0) twice and becomes no link",
                        "Write the number as callers from abroad dial it: +44 20 7946 0115."},
};

static void check_phone(const stm_check_t *check, const xmlNode *phone)
{
    const char *words = stm_plain_words(phone, check->pool);
    stm_phone_fault_t fault;

    stm_phone_address(words, &fault, check->pool);
    /* Of an empty field stm_rules_empty warns. */
    if (*words != '\0' && fault != STM_PHONE_GOOD) {
        stm_check_warning(check, phone, "telephone", phone_faults[fault].remedy, "“%s” %s", words,
                          phone_faults[fault].message);
    }
}

static void check_mail(const stm_check_t *check, const xmlNode *email)
{
    const char *words = stm_plain_words(email, check->pool);

    if (*words != '\0' && stm_mail_address(words, check->pool) == NULL) {
        stm_check_warning(check, email, "e-mail",
                          "Write one address, as press@example.org; put a second one into another "
                          "<email>.",
                          "“%s” is not one e-mail address and becomes no link", words);
    }
}

void stm_rules_contacts(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (stm_check_is_reported(check, node)) {
            continue;
        }
        if (stm_plain_is(node, "phone")) {
            check_phone(check, node);
        }
        else if (stm_plain_is(node, "email")) {
            check_mail(check, node);
        }
    }
}
