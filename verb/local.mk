noinst_LIBRARIES += libverb.a
libverb_a_SOURCES = \
	verb/verb.h
