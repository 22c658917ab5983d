# make bench: never part of check, for it asserts nothing.
EXTRA_PROGRAMS += tests/bench/floor tests/bench/browse
EXTRA_DIST += tests/bench/bench.sh
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_LDADD = $(model_libs)
tests_bench_browse_SOURCES = tests/bench/browse.c
tests_bench_browse_LDADD = $(model_libs)

bench: daicho tests/bench/floor$(EXEEXT) tests/bench/browse$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) $(SHELL) $(top_srcdir)/tests/bench/bench.sh
.PHONY: bench
EXTRA_PROGRAMS += tests/bench/bench_store
tests_bench_bench_store_SOURCES = tests/bench/bench_store.c
tests_bench_bench_store_LDADD = $(model_libs)
