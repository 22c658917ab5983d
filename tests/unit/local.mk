# A unit test is linked with its own layer and what lies below, nothing more.
unit_base = tests/unit/test_base
check_PROGRAMS += $(unit_base)
TESTS += $(unit_base)
tests_unit_test_base_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_base_LDADD = $(base_libs) -lcmocka

check_PROGRAMS += tests/unit/test_worker
TESTS += tests/unit/test_worker
tests_unit_test_worker_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_worker_LDADD = $(base_libs) -lcmocka

check_PROGRAMS += tests/unit/test_record
TESTS += tests/unit/test_record
tests_unit_test_record_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_record_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_query
TESTS += tests/unit/test_query
tests_unit_test_query_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_query_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_csv
TESTS += tests/unit/test_csv
tests_unit_test_csv_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_csv_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/store_contract
TESTS += tests/unit/store_contract
tests_unit_store_contract_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_store_contract_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_register
TESTS += tests/unit/test_register
tests_unit_test_register_SOURCES = tests/unit/test_register.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_register_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_register_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_importers
TESTS += tests/unit/test_importers
tests_unit_test_importers_SOURCES = tests/unit/test_importers.c \
	tests/unit/seen.c tests/unit/seen.h
tests_unit_test_importers_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_importers_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_nmap
TESTS += tests/unit/test_nmap
tests_unit_test_nmap_SOURCES = tests/unit/test_nmap.c \
	tests/unit/seen.c tests/unit/seen.h
tests_unit_test_nmap_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_nmap_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_scan
TESTS += tests/unit/test_scan
tests_unit_test_scan_SOURCES = tests/unit/test_scan.c \
	tests/unit/seen.c tests/unit/seen.h
tests_unit_test_scan_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_scan_LDADD = $(model_libs) -lcmocka
