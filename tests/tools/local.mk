# Diagrams made by hand, and a program that writes them as files to look at.
tests_sample = tests/tools/sample.c tests/tools/sample.h
check_PROGRAMS += tests/tools/draw_sample
tests_tools_draw_sample_SOURCES = tests/tools/draw_sample.c $(tests_sample)
tests_tools_draw_sample_CFLAGS = $(AM_CFLAGS)
tests_tools_draw_sample_LDADD = $(render_libs)
