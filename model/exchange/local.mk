libmodel_a_SOURCES += \
	model/exchange/columns.c \
	model/exchange/csv.c model/exchange/csv.h \
	model/exchange/export.c model/exchange/export.h \
	model/exchange/export_impl.h model/exchange/export_json.c \
	model/exchange/import.c model/exchange/import.h \
	model/exchange/import_impl.h model/exchange/import_look.c \
	model/exchange/import_book.c \
	model/exchange/import_json.c model/exchange/import_xlsx.c \
	model/exchange/jdate.c model/exchange/jdate.h \
	model/exchange/match.c \
	model/exchange/netbox.c model/exchange/netbox.def \
	model/exchange/review_sheet.c model/exchange/review_sheet.h \
	model/exchange/row.c \
	model/exchange/settle.c \
	model/exchange/sheet.c model/exchange/sheet.def \
	model/exchange/template.c model/exchange/template.h \
	model/exchange/template_rows.c \
	model/exchange/xlsx_impl.h model/exchange/xlsx_job.c \
	model/exchange/xlsx_number.c model/exchange/xlsx_part.c \
	model/exchange/xlsx_read.c model/exchange/xlsx_read.h \
	model/exchange/xlsx_write.c model/exchange/xlsx_write.h
