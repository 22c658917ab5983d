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

check_PROGRAMS += tests/unit/store_contract tests/unit/store_queries
TESTS += tests/unit/store_contract tests/unit/store_queries
tests_unit_store_contract_SOURCES = tests/unit/store_contract.c \
	tests/unit/store_world.c tests/unit/store_world.h
tests_unit_store_queries_SOURCES = tests/unit/store_queries.c \
	tests/unit/store_world.c tests/unit/store_world.h
tests_unit_store_queries_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_store_queries_LDADD = $(model_libs) -lcmocka
tests_unit_store_contract_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_store_contract_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_canvas tests/unit/test_route
TESTS += tests/unit/test_canvas tests/unit/test_route
tests_unit_test_canvas_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_canvas_LDADD = $(render_libs) -lcmocka
tests_unit_test_route_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_route_LDADD = $(render_libs) -lcmocka

check_PROGRAMS += tests/unit/test_verb_demo
TESTS += tests/unit/test_verb_demo
tests_unit_test_verb_demo_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_verb_demo_LDADD = $(verb_libs) -lcmocka

check_PROGRAMS += tests/unit/test_verb_random
TESTS += tests/unit/test_verb_random
tests_unit_test_verb_random_SOURCES = tests/unit/test_verb_random.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_verb_random_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_verb_random_LDADD = $(verb_libs) -lcmocka

check_PROGRAMS += tests/unit/test_demo_time
TESTS += tests/unit/test_demo_time
tests_unit_test_demo_time_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_demo_time_LDADD = $(verb_libs) -lcmocka

check_PROGRAMS += tests/unit/test_sortkey
TESTS += tests/unit/test_sortkey
tests_unit_test_sortkey_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_sortkey_LDADD = $(model_libs) -lcmocka

# With the fields of a later version: see tests/unit/later.
check_PROGRAMS += tests/unit/test_migrate
TESTS += tests/unit/test_migrate
EXTRA_DIST += tests/unit/later/model/field.def
tests_unit_test_migrate_SOURCES = tests/unit/test_migrate.c \
	model/choices.c model/field.c model/migrate.c model/record.c \
	model/scheme.c model/value.c \
	model/store/condition.c \
	model/store/files.c model/store/keys.c model/store/lock.c \
	model/store/read.c model/store/rewind.c model/store/rows.c model/store/schema.c \
	model/store/sorter.c \
	model/store/sortkey.c model/store/sql.c model/store/sqlite.c \
	model/store/store.c model/store/tx.c model/store/upkeep.c
tests_unit_test_migrate_CPPFLAGS = -iquote $(top_srcdir)/tests/unit/later \
	$(AM_CPPFLAGS)
tests_unit_test_migrate_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_migrate_LDADD = $(base_libs) $(MODEL_LIBS) -lcmocka

EXTRA_PROGRAMS += tests/tools/make_fixture
tests_tools_make_fixture_SOURCES = tests/tools/make_fixture.c
tests_tools_make_fixture_LDADD = $(model_libs)
check_PROGRAMS += tests/unit/test_names
TESTS += tests/unit/test_names
tests_unit_test_names_SOURCES = tests/unit/test_names.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_names_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_names_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_custom
TESTS += tests/unit/test_custom
tests_unit_test_custom_SOURCES = tests/unit/test_custom.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_custom_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_custom_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_relations
TESTS += tests/unit/test_relations
tests_unit_test_relations_SOURCES = tests/unit/test_relations.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_relations_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_relations_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_rules
TESTS += tests/unit/test_rules
tests_unit_test_rules_SOURCES = tests/unit/test_rules.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_rules_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_rules_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_rewrite
TESTS += tests/unit/test_rewrite
tests_unit_test_rewrite_SOURCES = tests/unit/test_rewrite.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_rewrite_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_rewrite_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_register
TESTS += tests/unit/test_register
tests_unit_test_register_SOURCES = tests/unit/test_register.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_register_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_register_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_hostile_files
TESTS += tests/unit/test_hostile_files
tests_unit_test_hostile_files_SOURCES = tests/unit/test_hostile_files.c \
	tests/fuzz/reading.c tests/fuzz/reading.h \
	tests/unit/importers.def tests/unit/seen.c tests/unit/seen.h
tests_unit_test_hostile_files_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_hostile_files_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_readers
TESTS += tests/unit/test_readers
tests_unit_test_readers_SOURCES = tests/unit/test_readers.c \
	tests/unit/seen.c tests/unit/seen.h
tests_unit_test_readers_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_readers_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_importers
TESTS += tests/unit/test_importers
tests_unit_test_importers_SOURCES = tests/unit/test_importers.c \
	tests/unit/importers.def \
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

check_PROGRAMS += tests/unit/test_history
TESTS += tests/unit/test_history
tests_unit_test_history_SOURCES = tests/unit/test_history.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_history_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_history_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_asof
TESTS += tests/unit/test_asof
tests_unit_test_asof_SOURCES = tests/unit/test_asof.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_asof_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_asof_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_discovery
TESTS += tests/unit/test_discovery
tests_unit_test_discovery_SOURCES = tests/unit/test_discovery.c \
	tests/unit/lab.c tests/unit/lab.h \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_discovery_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_discovery_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_same
TESTS += tests/unit/test_same
tests_unit_test_same_SOURCES = tests/unit/test_same.c \
	tests/unit/lab.c tests/unit/lab.h \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_same_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_same_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_situations
TESTS += tests/unit/test_situations
tests_unit_test_situations_SOURCES = tests/unit/test_situations.c \
	tests/unit/lab.c tests/unit/lab.h \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_situations_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_situations_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_import
TESTS += tests/unit/test_import
tests_unit_test_import_SOURCES = tests/unit/test_import.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_import_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_import_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_export
TESTS += tests/unit/test_export
tests_unit_test_export_SOURCES = tests/unit/test_export.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_export_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_export_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_decide
TESTS += tests/unit/test_decide
tests_unit_test_decide_SOURCES = tests/unit/test_decide.c \
	tests/unit/lab.c tests/unit/lab.h \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_decide_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_decide_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_together
TESTS += tests/unit/test_together
tests_unit_test_together_SOURCES = tests/unit/test_together.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_together_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_together_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_tui
TESTS += tests/unit/test_tui
tests_unit_test_tui_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_tui_LDADD = $(tui_libs) -lcmocka

check_PROGRAMS += tests/unit/test_xlsx
TESTS += tests/unit/test_xlsx
tests_unit_test_xlsx_SOURCES = tests/unit/test_xlsx.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_xlsx_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_xlsx_LDADD = $(model_libs) -lcmocka
check_PROGRAMS += tests/unit/test_search
TESTS += tests/unit/test_search
tests_unit_test_search_SOURCES = tests/unit/test_search.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_search_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_search_LDADD = $(model_libs) -lcmocka
check_PROGRAMS += tests/unit/test_role
TESTS += tests/unit/test_role
tests_unit_test_role_SOURCES = tests/unit/test_role.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_role_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_role_LDADD = $(model_libs) -lcmocka

check_PROGRAMS += tests/unit/test_checks
TESTS += tests/unit/test_checks
tests_unit_test_checks_SOURCES = tests/unit/test_checks.c \
	tests/unit/world.c tests/unit/world.h
tests_unit_test_checks_CFLAGS = $(AM_CFLAGS) $(TESTLIBS_CFLAGS)
tests_unit_test_checks_LDADD = $(model_libs) -lcmocka
