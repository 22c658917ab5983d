# Scripts on a screen without a terminal; then the program in a terminal.
check_PROGRAMS += tests/screen/scripts
TESTS += tests/screen/scripts
tests_screen_scripts_CFLAGS = $(AM_CFLAGS) $(TUI_CFLAGS)
tests_screen_scripts_LDADD = $(tui_libs)
EXTRA_DIST += tests/screen/expected
