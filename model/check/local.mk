libmodel_a_SOURCES += \
	model/check/behind.c \
	model/check/chain.c \
	model/check/check.c model/check/check.def model/check/check.h \
	model/check/dfd.c \
	model/check/graph.c model/check/graph.h \
	model/check/keep.c model/check/keep.h \
	model/check/ownfile.c \
	model/check/ranges.c \
	model/check/reach.c \
	model/check/run.h \
	model/check/twins.c \
	model/check/vacant.c
