#include <string.h>

#include "core/i18n/phone.h"
#include "unit/unit.h"

typedef struct row_t {
    const char *text, *address;
    stm_phone_fault_t fault;
} row_t;

static void check_rows(const row_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        stm_phone_fault_t fault;
        const char *address = stm_phone_address(rows[i].text, &fault, pool);

        ck_assert_msg((address == NULL) == (rows[i].address == NULL) &&
                          (address == NULL || strcmp(address, rows[i].address) == 0),
                      "%s: %s instead of %s", rows[i].text, address ? address : "(none)",
                      rows[i].address ? rows[i].address : "(none)");
        ck_assert_msg(fault == rows[i].fault, "%s: fault %d instead of %d", rows[i].text, fault,
                      rows[i].fault);
    }
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

/* Fields as press offices of fifteen countries write them. */
START_TEST(forty_fields)
{
    static const row_t rows[] = {
        /* United States, Canada */
        {"+1 202 555 0143", "tel:+12025550143", STM_PHONE_GOOD},
        {"(202) 555-0143", "tel:2025550143", STM_PHONE_GOOD},
        {"202.555.0143", "tel:2025550143", STM_PHONE_GOOD},
        {"+1 202 555 0143 ext. 12", "tel:+12025550143;ext=12", STM_PHONE_GOOD},
        {"+1 (202) 555-0143, Ext 12", "tel:+12025550143;ext=12", STM_PHONE_GOOD},
        {"202-555-0143x12", "tel:2025550143;ext=12", STM_PHONE_GOOD},
        {"+1 514 555 0143, poste 204", "tel:+15145550143;ext=204", STM_PHONE_GOOD},
        {"1-800-PRESS-01", NULL, STM_PHONE_WORDS},
        {"+1 202 555 0143 or +1 202 555 0144", NULL, STM_PHONE_WORDS},
        /* United Kingdom, Ireland */
        {"+44 (0)20 7946 0115", "tel:+442079460115", STM_PHONE_GOOD},
        {"020 7946 0115 (extension 7)", "tel:02079460115;ext=7", STM_PHONE_GOOD},
        {"+44 20 7946 0115 (24 hours)", NULL, STM_PHONE_WORDS},
        {"+44 (0) 20 7946 (0) 115", NULL, STM_PHONE_ZERO},
        {"+353 1 555 0143", "tel:+35315550143", STM_PHONE_GOOD},
        /* Germany, Austria, Switzerland */
        {"+49 (0)30 / 23125-017", "tel:+493023125017", STM_PHONE_GOOD},
        {"030/23125-017", "tel:03023125017", STM_PHONE_GOOD},
        {"(0)30 23125 017", "tel:03023125017", STM_PHONE_GOOD},
        {"0049 (0) 30 23125 017", "tel:00493023125017", STM_PHONE_GOOD},
        {"030 23125017 / 23125018", NULL, STM_PHONE_TWO},
        {"030 23125017/18", NULL, STM_PHONE_TWO},
        {"+49 30 23125-0, Durchwahl 5", "tel:+4930231250", STM_PHONE_PART},
        {"Durchwahl 5", NULL, STM_PHONE_LENGTH},
        {"0800 PRESSE", NULL, STM_PHONE_WORDS},
        {"+43 1 5550143 DW 17", "tel:+4315550143", STM_PHONE_PART},
        {"+41 44 555 01 43", "tel:+41445550143", STM_PHONE_GOOD},
        /* France, Italy, Spain */
        {"01 99 00 12 34", "tel:0199001234", STM_PHONE_GOOD},
        {"+33 (0)1 99 00 12 34", "tel:+33199001234", STM_PHONE_GOOD},
        {"01.99.00.12.34 poste 5", "tel:0199001234;ext=5", STM_PHONE_GOOD},
        {"+39 06 555 0143 int. 12", "tel:+39065550143;ext=12", STM_PHONE_GOOD},
        {"+34 91 555 01 43", "tel:+34915550143", STM_PHONE_GOOD},
        /* Egypt, Saudi Arabia, Iran, India */
        {"٠١١ ٥٥٥ ٠١٤٢", "tel:0115550142", STM_PHONE_GOOD},
        {"\u200e+٩٦٦ ١١ ٥٥٥ ٠١٤٢", "tel:+966115550142", STM_PHONE_GOOD},
        {"۰۲۱ ۵۵۵۵ ۰۱۴۲", "tel:02155550142", STM_PHONE_GOOD},
        {"+९१ ११ ५५५५ ०१४२", "tel:+911155550142", STM_PHONE_GOOD},
        /* Japan, China */
        {"０３（５５５０）０１１６", "tel:0355500116", STM_PHONE_GOOD},
        {"＋８１－３－５５５０－０１１６", "tel:+81355500116", STM_PHONE_GOOD},
        {"010‑5555\u00a00143", "tel:01055550143", STM_PHONE_GOOD},
        {"+81 3 5550 0116、+81 3 5550 0117", NULL, STM_PHONE_WORDS},
        /* anywhere */
        {"112", "tel:112", STM_PHONE_GOOD},
        {"", NULL, STM_PHONE_LENGTH},
    };
    ck_assert_uint_eq(sizeof(rows) / sizeof(rows[0]), 40);
    CHECK_ROWS(rows);
}
END_TEST

START_TEST(what_cannot_be_one_number_is_none)
{
    static const row_t rows[] = {
        {"12", NULL, STM_PHONE_LENGTH},
        {"+", NULL, STM_PHONE_LENGTH},
        {"123456789012345", "tel:123456789012345", STM_PHONE_GOOD},
        {"1234567890123456", NULL, STM_PHONE_LENGTH},
        {"+1 202 555 0143 +1 202 555 0144", NULL, STM_PHONE_TWO},
        {"555 0143, 555 0144", NULL, STM_PHONE_TWO},
        {"++49 30 23125", NULL, STM_PHONE_WORDS},
        {"+1 202 555 0143 ext.", NULL, STM_PHONE_WORDS},
        {"+1 202 555 0143 ext. 12 or 13", NULL, STM_PHONE_WORDS},
        {"ext. 12", NULL, STM_PHONE_LENGTH},
        {"+49 30 23125 (0)", "tel:+4930231250", STM_PHONE_GOOD},
        {"Press office", NULL, STM_PHONE_WORDS},
        {"*31#", NULL, STM_PHONE_WORDS},
        {"123456/7890", "tel:1234567890", STM_PHONE_GOOD},
        {"1234567/890", NULL, STM_PHONE_TWO},
    };
    CHECK_ROWS(rows);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, forty_fields);
    tcase_add_test(all, what_cannot_be_one_number_is_none);
}

UNIT_MAIN("stm_phone")
