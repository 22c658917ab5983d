# The manual's tables come from the tables of the program.
noinst_PROGRAMS += man/tables
man_tables_SOURCES = man/tables.c
man_tables_LDADD = $(tui_libs)
EXTRA_DIST += man/daicho.1.in
nodist_man1_MANS = man/daicho.1
CLEANFILES += man/daicho.1

man/daicho.1: man/daicho.1.in man/tables$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && LC_ALL=C.UTF-8 ./man/tables$(EXEEXT) \
	< $(top_srcdir)/man/daicho.1.in > $@.tmp && mv $@.tmp $@
