/* SPDX-License-Identifier: ISC */
/* export: register data into a file that re-imports unchanged. */
#include "model/exchange/export.h"

#include <string.h>

#include "base/path.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { FILE_MODE = 0600 };

static const struct {
	const char	*name;		/* extension, and word of --format */
	char		 delimiter;	/* 0: JSON */
} formats[] = {
	{ "csv", ',' }, { "tsv", '\t' }, { "json", '\0' },
};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

/* By --format, else by the extension of the file. */
static const struct err *
choose_format(const struct verb_call *call, const char *path, char *delimiter)
{
	const char *word = verb_value(call, "format");
	size_t i;

	if (word == NULL && strcmp(path, "-") == 0)
		return err_new(ERR_USAGE, _("-o - needs --format: csv, tsv or "
		    "json."));
	if (word == NULL)
		word = path_extension(path);
	for (i = 0; i < FORMATS; i++)
		if (strcasecmp(word, formats[i].name) == 0) {
			*delimiter = formats[i].delimiter;
			return NULL;
		}
	return err_new(ERR_USAGE, _("\"%s\" is no format to export to. There "
	    "are csv, tsv and json."), word);
}

static const struct err *
write_json(struct verb_call *call, const struct export_sink *sink)
{
	enum entity_id *entities = arena_calloc(call->arena,
	    (size_t)call->operands + 1, sizeof(*entities));
	const struct err *err = NULL;
	int i;

	for (i = 0; i < call->operands && err == NULL; i++)
		err = verb_entity(call->operand[i], &entities[i]);
	return err != NULL ? err : export_json(call->session, entities,
	    (size_t)call->operands, sink);
}

static const struct err *
write_table(struct verb_call *call, char delimiter,
    const struct export_sink *sink)
{
	struct export_options options = {
		.delimiter = delimiter,
		.bom = verb_value(call, "bom") != NULL,
		.spreadsheet = verb_value(call, "spreadsheet") != NULL,
	};
	const char *where = verb_value(call, "where");
	struct query *query = NULL;
	enum entity_id entity;
	const struct err *err;

	if (call->operands != 1)
		return err_new(ERR_USAGE, _("A table holds exactly one "
		    "entity; name it, as in: daicho export asset -o "
		    "assets.csv"));
	err = verb_entity(call->operand[0], &entity);
	if (err == NULL)
		err = verb_charset(call, &options.charset);
	if (err == NULL && where != NULL)
		err = query_parse(call->session, entity, where, call->arena,
		    &query);
	options.query = query;
	return err != NULL ? err : export_table(call->session, entity,
	    &options, sink);
}

static const struct err *
to_file(void *ctx, struct buf *out)
{
	const struct err *err = path_writer_add(ctx, buf_str(out), out->len);

	buf_clear(out);
	return err;
}

static const struct err *
write_out(struct verb_call *call, char delimiter,
    const struct export_sink *sink)
{
	return delimiter == '\0' ? write_json(call, sink) :
	    write_table(call, delimiter, sink);
}

static const struct err *
write_file(struct verb_call *call, char delimiter, const char *path,
    size_t *lost)
{
	struct path_writer *writer = NULL;
	struct buf bytes = { 0 };
	struct export_sink sink = { .out = &bytes, .flush = to_file,
	    .lost = lost };
	const struct err *err = path_writer_open(path, FILE_MODE, &writer);

	sink.ctx = writer;
	if (err == NULL)
		err = write_out(call, delimiter, &sink);
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
	const struct err *err;
	char delimiter = '\0';

	if (path == NULL)
		return err_new(ERR_USAGE, _("Name the file to write with -o, "
		    "as in: daicho export -o register.json"));
	err = choose_format(call, path, &delimiter);
	if (err == NULL && delimiter == '\0' &&
	    verb_value(call, "where") != NULL)
		err = err_new(ERR_USAGE, _("JSON holds whole entities; leave "
		    "-w out, or write a table."));
	if (err == NULL && delimiter == '\0')
		err = verb_no_table(call);
	if (err == NULL)
		err = strcmp(path, "-") == 0 ?
		    write_out(call, delimiter, &sink) :
		    write_file(call, delimiter, path, &lost);
	if (err == NULL)
		verb_tell_lost(call, lost);
	return err;
}

static const struct verb_option options[] = {
	{ "output", 'o', "FILE", N_("where to; its extension says how") },
	{ "where", 'w', "QUERY", N_("only records that match, for tables") },
	{ "format", 0, "FORMAT", N_("csv, tsv or json, for -o -") },
	{ "encoding", 0, "NAME", N_("utf-8 or cp932, for csv and tsv") },
	{ "bom", 0, NULL, N_("begin with a byte order mark") },
	{ "spreadsheet", 0, NULL,
	    N_("labels, and formulas made harmless, for csv and tsv") },
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_export = {
	.name = "export",
	.synopsis = "[ENTITY…] -o FILE",
	.help = N_("Write register data as CSV, TSV or JSON"),
	.options = options,
	.max = -1,
	.run = run,
};
