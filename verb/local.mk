noinst_LIBRARIES += libverb.a
libverb_a_SOURCES = \
	verb/change.c verb/change.h \
	verb/edit.c \
	verb/export.c \
	verb/fields.c \
	verb/help.c \
	verb/import.c \
	verb/list.c \
	verb/log.c \
	verb/rows.c verb/rows.h \
	verb/show.c \
	verb/upkeep.c \
	verb/verb.c verb/verb.def verb/verb.h
