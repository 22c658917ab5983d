# All tests speak TAP; tests/tap-run mends what cmocka prints for a skip.
TEST_EXTENSIONS = .sh
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/tap-run
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
# What repetition or chance finds, the plain build finds faster: with the
# sanitizers, tests that read this repeat less.
if SANITIZERS
sanitized = SANITIZED=yes; export SANITIZED;
endif
AM_TESTS_ENVIRONMENT = $(sanitized) \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	SHARED='$(abs_top_srcdir)/../shared'; export SHARED; \
	DAICHO_SHARE='$(abs_top_srcdir)/share'; export DAICHO_SHARE; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; \
	export LSAN_OPTIONS; \
	LC_ALL=C.UTF-8; export LC_ALL; TZ=Asia/Tokyo; export TZ;

EXTRA_DIST += tests/tap-run tests/lsan.supp

include tests/tools/local.mk
include tests/unit/local.mk
include tests/screen/local.mk
include tests/cli/local.mk
include tests/fuzz/local.mk
include tests/fault/local.mk
include tests/bench/local.mk

# Campaigns of hours: kills, power cuts, and with --enable-fuzzing the fuzzers.
LONG_ROUNDS = 10000
LONG_FUZZ_SECONDS = 3600
check-long: check
	$(AM_TESTS_ENVIRONMENT) DAICHO_KILL_ROUNDS=$(LONG_ROUNDS); \
	export DAICHO_KILL_ROUNDS; \
	for t in commit_kill store_kill store_power; do \
	    $(LOG_COMPILER) tests/fault/test_$$t || exit 1; \
	done
	$(AM_TESTS_ENVIRONMENT) DAICHO_PROPERTY_ROUNDS=$(LONG_ROUNDS); \
	export DAICHO_PROPERTY_ROUNDS; \
	$(LOG_COMPILER) tests/unit/test_verb_random
if FUZZING
	for t in $(fuzz_targets); do \
	    found=$$(mktemp -d) && \
	    ./$$t -max_total_time=$(LONG_FUZZ_SECONDS) $$found \
	    $(top_srcdir)/tests/corpus/$${t##*/fuzz_} || exit 1; \
	done
endif
.PHONY: check-long
