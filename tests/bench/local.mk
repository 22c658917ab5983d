# make bench: never part of check, for it asserts nothing.
bench_programs = tests/bench/floor tests/bench/fill tests/bench/browse \
	tests/bench/together tests/bench/watch
EXTRA_PROGRAMS += $(bench_programs)
EXTRA_DIST += tests/bench/bench.sh
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_LDADD = $(model_libs)
tests_bench_fill_SOURCES = tests/bench/fill.c
tests_bench_fill_LDADD = $(model_libs)
tests_bench_browse_SOURCES = tests/bench/browse.c
tests_bench_browse_LDADD = $(model_libs)
tests_bench_together_SOURCES = tests/bench/together.c
tests_bench_together_LDADD = $(model_libs)
tests_bench_watch_SOURCES = tests/bench/watch.c
tests_bench_watch_LDADD = -lutil

bench: daicho $(bench_programs)
	$(AM_TESTS_ENVIRONMENT) $(SHELL) $(top_srcdir)/tests/bench/bench.sh
.PHONY: bench
