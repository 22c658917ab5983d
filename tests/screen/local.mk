# Scripts on a screen without a terminal; then the program in a terminal.
check_PROGRAMS += tests/screen/scripts
TESTS += tests/screen/scripts
tests_screen_scripts_CFLAGS = $(AM_CFLAGS) $(TUI_CFLAGS)
tests_screen_scripts_LDADD = $(tui_libs)

check_PROGRAMS += tests/screen/pty
TESTS += tests/screen/pty
tests_screen_pty_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_screen_pty_LDADD = $(base_libs) -lvterm -lutil

EXTRA_DIST += \
	tests/screen/ascii.script \
	tests/screen/asof.script \
	tests/screen/assets.script \
	tests/screen/assets_wide.script \
	tests/screen/bulk.script \
	tests/screen/checks.script \
	tests/screen/checks_wide.script \
	tests/screen/conflict.script \
	tests/screen/coverage.script \
	tests/screen/custom.script \
	tests/screen/diagram.script \
	tests/screen/diagram_wide.script \
	tests/screen/diagrams.script \
	tests/screen/discovery.script \
	tests/screen/discovery_wide.script \
	tests/screen/editor.script \
	tests/screen/empty.script \
	tests/screen/expected \
	tests/screen/form.script \
	tests/screen/form_new.script \
	tests/screen/hand_over.script \
	tests/screen/help.script \
	tests/screen/history.script \
	tests/screen/history_filter.script \
	tests/screen/home.script \
	tests/screen/home_wide.script \
	tests/screen/import.script \
	tests/screen/import_en.script \
	tests/screen/import_ro.script \
	tests/screen/live.script \
	tests/screen/proposals.script \
	tests/screen/proposals_wide.script \
	tests/screen/note.script \
	tests/screen/random.script \
	tests/screen/random_ro.script \
	tests/screen/random_viewer.script \
	tests/screen/readonly.script \
	tests/screen/relations.script \
	tests/screen/replace.script \
	tests/screen/retire.script \
	tests/screen/review.script \
	tests/screen/search.script \
	tests/screen/small.script \
	tests/screen/viewer.script \
	tests/screen/views.script
