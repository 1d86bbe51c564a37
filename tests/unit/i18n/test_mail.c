#include <string.h>

#include "core/i18n/mail.h"
#include "unit/unit.h"

START_TEST(one_valid_address_or_none)
{
    static const struct {
        const char *text, *address;
    } rows[] = {
        {"press@example.org", "mailto:press@example.org"},
        {"Press.Office+news@Example.ORG", "mailto:Press.Office+news@example.org"},
        {"o'brien@example.org", "mailto:o'brien@example.org"},
        {"a&b=c?d@example.org", "mailto:a%26b%3Dc%3Fd@example.org"},
        {"presse@bücher.example", "mailto:presse@xn--bcher-kva.example"},
        {"büro@bücher.example", "mailto:b%C3%BCro@xn--bcher-kva.example"},
        {"koho@例え.テスト", "mailto:koho@xn--r8jz45g.xn--zckzah"},
        {"press@xn--bcher-kva.example", "mailto:press@xn--bcher-kva.example"},
        {"", NULL},
        {"@", NULL},
        {"press", NULL},
        {"press@", NULL},
        {"@example.org", NULL},
        {"press@localhost", NULL},
        {"press@example.org, media@example.org", NULL},
        {"press@example.org media@example.org", NULL},
        {"press@example.org; media", NULL},
        {"Press <press@example.org>", NULL},
        {"mailto:press@example.org", NULL},
        {"press (at) example.org", NULL},
        {"press@@example.org", NULL},
        {".press@example.org", NULL},
        {"press.@example.org", NULL},
        {"pr..ess@example.org", NULL},
        {"press@example..org", NULL},
        {"press@example.org.", NULL},
        {"press@-example.org", NULL},
        {"press@example-.org", NULL},
        {"press@exam_ple.org", NULL},
        {"press@192.0.2.1", NULL},
        {"press@[192.0.2.1]", NULL},
        {"press@example.org?subject=x", NULL},
        {"pre\u200bss@example.org", NULL},
        {"press@exam\u202eple.org", NULL},
        {"1234567890123456789012345678901234567890123456789012345678901234x@example.org", NULL},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *address = stm_mail_address(rows[i].text, pool);

        ck_assert_msg((address == NULL) == (rows[i].address == NULL) &&
                          (address == NULL || strcmp(address, rows[i].address) == 0),
                      "%s: %s instead of %s", rows[i].text, address ? address : "(none)",
                      rows[i].address ? rows[i].address : "(none)");
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, one_valid_address_or_none);
}

UNIT_MAIN("stm_mail")
