# mod_statement: `make help` lists the targets.

CC         ?= cc
APXS       ?= apxs
PKG_CONFIG ?= pkg-config
INSTALL    ?= install
BUILD      ?= build
WARNINGS   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
CFLAGS     ?= -O2 -g
STM_CFLAGS = -std=gnu11 -fPIC -fvisibility=hidden $(WARNINGS) $(CFLAGS)

# Where `make install` puts things. Programs built here find their stylesheets in this folder and
# keep their state below ServerRoot; those that are installed, in datadir and statedir.
prefix         ?= /usr
bindir         ?= $(prefix)/bin
datadir        ?= $(prefix)/share/mod_statement
mandir         ?= $(prefix)/share/man
bashdir        ?= $(prefix)/share/bash-completion/completions
zshdir         ?= $(prefix)/share/zsh/$(if $(filter /usr,$(prefix)),vendor-completions,site-functions)
statedir       ?= $(if $(filter /usr,$(prefix)),/var/lib/apache2/statement,statement-state)
STATE_PATH      = $(if $(filter /%,$(statedir)),$(statedir),$(HTTPD_PREFIX)/$(statedir))
STYLESHEET_DIR ?= $(CURDIR)/xslt
STATE_DIR      ?= statement-state

# Packages may still be missing while this file is read: nothing below runs a program before a
# recipe needs it, and then once.
once = $(eval $(1) := $(2))$($(1))
LIBRARIES    := libxml-2.0 libxslt libexslt icu-i18n icu-uc sqlite3 apr-1 apr-util-1 zlib libcrypto
BROTLI       = $(call once,BROTLI,$(shell $(PKG_CONFIG) --exists libbrotlienc && echo libbrotlienc))
CORE_CFLAGS  = $(call once,CORE_CFLAGS,$(shell $(PKG_CONFIG) --cflags $(LIBRARIES) $(BROTLI)) $(if $(BROTLI),-DSTM_BROTLI))
CORE_LIBS    = $(call once,CORE_LIBS,$(shell $(PKG_CONFIG) --libs $(LIBRARIES) $(BROTLI)) -lstemmer -lm $(ATOMIC_LIBS))
# Some processors of 32 bits have no instruction for 64 at once, and a library for it.
ATOMIC_LIBS  = $(call once,ATOMIC_LIBS,$(shell echo 'long long a; int main(void) { return (int)__atomic_fetch_add(&a, 1, 5); }' | \
    $(CC) -x c - -o /dev/null 2>/dev/null || echo -latomic))
# APR_OFFSETOF() is offsetof() where that is known before APR's headers, and undefined behaviour otherwise.
HTTPD_CFLAGS = $(call once,HTTPD_CFLAGS,-include stddef.h -I$(shell $(APXS) -q INCLUDEDIR) $(CORE_CFLAGS))
CHECK_CFLAGS = $(call once,CHECK_CFLAGS,$(shell $(PKG_CONFIG) --cflags check))
CHECK_LIBS   = $(call once,CHECK_LIBS,$(shell $(PKG_CONFIG) --libs check))
MODULES_DIR  = $(call once,MODULES_DIR,$(shell $(APXS) -q LIBEXECDIR))
HTTPD_CONF   = $(call once,HTTPD_CONF,$(shell $(APXS) -q SYSCONFDIR))
HTTPD_PREFIX = $(call once,HTTPD_PREFIX,$(shell $(APXS) -q PREFIX))

INSTALL_PATHS = DESTDIR="$(DESTDIR)" INSTALL="$(INSTALL)" modules="$(MODULES_DIR)" \
    conf="$(HTTPD_CONF)" bindir="$(bindir)" datadir="$(datadir)" statedir="$(STATE_PATH)" \
    mandir="$(mandir)" bashdir="$(bashdir)" zshdir="$(zshdir)"

# The one that has the modules of the system's packages, whatever else is in the path.
PYTHON := /usr/bin/python3

CORE_SOURCES    := $(wildcard mod_statement/core/*/*.c)
HTTPD_SOURCES   := $(wildcard mod_statement/httpd/*/*.c)
COMMAND_SOURCES := $(wildcard mod_statement/command/*.c)
UNIT_SOURCES    := $(wildcard tests/unit/*/test_*.c)
# V=1 shows the whole commands; without -j, as many jobs run as there are processors.
Q       := $(if $(V),,@)
SUBMAKE = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc || echo 1))
object = $(patsubst %.c,$(BUILD)/%.o,$(1))

CORE    := $(BUILD)/libstatement_core.a
MODULE  := $(BUILD)/mod_statement.so
COMMAND := $(BUILD)/statement
BENCH_INTAKE  := $(BUILD)/tests/bench/intake
BENCH_MODULES := $(patsubst tests/bench/%.c,$(BUILD)/tests/bench/%.so,$(wildcard tests/bench/mod_*.c))
PAGES   := build/pages/node_modules/.package-lock.json
UNITS   := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SOURCES))

.PHONY: all help build units unit run test docs bench bench-modules soak corpus saves lint check-memory check-pools check-threads install uninstall deb print-flags clean
.DEFAULT_GOAL := all

all: ## build the module and the command
	@tests/packages.sh build
	+@$(SUBMAKE) build

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
	    awk -F'\t' '{ printf "make %-13s %s\n", $$1, $$2 }'

# What is wrong with the variables of `make run`, before anything is built: make says it in one line.
RUN_REFUSAL = $(shell PORT="$(PORT)" MPM="$(MPM)" SITE="$(SITE)" conf/run-newsroom.sh --check 2>&1)

run: ## serve a newsroom until Ctrl-C (PORT=n, SITE=folder, MPM=event|worker|prefork)
	@$(if $(RUN_REFUSAL),$(error $(RUN_REFUSAL)))
	@tests/packages.sh run
	+@$(SUBMAKE) build
	@conf/run-newsroom.sh

test: ## run every test (ALL=1: all of them under event and prefork)
	@tests/packages.sh test
	@tests/caches.sh $(BUILD)/caches
	+@$(SUBMAKE) build units replays $(FAULTS) $(PAGES)
	@$(PYTHON) tests/run.py $(if $(ALL),--all)

docs: ## write the pages of docs/ that are made from the code and from conf/
	@$(PYTHON) docs/tools/generate.py

bench: ## measure beside the peers (ROUNDS=n, SECONDS=n, ONLY=words, STRICT=1)
	@tests/packages.sh bench
	+@$(SUBMAKE) build bench-modules
	@tests/bench/peers.sh $(BUILD)/bench/peers
	@$(PYTHON) tests/bench/bench.py $(if $(ROUNDS),--rounds=$(ROUNDS)) $(if $(STRICT),--strict) \
	    $(if $(SECONDS),--seconds=$(SECONDS)) $(if $(ONLY),--only=$(ONLY))

soak: ## mixed load, edits and faults against a model (HOURS=n, RATE=n, MPM=event|worker|prefork|all)
	@tests/packages.sh test
	+@$(SUBMAKE) build
	@failed=0; for mpm in $(if $(filter all,$(MPM)),event worker prefork,$(or $(MPM),event)); do \
	    $(PYTHON) tests/soak/soak.py --mpm=$$mpm $(if $(HOURS),--hours=$(HOURS)) \
	        $(if $(RATE),--rate=$(RATE)) || failed=1; done; exit $$failed

.PHONY: conformance faults fuzz
fuzz: ## search for inputs that break a parser or a promise (ONLY=target, MINUTES=n, RUNS=n)
	@tests/packages.sh fuzz
	+@$(SUBMAKE) BUILD=build/fuzz CC=clang LDFLAGS="$(SANITIZE)" \
	    CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link $(SANITIZE)" fuzzers
	@BUILD=build/fuzz tests/fuzz/fuzz.sh $(or $(ONLY),$(FUZZ_TARGETS))

faults: ## fail the n-th call of each kind, kill the server at random points (ONLY=kind, KILLS=n)
	@tests/packages.sh test
	+@$(SUBMAKE) build $(FAULTS)
	@$(FAULTS) $(if $(ONLY),--only=$(ONLY))
	@$(PYTHON) tests/faults/server.py $(if $(ONLY),--only=$(ONLY))
	@$(PYTHON) tests/faults/kill.py $(if $(KILLS),--rounds=$(KILLS))

conformance: ## drop what the W3C's XML conformance suite calls not well-formed into a newsroom
	@tests/packages.sh test
	@tests/conformance/suite.sh $(BUILD)/conformance
	+@$(SUBMAKE) build
	@$(PYTHON) tests/conformance/conformance.py $(BUILD)/conformance

saves: ## saves by rsync, sftp, git, WebDAV and Syncthing while readers read (SAVES=n, ONLY=tools)
	@tests/packages.sh test
	+@$(SUBMAKE) build
	@$(PYTHON) tests/soak/saves.py $(if $(SAVES),--saves=$(SAVES)) $(if $(ONLY),--only=$(ONLY)) \
	    $(if $(MPM),--mpm=$(MPM))

corpus: ## bring real documents with stylesheets of their own, and make their pages (DIR=folder, BROWSER=1)
	@$(if $(DIR),,$(error Say where to: make corpus DIR=folder))
	@tests/packages.sh $(if $(BROWSER),test,build)
	+@$(SUBMAKE) build
	$(if $(BROWSER),+@$(SUBMAKE) $(PAGES))
	@BUILD=$(BUILD) tests/any_xml/corpus.sh "$(DIR)"; status=$$?; \
	$(if $(BROWSER),BUILD=$(BUILD) $(PYTHON) tests/any_xml/compare.py "$(DIR)" || status=1;) exit $$status

lint: ## check format, analyzers, scripts and guards
	@tests/packages.sh lint
	@tests/lint.sh

check-memory: ## the tests again under AddressSanitizer and UndefinedBehaviorSanitizer
	@tests/packages.sh test
	@tests/caches.sh $(BUILD)/caches
	+@$(SUBMAKE) BUILD=build/asan LDFLAGS="$(SANITIZE)" \
	    CFLAGS="-O1 -g -fno-omit-frame-pointer $(SANITIZE)" build units replays $(FAULTS) $(PAGES)
	@BUILD=build/asan $(PYTHON) tests/run.py $(if $(ALL),--all)

check-pools: ## the HTTP tests with AddressSanitizer and an APR that shows it each allocation from pools
	@tests/packages.sh test
	@tests/caches.sh $(BUILD)/caches
	@tests/apr_debug.sh build/pools/apr-debug
	+@$(SUBMAKE) BUILD=build/pools LDFLAGS="$(SANITIZE)" \
	    CFLAGS="-O1 -g -fno-omit-frame-pointer $(SANITIZE)" build
	@BUILD=build/pools $(PYTHON) -m pytest -q -p no:cacheprovider tests/http --server-only --mpm=event

check-threads: ## readers, edits and the HTTP tests under ThreadSanitizer
	@tests/packages.sh test
	@tests/packages.sh bench
	@tests/caches.sh $(BUILD)/caches
	+@$(SUBMAKE) BUILD=build/tsan LDFLAGS=-fsanitize=thread \
	    CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=thread" build \
	    build/tsan/tests/http/atomics.so
	@BUILD=build/tsan $(PYTHON) tests/bench/check_threads.py
	@BUILD=build/tsan $(PYTHON) -m pytest -q -p no:cacheprovider tests/http \
	    --server-only --mpm=event

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined

build: $(MODULE) $(COMMAND)
	@:
units: $(UNITS)

unit: units ## build and run the unit tests only
	+@$(SUBMAKE) --output-sync $(UNITS:%=%.run)

.PHONY: $(UNITS:%=%.run)
$(UNITS:%=%.run): %.run: %
	@$<

$(BUILD)/mod_statement/core/%.o: mod_statement/core/%.c
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -Imod_statement -MMD -MP -c -o $@ $<

$(BUILD)/mod_statement/httpd/%.o: mod_statement/httpd/%.c
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) $(HTTPD_CFLAGS) -Imod_statement \
	    -DSTM_STYLESHEET_DIR='"$(STYLESHEET_DIR)"' -DSTM_STATE_DIR='"$(STATE_DIR)"' \
	    -MMD -MP -c -o $@ $<

$(BUILD)/mod_statement/command/%.o: mod_statement/command/%.c
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -Imod_statement \
	    -DSTM_STYLESHEET_DIR='"$(STYLESHEET_DIR)"' -DSTM_STATE_DIR='"$(STATE_DIR)"' \
    -MMD -MP -c -o $@ $<

$(CORE): $(call object,$(CORE_SOURCES))
	@rm -f $@
	$(Q)$(AR) qcs $@ $^

# Stays mapped once loaded: at a child's end threads may still be in it, or in the libraries below.
$(MODULE): $(call object,$(HTTPD_SOURCES)) $(CORE)
	@echo link $@
	$(Q)$(CC) -shared -Wl,-z,nodelete $(LDFLAGS) -o $@ $(call object,$(HTTPD_SOURCES)) $(CORE) $(CORE_LIBS)

$(COMMAND): $(call object,$(COMMAND_SOURCES)) $(CORE)
	@echo link $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $(call object,$(COMMAND_SOURCES)) $(CORE) $(CORE_LIBS)

# Of httpd/ what needs no server: each test is linked with the object it tests, and has stubs of its
# own for whatever else that calls.
HTTPD_UNITS := $(filter $(addprefix $(BUILD)/tests/unit/,access/% notify/% page_cache/%),$(UNITS))
$(foreach unit,$(HTTPD_UNITS),$(eval \
    $(unit): $(subst /tests/unit/,/mod_statement/httpd/,$(subst /test_,/,$(unit))).o))
$(HTTPD_UNITS): UNIT_CFLAGS = $(HTTPD_CFLAGS)

$(UNITS): $(BUILD)/%: %.c tests/unit/unit.h $(CORE)
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) $(UNIT_CFLAGS) -Imod_statement -Itests \
	    -DSOURCE_DIR='"$(CURDIR)"' $(CHECK_CFLAGS) $(LDFLAGS) -MMD -MP -MF $@.d -o $@ \
	    $< $(filter %.o,$^) $(CORE) $(CORE_LIBS) $(CHECK_LIBS)

bench-modules: $(BENCH_MODULES) $(BENCH_INTAKE)

$(BENCH_INTAKE): tests/bench/intake.c $(CORE)
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -Imod_statement -DSOURCE_DIR='"$(CURDIR)"' \
	    $(LDFLAGS) -MMD -MP -MF $@.d -o $@ $< $(CORE) $(CORE_LIBS)

$(BUILD)/tests/%.so: tests/%.c
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) -fvisibility=default $(HTTPD_CFLAGS) -shared -MMD -MP -MF $@.d -o $@ $< $(CORE_LIBS)

# A fuzz target with a driver that runs its corpus; `make fuzz` links the same with libFuzzer instead.
FUZZ_TARGETS := $(patsubst tests/fuzz/target_%.c,%,$(wildcard tests/fuzz/target_*.c))
FUZZ_SHARED  := $(addprefix $(BUILD)/tests/fuzz/,fuzz.o checks.o json.o statement.o)
FUZZ_OBJECTS := $(FUZZ_SHARED) $(filter-out %/statement.o,$(call object,$(COMMAND_SOURCES))) $(CORE)
REPLAYS      := $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/replay_%)
FUZZERS      := $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/fuzz_%)

$(BUILD)/tests/fuzz/%.o: tests/fuzz/%.c
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -Imod_statement -Itests -DSOURCE_DIR='"$(CURDIR)"' -MMD -MP -c -o $@ $<

$(REPLAYS): $(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/target_%.o $(BUILD)/tests/fuzz/replay.o $(FUZZ_OBJECTS)
	@echo link $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)

$(FUZZERS): $(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/target_%.o $(BUILD)/tests/fuzz/mutator.o $(FUZZ_OBJECTS)
	@echo link $@
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(CORE_LIBS)

.PHONY: replays fuzzers
.SECONDARY: $(FUZZ_SHARED) $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/target_%.o) $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/mutator.o
replays: $(REPLAYS)
fuzzers: $(FUZZERS)

# Before libc and SQLite for all libraries of the process: its symbols are exported.
FAULTS := $(BUILD)/tests/faults/faults
$(FAULTS): tests/faults/faults.c tests/faults/shim.c tests/faults/shim.h $(CORE)
	@mkdir -p $(@D)
	@echo compile $<
	$(Q)$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -Imod_statement -Itests -DSOURCE_DIR='"$(CURDIR)"' \
	    $(LDFLAGS) -rdynamic -o $@ $(filter %.c,$^) $(CORE) $(CORE_LIBS) -ldl

# What the page tests need from npm's registry; nothing of it runs while it is installed.
$(PAGES): tests/pages/package.json tests/pages/package-lock.json
	@mkdir -p build/pages
	@echo install $<
	@cp $^ build/pages/
	$(Q)cd build/pages && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# What gets installed is built apart, because it knows another stylesheet directory.
install: ## install into the system's httpd (DESTDIR, APXS, prefix)
	@tests/packages.sh build
	+@$(SUBMAKE) BUILD=build/install STYLESHEET_DIR=$(datadir)/xslt STATE_DIR=$(statedir) put; \
	    status=$$?; $(GIVE_BACK); exit $$status

# After `sudo make install` the owner of the sources can still build below build/.
GIVE_BACK = [ "$$(id -u)" != 0 ] || chown -R "$$(stat -c %u:%g .)" build

# A make of its own, since make expands a whole recipe before it runs the first line: apxs may only
# have come with that.
.PHONY: put
put: build
	@BUILD="$(BUILD)" $(INSTALL_PATHS) conf/install.sh

uninstall: ## remove what `make install` put there
	@$(INSTALL_PATHS) conf/uninstall.sh

deb: ## build packages for this Debian or Ubuntu into build/deb
	@tests/packages.sh deb
	@packaging/deb.sh
	@lintian --allow-root --fail-on error,warning build/deb/*.changes

# For programs that read the sources without building them.
print-flags:
	@echo $(STM_CFLAGS) $(HTTPD_CFLAGS) $(CHECK_CFLAGS) -I$(CURDIR)/mod_statement -I$(CURDIR)/tests \
	    -DSOURCE_DIR='"$(CURDIR)"' -DSTM_STYLESHEET_DIR='"$(STYLESHEET_DIR)"' \
	    -DSTM_STATE_DIR='"$(STATE_DIR)"'

clean: ## remove what the build made
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
