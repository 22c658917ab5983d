# A fuzz target NAME is tests/fuzz/fuzz_NAME.c with its corpus in
# tests/corpus/NAME/.  Ordinary builds replay the corpus in `make check`;
# with --enable-fuzzing the programs are libFuzzer's (run them by hand).
EXTRA_DIST += tests/corpus
EXTRA_DIST += tests/fuzz/replay.c
if FUZZING
fuzz_main =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
else
fuzz_main = tests/fuzz/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
TESTS += $(fuzz_targets)
endif

fuzz_targets = \
	tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_jdate \
	tests/fuzz/fuzz_query
check_PROGRAMS += $(fuzz_targets)

tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c $(fuzz_main)
tests_fuzz_fuzz_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csv_LDADD = $(model_libs)

tests_fuzz_fuzz_jdate_SOURCES = tests/fuzz/fuzz_jdate.c $(fuzz_main)
tests_fuzz_fuzz_jdate_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_jdate_LDADD = $(model_libs)

tests_fuzz_fuzz_query_SOURCES = tests/fuzz/fuzz_query.c $(fuzz_main)
tests_fuzz_fuzz_query_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_query_LDADD = $(model_libs)
