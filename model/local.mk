noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	model/choice.def model/entity.def model/field.def \
	model/choices.c \
	model/field.c model/field.h \
	model/migrate.c model/migrate.h \
	model/query.c model/query.h model/query_impl.h \
	model/query_bind.c model/query_text.c \
	model/record.c model/record.h \
	model/register.h model/register_impl.h \
	model/scheme.c model/scheme.h \
	model/value.c

include model/store/local.mk
include model/discovery/local.mk
include model/exchange/local.mk
