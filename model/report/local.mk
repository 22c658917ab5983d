libmodel_a_SOURCES += \
	model/report/audit.c \
	model/report/filled.c \
	model/report/report.c model/report/report.h \
	model/report/review_list.c \
	model/report/sections.c \
	model/report/survey.c \
	model/report/weekly.c \
	model/report/write.c
