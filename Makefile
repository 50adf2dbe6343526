# tutti: a mailing list made of small programs.
#
#	make            build everything into build/
#	make check      set up what is missing, build, run all tests
#	make demo       a list in a scratch folder, a post, what the members got; no mail server needed
#	make install    into PREFIX (default /usr/local/tutti); DESTDIR is honoured
#	make bench      speed and memory, as ratios; make sweep: faults at every system call; make fuzz
#
# O=DIR builds elsewhere (sanitizers, another compiler); STATIC=1 links statically what can be, not tutti alone, which
# halves the cost of starting a program; RUNNER= links tutti dynamically, where there is no static libc.

PREFIX  = /usr/local/tutti
DESTDIR =
O       = build

CC      = cc
CSTD    = -std=c11 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes \
          -Wundef -Wcast-qual -Wformat=2
CFLAGS  = -O2 -g
HARDEN  = -fstack-protector-strong -D_FORTIFY_SOURCE=2
ALLCFLAGS = $(CSTD) $(WARN) $(HARDEN) -Ilib -MMD -MP -DPREFIX='"$(PREFIX)"' $(CFLAGS)

# One list for all: --as-needed links to a program only what it calls.
LDFLAGS = -Wl,--as-needed -Wl,-z,relro,-z,now
LIBS    = -lcrypto -lexpat -lz

LIB   = $(patsubst lib/%.c,$O/lib/%.o,$(wildcard lib/*.c))
PROGS = $(patsubst cmd/%.c,$O/bin/%,$(wildcard cmd/*.c))
PAGES = $(wildcard man/*.[157])
DEST  = $(DESTDIR)$(PREFIX)
FOLDERS = bin share man/man1 man/man5 man/man7
UNITS = $(patsubst tests/unit/%.c,$O/unit/%,$(wildcard tests/unit/*.c))
TESTS = $(wildcard tests/*.t)

# glibc loads its converters (iconv) and its name services (getaddrinfo, which libcrypto calls too) at run time, so
# the programs that link those stay dynamic.
# So do those that become the list's user, for getpwnam.
DYNAMIC = inject tag-subject munge-from add-list-headers add-footer strip-parts check-post dkim-sign arc-seal \
          verify-auth new-list check-list list-held release discard tidy-list make-digest import-list \
          count-bounce archive ask-moderator hear-moderator list-command dmarc-report dmarc-summary \
          wrap-lines
ifdef STATIC
$(filter-out $(addprefix $O/bin/,tutti $(DYNAMIC)),$(PROGS)): LDFLAGS += -static-pie
endif

# The one that a mail server starts: where memory or descriptors are short, a program that wants libc.so never begins,
# but ends with 127, for which Postfix returns the mail. This one gets to say 75.
RUNNER = -static-pie
$O/bin/tutti: LDFLAGS += $(RUNNER)

all: $(PROGS) $O/share/texts

# Beside the programs, where they look for it.
$O/share/texts: $(wildcard share/texts/*/*)
	@mkdir -p $O/share
	rm -rf $@
	cp -R share/texts $@
	touch $@

$O/bin/%: $O/cmd/%.o $O/libtutti.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $O/libtutti.a $(LIBS)

$O/unit/%: $O/tests/unit/%.o $O/libtutti.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $O/libtutti.a $(LIBS)

$O/libtutti.a: $(LIB)
	rm -f $@
	$(AR) rcs $@ $(LIB)

$O/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALLCFLAGS) -c -o $@ $<

# Another PREFIX than last time: what has it inside is made again.
$(patsubst %.c,$O/%.o,$(shell grep -lw PREFIX lib/*.c cmd/*.c)): $O/prefix
$O/prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' >$@
FORCE:

units: $(UNITS)

# Everything the build and the tests need from Debian, installed when it is missing.
setup-%:
	@tests/setup $*

# A second make, since the first one may have read the tree before the compiler was there.
check: setup-check
	$(MAKE) O=$O all units
	TUTTI_BUILD=$(abspath $O) prove -j2 -e '' $(TESTS) $(UNITS)

demo: setup-demo
	$(MAKE) -s O=$O all
	TUTTI_BUILD=$(abspath $O) tests/demo

bench: setup-check
	$(MAKE) O=$O all
	TUTTI_BUILD=$(abspath $O) tests/bench/run

sweep: setup-check
	$(MAKE) O=$O all
	TUTTI_BUILD=$(abspath $O) tests/sweep/run

fuzz: setup-check
	tests/fuzz/run

install: all
	mkdir -p $(addprefix $(DEST)/,$(FOLDERS)) $(DEST)/share/dot-qmail-examples
	install -m 755 $(PROGS) $(DEST)/bin
	for p in $(notdir $(PAGES)); do install -m 644 man/$$p $(DEST)/man/man$${p##*.} || exit 1; done
	cp -R dot-qmail-examples/. $(DEST)/share/dot-qmail-examples
	mkdir -p $(DEST)/share/texts
	cp -R share/texts/. $(DEST)/share/texts
	chmod -R a+rX $(DEST)/share/texts
	install -m 644 README INSTALL share/dmarc-summary.png $(DEST)/share

# What install has put there, by name, since PREFIX may be /usr/local.
uninstall:
	rm -f $(addprefix $(DEST)/bin/,$(notdir $(PROGS))) $(DEST)/share/README $(DEST)/share/INSTALL $(DEST)/share/dmarc-summary.png
	for p in $(notdir $(PAGES)); do rm -f $(DEST)/man/man$${p##*.}/$$p; done
	rm -rf $(DEST)/share/dot-qmail-examples $(DEST)/share/texts
	-rmdir --ignore-fail-on-non-empty $(addprefix $(DEST)/,$(FOLDERS)) $(DEST)/man $(DEST)

clean:
	rm -rf $O

.PHONY: FORCE all units check demo bench sweep fuzz install uninstall clean
.PRECIOUS: $O/%.o
.DELETE_ON_ERROR:

-include $(LIB:.o=.d) $(PROGS:$O/bin/%=$O/cmd/%.d) $(UNITS:$O/unit/%=$O/tests/unit/%.d)
