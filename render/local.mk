noinst_LIBRARIES += librender.a
librender_a_CFLAGS = $(AM_CFLAGS) $(RENDER_CFLAGS)
librender_a_SOURCES = \
	render/arrange.c render/arrange.h \
	render/brush.c render/brush.h \
	render/canvas.c render/canvas.h \
	render/caption.c \
	render/diagram.c render/diagram.h \
	render/furniture.c \
	render/geometry.h \
	render/graphviz.c render/graphviz.h \
	render/grid.c render/grid.h \
	render/label.c render/label.h \
	render/layout.c render/layout.h \
	render/route.c render/route.h \
	render/sheet.c render/sheet.h \
	render/squeeze.c render/squeeze.h \
	render/style.c render/style.h \
	render/wire.c render/wire.h
