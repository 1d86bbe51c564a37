"""The table of refusals where no section says anything of AllowOverride, not even that for "/"."""

import pytest

import newsroom
import test_refusals_table as table
from test_refusals_table import (test_each_address_of_it_is_refused,
                                 test_no_list_feed_search_count_or_sitemap_shows_it,
                                 test_no_page_of_another_names_it,
                                 test_the_document_itself_is_refused,
                                 test_what_is_not_refused_is_there)

__all__ = ["test_each_address_of_it_is_refused",
           "test_no_list_feed_search_count_or_sitemap_shows_it",
           "test_no_page_of_another_names_it", "test_the_document_itself_is_refused",
           "test_what_is_not_refused_is_there"]


class Unset(newsroom.Server):
    def preamble(self):
        return super().preamble().replace("AllowOverride None\n", "")


@pytest.fixture(scope="module", name="server")
def server_without_overrides(mpm):
    one = Unset(mpm, table.CONFIG, table.MORE_MODULES)
    try:
        table.prepare(one)
        one.start()
        yield one
    finally:
        one.stop()
