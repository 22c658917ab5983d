libmodel_a_SOURCES += \
	model/exchange/csv.c model/exchange/csv.h \
	model/exchange/jdate.c model/exchange/jdate.h
