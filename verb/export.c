/* SPDX-License-Identifier: ISC */
/* export: register data into a file that re-imports unchanged. */
#include "model/exchange/export.h"

#include <string.h>

#include "base/path.h"
#include "model/exchange/template.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { FILE_MODE = 0600 };

struct format {
	const char	*name;		/* extension, and word of --format */
	char		 delimiter;	/* of tables; 0: none */
	const struct err *(*write)(struct verb_call *call,
			    const struct format *format,
			    const struct export_sink *sink);
};

/* The entities that are named, in the call's arena. */
static const struct err *
read_entities(struct verb_call *call, enum entity_id **entities)
{
	const struct err *err = NULL;
	int i;

	*entities = arena_calloc(call->arena, (size_t)call->operands + 1,
	    sizeof(**entities));
	for (i = 0; i < call->operands && err == NULL; i++)
		err = verb_entity(call->operand[i], &(*entities)[i]);
	return err;
}

/* -w, which needs exactly one entity; NULL when it is not given. */
static const struct err *
read_where(struct verb_call *call, const enum entity_id *entities,
    struct query **query)
{
	const char *where = verb_value(call, "where");

	*query = NULL;
	if (where == NULL)
		return NULL;
	if (call->operands != 1)
		return err_new(ERR_USAGE, _("-w chooses among the records of "
		    "one entity; name it, as in: daicho export asset -w "
		    "kind=server -o servers.xlsx"));
	return query_parse(call->session, entities[0], where, call->arena,
	    query);
}

static const struct err *
write_json(struct verb_call *call, const struct format *format,
    const struct export_sink *sink)
{
	enum entity_id *entities;
	const struct err *err = NULL;

	(void)format;
	if (verb_value(call, "where") != NULL)
		err = err_new(ERR_USAGE, _("JSON holds whole entities; leave "
		    "-w out, or write a table."));
	if (err == NULL)
		err = verb_no_table(call);
	if (err == NULL)
		err = read_entities(call, &entities);
	return err != NULL ? err : export_json(call->session, entities,
	    (size_t)call->operands, sink);
}

static const struct err *
write_workbook(struct verb_call *call, const struct format *format,
    const struct export_sink *sink)
{
	enum entity_id *entities;
	struct query *query = NULL;
	const struct err *err = verb_no_table(call);

	(void)format;
	if (err == NULL)
		err = read_entities(call, &entities);
	if (err == NULL)
		err = read_where(call, entities, &query);
	return err != NULL ? err : export_workbook(call->session, entities,
	    (size_t)call->operands, query, sink);
}

static const struct err *
write_table(struct verb_call *call, const struct format *format,
    const struct export_sink *sink)
{
	struct export_options options = {
		.delimiter = format->delimiter,
		.bom = verb_value(call, "bom") != NULL,
		.spreadsheet = verb_value(call, "spreadsheet") != NULL,
	};
	enum entity_id *entities;
	struct query *query = NULL;
	const struct err *err;

	if (call->operands != 1)
		return err_new(ERR_USAGE, _("A table holds exactly one "
		    "entity; name it, as in: daicho export asset -o "
		    "assets.csv"));
	err = read_entities(call, &entities);
	if (err == NULL)
		err = verb_charset(call, &options.charset);
	if (err == NULL)
		err = read_where(call, entities, &query);
	options.query = query;
	return err != NULL ? err : export_table(call->session, entities[0],
	    &options, sink);
}

/* --template: its columns instead of an entity's. */
static const struct err *
write_template(struct verb_call *call, const struct format *format,
    const struct export_sink *sink)
{
	struct export_options options = {
		.delimiter = format->delimiter,
		.bom = verb_value(call, "bom") != NULL,
		.spreadsheet = true,
	};
	const char *where = verb_value(call, "where");
	struct template template;
	struct query *query = NULL;
	const struct err *err;

	if (call->operands > 0)
		return err_new(ERR_USAGE, _("A template says itself what it "
		    "lists; leave the entity out."));
	if (format->write == write_json)
		return err_new(ERR_USAGE, _("A template makes a table: .xlsx, "
		    ".csv or .tsv."));
	err = format->delimiter == '\0' ? verb_no_table(call) :
	    verb_charset(call, &options.charset);
	if (err == NULL)
		err = template_load(verb_value(call, "template"), call->arena,
		    &template);
	if (err == NULL && where != NULL)
		err = query_parse(call->session, template.entity, where,
		    call->arena, &query);
	return err != NULL ? err : template_export(call->session, &template,
	    format->delimiter == '\0' ? NULL : &options, query, sink);
}

static const struct format formats[] = {
	{ "csv", ',', write_table },
	{ "tsv", '\t', write_table },
	{ "xlsx", '\0', write_workbook },
	{ "json", '\0', write_json },
};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

/* By --format, else by the extension of the file. */
static const struct err *
choose_format(const struct verb_call *call, const char *path,
    const struct format **format)
{
	const char *word = verb_value(call, "format");
	size_t i;

	if (word == NULL && strcmp(path, "-") == 0)
		return err_new(ERR_USAGE, _("-o - needs --format: csv, tsv or "
		    "json."));
	if (word == NULL)
		word = path_extension(path);
	for (i = 0; i < FORMATS; i++) {
		if (strcasecmp(word, formats[i].name) != 0)
			continue;
		if (formats[i].write == write_workbook &&
		    strcmp(path, "-") == 0)
			return err_new(ERR_USAGE, _("A workbook is no text; "
			    "name a file for it, as in: -o register.xlsx"));
		*format = &formats[i];
		return NULL;
	}
	return err_new(ERR_USAGE, _("\"%s\" is no format to export to. There "
	    "are csv, tsv, xlsx and json."), word);
}

static const struct err *
write_out(struct verb_call *call, const struct format *format,
    const struct export_sink *sink)
{
	return verb_value(call, "template") != NULL ?
	    write_template(call, format, sink) :
	    format->write(call, format, sink);
}

static const struct err *
to_file(void *ctx, struct buf *out)
{
	const struct err *err = path_writer_add(ctx, buf_str(out), out->len);

	buf_clear(out);
	return err;
}

static const struct err *
write_file(struct verb_call *call, const struct format *format,
    const char *path, size_t *lost)
{
	struct path_writer *writer = NULL;
	struct buf bytes = { 0 };
	struct export_sink sink = { .out = &bytes, .flush = to_file,
	    .lost = lost };
	const struct err *err = path_writer_open(path, FILE_MODE, &writer);

	sink.ctx = writer;
	if (err == NULL)
		err = write_out(call, format, &sink);
	buf_release(&bytes);
	if (err != NULL) {
		path_writer_abort(writer);
		return err;
	}
	err = path_writer_commit(writer);
	if (err == NULL)
		buf_printf(call->message, _("%s was written.\n"), path);
	return err;
}

static const struct err *
run(struct verb_call *call)
{
	size_t lost = 0;
	struct export_sink sink = { .out = call->out, .lost = &lost };
	const char *path = verb_value(call, "output");
	const struct format *format = NULL;
	const struct err *err;

	if (path == NULL)
		return err_new(ERR_USAGE, _("Name the file to write with -o, "
		    "as in: daicho export -o register.json"));
	err = choose_format(call, path, &format);
	if (err == NULL)
		err = strcmp(path, "-") == 0 ?
		    write_out(call, format, &sink) :
		    write_file(call, format, path, &lost);
	if (err == NULL)
		verb_tell_lost(call, lost);
	return err;
}

static const struct verb_option options[] = {
	{ "output", 'o', "FILE", N_("where to; its extension says how") },
	{ "template", 0, "NAME|FILE",
	    N_("columns of a template: information-assets, systems, cisa-14, "
	    "specified-computers or a file of your own") },
	{ "where", 'w', "QUERY", N_("only records that match, of one entity") },
	{ "format", 0, "FORMAT", N_("csv, tsv or json, for -o -") },
	{ "encoding", 0, "NAME", N_("utf-8 or cp932, for csv and tsv") },
	{ "bom", 0, NULL, N_("begin with a byte order mark") },
	{ "spreadsheet", 0, NULL,
	    N_("labels, and formulas made harmless, for csv and tsv") },
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_export = {
	.name = "export",
	.synopsis = "[ENTITY…|--template NAME] -o FILE",
	.help = N_("Write register data as CSV, TSV, XLSX or JSON"),
	.options = options,
	.max = -1,
	.run = run,
};
