noinst_LIBRARIES += librender.a
librender_a_CFLAGS = $(AM_CFLAGS) $(RENDER_CFLAGS)
librender_a_SOURCES = \
	render/diagram.h
