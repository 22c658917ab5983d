# Tests that break things: kills, full disks, failing calls.
check_PROGRAMS += tests/fault/kill_commit
TESTS += tests/fault/kill_commit
tests_fault_kill_commit_SOURCES = tests/fault/kill_commit.c \
	tests/unit/world.c tests/unit/world.h
tests_fault_kill_commit_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_fault_kill_commit_LDADD = $(model_libs) -lcmocka
