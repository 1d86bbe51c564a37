"""Which files of tests run once, under event, because no MPM matters to what they look at.

All others run under event and prefork: what depends on processes and threads, on pools, locks and
waits, on what children share or keep, on the writer, on stops and restarts. Of each handler some of
them stay there: pages (test_pages, test_life), lists and feeds (test_kept_lists, test_archives,
test_feed_moments), search (test_search), sitemaps (test_sitemap), attachments (test_exposure), the
style sheet (test_style), the report (test_report), the status (test_status), previews
(test_preview), coded answers (test_filters), redirects (test_moved, test_life) and refusals
(test_access, test_mention, test_private, test_visibility). A new file belongs to both until it is
named here. `make test ALL=1` runs everything under both.
"""

NO_SERVER = ["command", "fix", "golden", "list", "manual", "metadata", "notify_ways", "outputs",
             "packages", "packaging", "press_pictures", "quotes", "readme", "seed", "transform",
             "voices", "vocabulary", "vocabulary_parts"]

# What pages and feeds hold follows from the document, the stylesheets and the index.
WORDS = ["bounds", "check_agrees", "contacts", "copies", "days", "dead_links", "empty", "events",
         "feeds", "figures", "hostile", "house", "language", "link_hosts", "log", "long_entries",
         "malformed", "media", "modes", "places_on_pages", "points_and_callouts", "readers",
         "search_forty", "search_page", "title_letters", "translations", "withdraw", "words"]

# Which file an address means, what a request gets of it, and its headers.
ADDRESSES = ["addresses", "cache_keys", "conditions", "crawl", "files", "foreign", "freshness",
             "front_controllers", "methods", "names", "negotiation", "normal_forms", "spelling"]

# Other modules in the process; mod_php runs under prefork alone, and mod_http2 under the others.
BESIDE = ["beside", "beside_http2", "beside_php", "beside_php_xml"]

# Tables of what a rule refuses: each row asks the same functions under another configuration.
REFUSALS = ["any_xml_sandbox", "htaccess_format", "inclusion", "internal", "refusals",
            "refusals_alone", "refusals_table", "refusals_unset", "rules", "slips", "spellings",
            "spelt_and_forged", "unread"]

# What happens before there are children: configuration, what root does at a start, and a state
# directory that is damaged, backed up and restored then. Damage while it is in use is in test_state.
STARTS = ["configuration", "directives", "documentation", "hardening", "hosts", "install",
          "neighbours", "root", "state_backup", "state_check", "state_damage", "state_dir",
          "upgrade", "version"]

# What other programs make of answers that are the same under each MPM.
FRONTS = ["editors", "export", "monitoring", "notify_events", "notify_fronts", "origin_down",
          "proxied", "proxies", "resurfacing", "saves", "tutorials"]

ONCE = [f"test_{name}.py" for group in (NO_SERVER, WORDS, ADDRESSES, BESIDE, REFUSALS, STARTS,
                                       FRONTS)
        for name in group]
