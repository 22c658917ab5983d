noinst_LIBRARIES += libverb.a
libverb_a_SOURCES = \
	verb/blocklist.c \
	verb/attach.c \
	verb/change.c verb/change.h \
	verb/check.c \
	verb/count.c \
	verb/demo.c \
	verb/demo_data.c verb/demo_data.h \
	verb/demo_time.c verb/demo_time.h \
	verb/diff.c \
	verb/discover.c \
	verb/draw.c \
	verb/edit.c \
	verb/erase.c \
	verb/explain.c \
	verb/export.c \
	verb/fields.c \
	verb/finding_rows.c verb/finding_rows.h \
	verb/findings.c \
	verb/help.c \
	verb/import.c \
	verb/journal_file.c verb/journal_file.h \
	verb/list.c \
	verb/log.c \
	verb/retire.c \
	verb/rewrite.c verb/rewrite.h \
	verb/notify.c verb/notify.h \
	verb/proposals.c \
	verb/report.c \
	verb/review.c \
	verb/rows.c verb/rows.h \
	verb/scheme.c \
	verb/search.c \
	verb/settings.c verb/settings.h \
	verb/show.c \
	verb/signoff.c \
	verb/snapshot.c \
	verb/spool.c verb/spool.h \
	verb/upkeep.c \
	verb/verb.c verb/verb.def verb/verb.h
