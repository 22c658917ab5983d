noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	model/choice.def model/entity.def model/field.def \
	model/asof.c model/asof.h \
	model/between.c model/between.h \
	model/attach.c model/attach.h \
	model/changes.c model/changes.h \
	model/choices.c \
	model/clone.c model/clone.h \
	model/commit.c model/commit.h \
	model/custom.c model/custom.h model/custom_check.c \
	model/derive.c model/drop.c \
	model/erase.c model/erase.h \
	model/field.c model/field.h \
	model/migrate.c model/migrate.h \
	model/history.c model/history.h \
	model/journal.c model/journal.h model/journal_impl.h \
	model/journal_read.c \
	model/names.c \
	model/plan.c \
	model/query.c model/query.h model/query_impl.h \
	model/query_bind.c model/query_text.c \
	model/record.c model/record.h \
	model/register.c model/register.h model/register_impl.h \
	model/relations.c model/relations.h \
	model/rewrite.c model/rewrite.h \
	model/rights.c model/rights.h \
	model/role.c model/role.h \
	model/review.c model/review.h \
	model/rules.c \
	model/scheme.c model/scheme.h \
	model/scheme_change.c model/scheme_change.h \
	model/search.c model/search.h \
	model/seal.c model/seal.h \
	model/signoff.c model/signoff.h \
	model/snapshot.c model/snapshot.h \
	model/stage.c model/stage_impl.h \
	model/stream.c \
	model/undo.c \
	model/validate.c \
	model/value.c \
	model/verify.c

include model/store/local.mk
include model/check/local.mk
include model/report/local.mk
include model/discovery/local.mk
include model/exchange/local.mk
