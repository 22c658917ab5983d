/* SPDX-License-Identifier: ISC */
/* Templates as files: reading them, and what is wrong in them. */
#include "model/exchange/template.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "model/exchange/csv.h"

enum { STEPS = 6 };

/* --- finding ---------------------------------------------------------- */

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_template(const struct dirent *entry)
{
	return strcmp(path_extension(entry->d_name), "tsv") == 0;
}

static const struct err *
unknown_template(const char *name)
{
	struct buf path = { 0 }, names = { 0 };
	struct dirent **entry = NULL;
	const struct err *err;
	int i, n;

	path_share(&path, "templates");
	n = scandir(buf_str(&path), &entry, is_template, by_name);
	for (i = 0; i < n; i++) {
		buf_printf(&names, "%s%.*s", i > 0 ? ", " : "",
		    (int)strlen(entry[i]->d_name) - 4, entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	err = err_new(ERR_USAGE, _("There is no template \"%s\"; choose one "
	    "of %s, or name a file."), name, buf_str(&names));
	buf_release(&names);
	buf_release(&path);
	return err;
}

/* The file of a name: one of ours, else a path. */
static bool
find_file(const char *name, struct buf *path)
{
	struct buf file = { 0 };

	if (strchr(name, '/') == NULL) {
		buf_printf(&file, "templates/%s.tsv", name);
		path_share(path, buf_str(&file));
		buf_release(&file);
		if (path_exists(buf_str(path)))
			return true;
	}
	buf_clear(path);
	buf_add(path, name);
	return path_exists(name);
}

/* --- paths ------------------------------------------------------------ */

/* The entities that a step leads to; false when no entity knows it. */
static bool
follow(uint64_t from, const char *key, bool last, uint64_t *to)
{
	int e, other = entity_find(key);
	bool known = false;

	*to = 0;
	for (e = 0; e < ENTITY_COUNT; e++) {
		int at = entity_field_find((enum entity_id)e, key);
		const struct field *field = at < 0 ? NULL :
		    entity_field((enum entity_id)e, (size_t)at);

		if ((from >> e & 1) == 0)
			continue;
		if (field != NULL && (last || field_is_ref(field))) {
			known = true;
			*to |= field->targets;
		} else if (field == NULL && other != ENTITY_NONE) {
			known = true;
			*to |= UINT64_C(1) << other;
		}
	}
	return known;
}

/* NULL, or the step that leads nowhere. */
static const char *
wrong_step(enum entity_id entity, const struct template_column *column)
{
	uint64_t from = UINT64_C(1) << entity, to;
	size_t i;

	for (i = 0; i < column->steps; i++) {
		if (!follow(from, column->step[i], i + 1 == column->steps,
		    &to))
			return column->step[i];
		from = to;
	}
	return NULL;
}

static const char *
wrong_changes(enum entity_id entity, const struct template_column *column)
{
	size_t i;

	for (i = 0; i < column->steps; i++) {
		int at = entity_field_find(entity, column->step[i]);

		if (at < 0 || entity_field(entity, (size_t)at)->type !=
		    TYPE_DATE)
			return column->step[i];
	}
	return NULL;
}

/* Cuts the path into its keys. */
static void
cut_path(struct template_column *column, struct arena *arena)
{
	bool changes = strncmp(column->path, "changes:", 8) == 0;
	char *rest = arena_strdup(arena, column->path + (changes ? 8 : 0));

	column->step = arena_calloc(arena, STEPS, sizeof(*column->step));
	while (rest != NULL && column->steps < STEPS)
		column->step[column->steps++] = strsep(&rest,
		    changes ? "," : ".");
}

static const struct err *
check_column(const struct template *template,
    const struct template_column *column, const char *file, long line)
{
	const char *wrong = NULL;

	if (strcmp(column->path, "#") == 0)
		return NULL;
	wrong = strncmp(column->path, "changes:", 8) == 0 ?
	    wrong_changes(template->entity, column) :
	    wrong_step(template->entity, column);
	return wrong == NULL ? NULL : err_new(ERR_INPUT, _("%s:%ld: \"%s\" in "
	    "%s leads nowhere; \"daicho fields %s\" lists what there is."),
	    file, line, wrong, column->path,
	    entity_get(template->entity)->key);
}

/* The label of a column that says none: that of the path's last field. */
static void
set_header(struct template_column *column, enum entity_id entity,
    const char *en, const char *ja)
{
	int at = column->steps == 1 ? entity_field_find(entity,
	    column->step[0]) : -1;
	const struct field *field = at < 0 ? NULL :
	    entity_field(entity, (size_t)at);

	if (*en == '\0' && *ja == '\0' && field != NULL) {
		en = field->label[LANG_EN];
		ja = field->label[LANG_JA];
	} else if (*en == '\0' && *ja == '\0') {
		en = column->path;
	}
	column->header[LANG_EN] = *en != '\0' ? en : ja;
	column->header[LANG_JA] = *ja != '\0' ? ja : en;
}

/* --- lines ------------------------------------------------------------ */

struct loading {
	struct template	*template;
	struct arena	*arena;
	const char	*file;
	size_t		 room;
	bool		 has_entity;
};

static const struct err *
read_line(struct loading *loading, const struct csv_row *row)
{
	const char *word = row->cell[0], *cell[4] = { "", "", "", "" };
	struct template *template = loading->template;
	struct template_column *column;
	int entity;
	size_t i;

	for (i = 0; i < 4 && i < row->n; i++)
		cell[i] = row->cell[i];
	if (*word == '\0' || strncmp(word, "# ", 2) == 0)
		return NULL;
	if (strcmp(word, "entity") == 0) {
		entity = entity_find(cell[1]);
		if (entity == ENTITY_NONE)
			return err_new(ERR_INPUT, _("%s:%ld: there is no "
			    "entity \"%s\"; \"daicho fields\" lists them."),
			    loading->file, row->line, cell[1]);
		template->entity = (enum entity_id)entity;
		loading->has_entity = true;
		return NULL;
	}
	if (strcmp(word, "title") == 0) {
		template->title[LANG_EN] = cell[1];
		template->title[LANG_JA] = *cell[2] != '\0' ? cell[2] :
		    cell[1];
		return NULL;
	}
	if (strcmp(word, "where") == 0) {
		template->where = cell[1];
		return NULL;
	}
	if (strcmp(word, "column") != 0 || !loading->has_entity ||
	    *cell[1] == '\0')
		return err_new(ERR_INPUT, _("%s:%ld: a template has lines that "
		    "begin with entity, then title, where or column, divided "
		    "by TAB."), loading->file, row->line);
	template->column = arena_grow(loading->arena, template->column,
	    &loading->room, template->columns + 1, sizeof(*column));
	column = &template->column[template->columns++];
	*column = (struct template_column){ .path = cell[1] };
	cut_path(column, loading->arena);
	set_header(column, template->entity, cell[2], cell[3]);
	return check_column(template, column, loading->file, row->line);
}

const struct err *
template_load(const char *name, struct arena *arena, struct template *out)
{
	struct loading loading = { .template = out, .arena = arena };
	struct buf path = { 0 };
	struct csv *csv = NULL;
	struct csv_row row;
	const struct err *err = NULL;
	bool more = true;

	*out = (struct template){ .title = { "", "" }, .where = "" };
	if (!find_file(name, &path)) {
		err = unknown_template(name);
		goto done;
	}
	loading.file = arena_strdup(arena, path_base(buf_str(&path)));
	err = csv_open(buf_str(&path), loading.file, '\t', &csv);
	while (err == NULL) {
		err = csv_next(csv, arena, &row, &more);
		if (err != NULL || !more)
			break;
		err = read_line(&loading, &row);
	}
	if (err == NULL && out->columns == 0)
		err = err_new(ERR_INPUT, _("%s has no column."),
		    loading.file);
done:
	csv_close(csv);
	buf_release(&path);
	return err;
}
