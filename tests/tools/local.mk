# Diagrams made by hand, and a program that writes them as files to look at.
tests_sample = tests/tools/sample.c tests/tools/sample.h
check_PROGRAMS += tests/tools/draw_sample
tests_tools_draw_sample_SOURCES = tests/tools/draw_sample.c $(tests_sample)
tests_tools_draw_sample_CFLAGS = $(AM_CFLAGS)
tests_tools_draw_sample_LDADD = $(render_libs)

check_PROGRAMS += tests/unit/test_draw
TESTS += tests/unit/test_draw
tests_unit_test_draw_SOURCES = tests/unit/test_draw.c $(tests_sample)
tests_unit_test_draw_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_draw_LDADD = $(render_libs) -lcmocka

dist_check_SCRIPTS += tests/cli/draw.sh
TESTS += tests/cli/draw.sh
