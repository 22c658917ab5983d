libmodel_a_SOURCES += \
	model/store/condition.c \
	model/store/db.h \
	model/store/files.c model/store/files.h \
	model/store/internal.h \
	model/store/keys.c \
	model/store/lock.c model/store/lock.h \
	model/store/rewind.c \
	model/store/read.c model/store/rows.c \
	model/store/schema.c model/store/schema.h \
	model/store/search.c \
	model/store/sorter.c model/store/sorter.h \
	model/store/sortkey.c model/store/sortkey.h \
	model/store/sql.c model/store/sql.h model/store/sql_impl.h \
	model/store/sqlite.c \
	model/store/store.c \
	model/store/store.h \
	model/store/tx.c \
	model/store/upkeep.c
