noinst_LIBRARIES += librender.a
librender_a_CFLAGS = $(AM_CFLAGS) $(RENDER_CFLAGS)
librender_a_SOURCES = \
	render/arrange.c render/arrange.h \
	render/brush.c render/brush.h \
	render/builder.h \
	render/canvas.c render/canvas.h \
	render/caption.c \
	render/dataflow.c \
	render/diagram.c render/diagram.h \
	render/draw.c render/draw.h \
	render/draw_write.c \
	render/fold.c render/fold.h \
	render/furniture.c \
	render/geometry.h \
	render/graphviz.c render/graphviz.h \
	render/grid.c render/grid.h \
	render/kind.c render/kind.h \
	render/label.c render/label.h \
	render/layout.c render/layout.h \
	render/legend.c render/legend.h \
	render/network.c \
	render/outline.c render/outline.h \
	render/paper.c render/paper.h \
	render/place.c render/place.h \
	render/route.c render/route.h \
	render/sheet.c render/sheet.h \
	render/source.c render/source.h \
	render/squeeze.c render/squeeze.h \
	render/style.c render/style.h \
	render/svg.c render/svg.h \
	render/wire.c render/wire.h
