noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	base/arena.c base/arena.h \
	base/buf.c base/buf.h \
	base/charset.c base/charset.h \
	base/clock.c base/clock.h \
	base/err.c base/err.h \
	base/hash.c base/hash.h \
	base/identity.c base/identity.h \
	base/intl.h \
	base/json.c base/json.h \
	base/lookup.c base/lookup.h \
	base/mail.c base/mail.h \
	base/match.c base/match.h \
	base/mem.c base/mem.h \
	base/net.c base/net.h \
	base/path.c base/path.h \
	base/problem.c base/problem.h \
	base/reply.c base/reply.h \
	base/sandbox.c base/sandbox.h \
	base/session.c base/session.h \
	base/utf8.c base/utf8.h \
	base/worker.c base/worker.h
