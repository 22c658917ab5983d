/* SPDX-License-Identifier: ISC */
/* Mappings for tables of discovery: saved in the register, or in a file. */
#include <string.h>

#include "base/intl.h"
#include "base/path.h"
#include "model/discovery/csv_table.h"
#include "model/discovery/importer.h"
#include "model/exchange/csv.h"
#include "model/register.h"

struct reading {
	const char	*name;
	struct buf	 text;		/* "heading TAB key" lines */
	bool		 found;
};

static void
add(struct reading *reading, const char *heading, size_t n, const char *word)
{
	const char *key = csv_table_key(word);

	if (key != NULL && n > 0) {
		buf_addn(&reading->text, heading, n);
		buf_printf(&reading->text, "\t%s\n", key);
	}
}

/* Lines of a column, a value (none: the column itself) and the answer. */
static void
read_answers(struct reading *reading, const char *answers, struct arena *arena)
{
	size_t n, head;

	for (; *answers != '\0'; answers += n + (answers[n] == '\n')) {
		char *line, *rest;

		n = strcspn(answers, "\n");
		line = arena_strndup(arena, answers, n);
		head = strcspn(line, "\t");
		rest = line + head + (line[head] == '\t');
		if (*rest == '\t')
			rest++;
		if (strchr(rest, '\t') == NULL)
			add(reading, line, head, rest);
	}
}

struct search {
	struct reading	*reading;
	struct arena	*arena;
};

static bool
each_mapping(void *ctx, const struct record *record)
{
	struct search *search = ctx;
	const char *name = record_text(record, F_mapping_name);
	const char *answers = record_text(record, F_mapping_answers);

	if (name == NULL || strcmp(name, search->reading->name) != 0)
		return true;
	search->reading->found = true;
	if (answers != NULL)
		read_answers(search->reading, answers, search->arena);
	return false;
}

static const struct err *
read_file(struct reading *reading, struct arena *arena)
{
	struct csv *csv = NULL;
	struct csv_row row;
	const struct err *err;
	bool more = true;

	reading->found = true;
	err = csv_open(reading->name, path_base(reading->name), '\0', &csv);
	while (err == NULL) {
		err = csv_next(csv, arena, &row, &more);
		if (err != NULL || !more)
			break;
		if (row.n >= 2)
			add(reading, row.cell[0], strcspn(row.cell[0],
			    "\t\n"), row.cell[1]);
	}
	csv_close(csv);
	return err;
}

const struct err *
import_map_read(struct session *session, const char *name,
    struct arena *arena, const char **map)
{
	struct reading reading = { .name = name };
	struct search search = { &reading, arena };
	struct fieldset want = { { 0 } };
	const struct err *err;
	struct buf keys = { 0 };

	fieldset_add(&want, F_mapping_name);
	fieldset_add(&want, F_mapping_answers);
	err = store_each(register_reader(session), ENTITY_mapping, NULL, NULL,
	    0, &want, each_mapping, &search);
	if (err == NULL && !reading.found && path_exists(name))
		err = read_file(&reading, arena);
	csv_table_keys(&keys);
	if (err == NULL && !reading.found)
		err = err_new(ERR_NOT_FOUND, _("There is no mapping \"%s\", "
		    "neither in the register nor as a file."), name);
	else if (err == NULL && reading.text.len == 0)
		err = err_new(ERR_INPUT, _("The mapping %s names none of the "
		    "columns that a discovery file can have: %s."), name,
		    buf_str(&keys));
	*map = arena_strdup(arena, buf_str(&reading.text));
	buf_release(&reading.text);
	buf_release(&keys);
	return err;
}
