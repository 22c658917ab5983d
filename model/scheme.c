/* SPDX-License-Identifier: ISC */
#include "model/scheme.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

enum { FILE_LIMIT = 256 * 1024, COLUMNS = 8 };

static const char *const names[] = {
	"municipal", "government", "sme", "iso",
};

const struct err *
scheme_load(const char *name, struct buf *text)
{
	struct buf path = { 0 }, file = { 0 }, known = { 0 };
	const struct err *err = NULL;
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		found = found || strcmp(names[i], name) == 0;
		buf_printf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	if (!found) {
		err = err_new(ERR_USAGE, _("There is no scheme \"%s\"; choose "
		    "one of %s."), name, buf_str(&known));
		goto done;
	}
	buf_printf(&file, "schemes/%s.tsv", name);
	path_share(&path, buf_str(&file));
	err = path_read(buf_str(&path), FILE_LIMIT, text);
done:
	buf_release(&known);
	buf_release(&file);
	buf_release(&path);
	return err;
}

const struct err *
required_load(struct buf *text)
{
	struct buf path = { 0 };
	const struct err *err;

	path_share(&path, "required/asset.tsv");
	err = path_read(buf_str(&path), FILE_LIMIT, text);
	buf_release(&path);
	return err;
}

/*
 * Cuts the next line off *text into cells; false at the end.  Cells that the
 * line lacks are empty.
 */
static bool
next_line(char **text, const char *cell[COLUMNS])
{
	char *line = *text, *end;
	size_t i;

	if (*line == '\0')
		return false;
	end = line + strcspn(line, "\n");
	*text = *end == '\0' ? end : end + 1;
	*end = '\0';
	for (i = 0; i < COLUMNS; i++) {
		cell[i] = line;
		line += strcspn(line, "\t");
		if (*line == '\t')
			*line++ = '\0';
	}
	return true;
}

static struct scheme_axis *
axis_of(struct scheme *scheme, const char *name)
{
	size_t i;

	for (i = 0; i < scheme->n; i++)
		if (strcmp(scheme->axis[i].name, name) == 0)
			return &scheme->axis[i];
	if (scheme->n == SCHEME_AXES)
		return NULL;
	scheme->axis[scheme->n].name = name;
	return &scheme->axis[scheme->n++];
}

const struct err *
scheme_parse(const char *text, struct arena *arena, struct scheme *out)
{
	char *rest = arena_strdup(arena, text);
	const char *cell[COLUMNS];
	struct choice *rows[SCHEME_AXES] = { NULL };
	struct scheme_axis *axis;
	size_t cap[SCHEME_AXES] = { 0 }, at;

	*out = (struct scheme){ .n = 0 };
	for (next_line(&rest, cell); next_line(&rest, cell);) {
		axis = axis_of(out, cell[0]);
		if (axis == NULL || *cell[1] == '\0')
			return err_new(ERR_REGISTER, _("The scheme of levels "
			    "is damaged near \"%s\"; restore it from a "
			    "backup."), cell[0]);
		at = (size_t)(axis - out->axis);
		rows[at] = arena_grow(arena, rows[at], &cap[at], axis->n + 1,
		    sizeof(*rows[at]));
		axis->rows = rows[at];
		rows[at][axis->n++] = (struct choice){
			.set = axis->name, .key = cell[1],
			.label = { cell[2], cell[3] }, .synonyms = cell[4],
			.order = (int)strtol(cell[5], NULL, 10),
			.meaning = { cell[6], cell[7] },
		};
	}
	return NULL;
}

const struct choice *
scheme_levels(const struct scheme *scheme, const char *axis, size_t *n)
{
	size_t i;

	for (i = 0; i < scheme->n; i++) {
		if (strcmp(scheme->axis[i].name, axis) == 0) {
			*n = scheme->axis[i].n;
			return scheme->axis[i].rows;
		}
	}
	*n = 0;
	return NULL;
}

/* Adds the fields named in a line, divided by blanks. */
static const struct err *
add_fields(const char *keys, struct arena *arena, struct fieldset *set)
{
	while (*keys != '\0') {
		size_t n = strcspn(keys, " ");
		const char *key = arena_strndup(arena, keys, n);
		int at = entity_field_find(ENTITY_asset, key);

		if (n > 0 && at < 0)
			return err_new(ERR_REGISTER, _("The list of required "
			    "fields names \"%s\", which is no field of an "
			    "asset; restore it from a backup."), key);
		if (n > 0)
			fieldset_add(set, (size_t)at);
		keys += n + (keys[n] == ' ');
	}
	return NULL;
}

const struct err *
required_parse(const char *text, struct arena *arena, struct required *out)
{
	char *rest = arena_strdup(arena, text);
	const char *cell[COLUMNS];
	const struct err *err;
	size_t cap = 0;

	*out = (struct required){ .n = 0 };
	for (next_line(&rest, cell); next_line(&rest, cell);) {
		out->rows = arena_grow(arena, out->rows, &cap, out->n + 1,
		    sizeof(*out->rows));
		out->rows[out->n].kind = cell[0];
		out->rows[out->n].fields = (struct fieldset){ 0 };
		err = add_fields(cell[1], arena, &out->rows[out->n].fields);
		if (err != NULL)
			return err;
		out->n++;
	}
	return NULL;
}

struct fieldset
required_for(const struct required *required, const char *kind)
{
	size_t i;

	for (i = 0; kind != NULL && i < required->n; i++)
		if (strcmp(required->rows[i].kind, kind) == 0)
			return required->rows[i].fields;
	return (struct fieldset){ 0 };
}
