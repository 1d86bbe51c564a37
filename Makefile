# mod_statement: `make help` lists the targets.

CC       ?= cc
APXS     ?= apxs
PKG_CONFIG ?= pkg-config
BUILD    := build
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
CFLAGS   ?= -O2 -g
STM_CFLAGS := -std=gnu11 -fPIC -fvisibility=hidden $(WARNINGS) $(CFLAGS)

prefix         ?= /usr
datadir        ?= $(prefix)/share/mod_statement
STYLESHEET_DIR ?= $(datadir)/xslt

LIBRARIES := libxml-2.0 libxslt libexslt icu-i18n icu-uc sqlite3 apr-1 apr-util-1
CORE_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(LIBRARIES))
CORE_LIBS   = $(shell $(PKG_CONFIG) --libs $(LIBRARIES)) -lm
HTTPD_CFLAGS = -I$(shell $(APXS) -q INCLUDEDIR) $(CORE_CFLAGS)

CORE_SOURCES    := $(wildcard mod_statement/core/*.c)
HTTPD_SOURCES   := $(wildcard mod_statement/httpd/*.c)
COMMAND_SOURCES := $(wildcard mod_statement/command/*.c)
UNIT_SOURCES    := $(wildcard tests/unit/test_*.c)
object = $(patsubst %.c,$(BUILD)/%.o,$(1))

CORE    := $(BUILD)/libstatement_core.a
MODULE  := $(BUILD)/mod_statement.so
COMMAND := $(BUILD)/statement
UNITS   := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SOURCES))

.PHONY: all unit clean
all: $(MODULE) $(COMMAND)

$(BUILD)/mod_statement/core/%.o: mod_statement/core/%.c
	@mkdir -p $(@D)
	$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/mod_statement/httpd/%.o: mod_statement/httpd/%.c
	@mkdir -p $(@D)
	$(CC) $(STM_CFLAGS) $(HTTPD_CFLAGS) -Imod_statement/core -DSTM_STYLESHEET_DIR='"$(STYLESHEET_DIR)"' -MMD -MP -c -o $@ $<

$(BUILD)/mod_statement/command/%.o: mod_statement/command/%.c
	@mkdir -p $(@D)
	$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -Imod_statement/core -DSTM_STYLESHEET_DIR='"$(STYLESHEET_DIR)"' -MMD -MP -c -o $@ $<

$(CORE): $(call object,$(CORE_SOURCES))
	@rm -f $@
	$(AR) rcs $@ $^

$(MODULE): $(call object,$(HTTPD_SOURCES)) $(CORE)
	$(CC) -shared $(LDFLAGS) -o $@ $(call object,$(HTTPD_SOURCES)) $(CORE) $(CORE_LIBS)

$(COMMAND): $(call object,$(COMMAND_SOURCES)) $(CORE)
	$(CC) $(LDFLAGS) -o $@ $(call object,$(COMMAND_SOURCES)) $(CORE) $(CORE_LIBS)

$(BUILD)/tests/unit/test_%: tests/unit/test_%.c tests/unit/unit.h $(CORE)
	@mkdir -p $(@D)
	$(CC) $(STM_CFLAGS) $(CORE_CFLAGS) -Imod_statement/core -DSOURCE_DIR='"$(CURDIR)"' $(shell $(PKG_CONFIG) --cflags check) $(LDFLAGS) -o $@ $< $(CORE) $(CORE_LIBS) $(shell $(PKG_CONFIG) --libs check)

unit: $(UNITS)
	@for unit in $(UNITS); do $$unit || exit 1; done

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
