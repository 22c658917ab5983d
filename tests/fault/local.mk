# What files, signals, other processes and full disks may do to a register.
fault_place = tests/fault/place.c tests/fault/place.h
fault_tests = \
	tests/fault/test_commit_kill \
	tests/fault/test_store_disk \
	tests/fault/test_store_files \
	tests/fault/test_store_kill \
	tests/fault/test_store_lock \
	tests/fault/test_store_power
check_PROGRAMS += $(fault_tests)
TESTS += $(fault_tests)

tests_fault_test_commit_kill_SOURCES = tests/fault/test_commit_kill.c \
	tests/unit/world.c tests/unit/world.h
tests_fault_test_commit_kill_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_fault_test_commit_kill_LDADD = $(model_libs) -lcmocka

tests_fault_test_store_disk_SOURCES = tests/fault/test_store_disk.c \
	$(fault_place)
tests_fault_test_store_disk_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_fault_test_store_disk_LDADD = $(model_libs) -lcmocka

tests_fault_test_store_files_SOURCES = tests/fault/test_store_files.c \
	$(fault_place)
tests_fault_test_store_files_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_fault_test_store_files_LDADD = $(model_libs) -lcmocka

tests_fault_test_store_kill_SOURCES = tests/fault/test_store_kill.c \
	$(fault_place)
tests_fault_test_store_kill_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_fault_test_store_kill_LDADD = $(model_libs) -lcmocka

tests_fault_test_store_lock_SOURCES = tests/fault/test_store_lock.c \
	$(fault_place)
tests_fault_test_store_lock_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_fault_test_store_lock_LDADD = $(model_libs) -lcmocka

tests_fault_test_store_power_SOURCES = tests/fault/test_store_power.c \
	$(fault_place)
tests_fault_test_store_power_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_fault_test_store_power_LDADD = $(model_libs) -lcmocka
