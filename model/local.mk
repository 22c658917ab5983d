noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	model/choice.def model/entity.def model/field.def \
	model/field.c model/field.h

include model/store/local.mk
include model/discovery/local.mk
include model/exchange/local.mk
