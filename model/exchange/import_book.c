/* SPDX-License-Identifier: ISC */
/*
 * A workbook with several tables of ours, such as export writes one: all of it
 * is one change set, and its rows may name each other.  It becomes JSON as
 * export writes that, and is read as such.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "base/utf8.h"
#include "model/exchange/import_impl.h"
#include "model/exchange/xlsx_read.h"

struct page {			/* a sheet */
	enum entity_id	 entity;
	size_t		 n;		/* columns */
	int		*position;	/* of a column; -1: none */
	const char	***row;		/* cells */
	const char	**uuid;		/* of a row */
	size_t		 rows, room;
};

struct shelf {
	struct session	*session;
	struct import_plan *plan;
	struct arena	*arena;
	struct page	*page;
	size_t		 pages, room;
	struct lookup	 names;		/* "entity folded name" -> uuid */
};

/* --- reading the sheets ----------------------------------------------- */

static const char *
cell_at(const struct page *page, size_t row, int position)
{
	size_t i;

	for (i = 0; i < page->n; i++)
		if (page->position[i] == position)
			return page->row[row][i];
	return "";
}

static bool
read_head(struct page *page, const struct csv_row *head, struct arena *arena)
{
	size_t i;

	page->n = head->n;
	page->position = arena_calloc(arena, head->n,
	    sizeof(*page->position));
	for (i = 0; i < head->n; i++) {
		page->position[i] = columns_position(page->entity,
		    head->cell[i], arena);
		if (page->position[i] < 0 && *head->cell[i] != '\0')
			return false;
	}
	return true;
}

static void
keep_row(struct shelf *shelf, struct page *page, const struct csv_row *from)
{
	const char **cell = arena_calloc(shelf->arena, page->n + 1,
	    sizeof(*cell));
	bool any = false;
	size_t i;

	for (i = 0; i < page->n; i++) {
		cell[i] = i < from->n ? from->cell[i] : "";
		any |= *cell[i] != '\0';
	}
	if (!any)
		return;
	page->row = arena_grow(shelf->arena, page->row, &page->room,
	    page->rows + 1, sizeof(*page->row));
	page->row[page->rows++] = cell;
}

/* *ours false when a header is none of the entity's. */
static const struct err *
read_page(struct shelf *shelf, struct page *page, const struct buf *bytes,
    bool *ours)
{
	struct csv *csv = NULL;
	struct csv_row row;
	const struct err *err;
	bool more = true;

	err = csv_open_bytes(bytes->s, bytes->len, shelf->plan->file, ',',
	    &csv);
	if (err == NULL)
		err = csv_next(csv, shelf->arena, &row, &more);
	*ours = err == NULL && more && read_head(page, &row, shelf->arena);
	while (err == NULL && *ours) {
		err = csv_next(csv, shelf->arena, &row, &more);
		if (err != NULL || !more)
			break;
		keep_row(shelf, page, &row);
	}
	csv_close(csv);
	return err;
}

/* --- who is who ------------------------------------------------------- */

static const char *
name_key(struct shelf *shelf, int entity, const char *name)
{
	return arena_printf(shelf->arena, "%d %s", entity,
	    import_folded(shelf->arena, name));
}

static void
know(struct shelf *shelf, enum entity_id entity, const char *name,
    const char *uuid)
{
	const char *key = name_key(shelf, (int)entity, name), *other;

	if (*name == '\0')
		return;
	other = lookup_get(&shelf->names, key);
	lookup_put(&shelf->names, key, arena_strdup(shelf->arena,
	    other != NULL && strcmp(other, uuid) != 0 ? "" : uuid));
}

/* The record that a row means by asset number, MAC or name, or a new one. */
static const struct err *
uuid_of(struct shelf *shelf, const struct page *page, size_t row,
    const char **uuid)
{
	size_t name = entity_name_field(page->entity);
	size_t key = page->entity == ENTITY_asset ? F_asset_asset_no :
	    page->entity == ENTITY_interface ? F_interface_mac : name;
	const char *found[2], *value = cell_at(page, row, (int)key);
	const struct err *err = NULL;
	char fresh[UUID_LEN];
	size_t n = 0;

	*uuid = cell_at(page, row, F_uuid);
	if (**uuid != '\0')
		return NULL;
	if (*value != '\0')
		err = store_lookup(register_reader(shelf->session),
		    page->entity, key, value, shelf->arena, found, 2, &n);
	if (err == NULL && n == 1) {
		*uuid = found[0];
	} else {
		session_uuid(shelf->session, fresh);
		*uuid = arena_strdup(shelf->arena, fresh);
	}
	return err;
}

static const struct err *
name_rows(struct shelf *shelf, struct page *page)
{
	size_t name = entity_name_field(page->entity), i;
	const struct err *err = NULL;

	page->uuid = arena_calloc(shelf->arena, page->rows + 1,
	    sizeof(*page->uuid));
	for (i = 0; i < page->rows && err == NULL; i++) {
		err = uuid_of(shelf, page, i, &page->uuid[i]);
		know(shelf, page->entity, cell_at(page, i, (int)name),
		    page->uuid[i]);
		if (page->entity == ENTITY_asset)
			know(shelf, page->entity, cell_at(page, i,
			    F_asset_asset_no), page->uuid[i]);
	}
	return err;
}

/* The uuid of what is named in the workbook, else the name. */
static const char *
ref_of(struct shelf *shelf, uint64_t targets, const char *name)
{
	const char *uuid;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++) {
		if ((targets >> e & 1) == 0)
			continue;
		uuid = lookup_get(&shelf->names, name_key(shelf, e, name));
		if (uuid != NULL && *uuid != '\0')
			return uuid;
	}
	return name;
}

/* --- JSON ------------------------------------------------------------- */

static void
put_item(struct shelf *shelf, struct json *json, const struct field *field,
    const char *s)
{
	json_string(json, field_is_ref(field) ?
	    ref_of(shelf, field->targets, s) : s);
}

static void
put_value(struct shelf *shelf, struct json *json, const struct field *field,
    const char *text)
{
	char moment[DATETIME_LEN];
	struct value value;
	size_t i;

	/* What cannot be read is refused where JSON is read. */
	if (value_read(shelf->session, field, text, shelf->arena, &value) !=
	    NULL)
		value = (struct value){ .kind = VALUE_TEXT, .s = text };
	if (value.kind == VALUE_LIST) {
		json_open(json, '[');
		for (i = 0; i < value.n; i++)
			put_item(shelf, json, field, value.list[i]);
		json_close(json, ']');
	} else if (value.kind == VALUE_INT && field->type == TYPE_DATETIME) {
		datetime_format(value.i, moment);
		json_string(json, moment);
	} else if (value.kind == VALUE_INT) {
		json_int(json, value.i);
	} else if (value.kind == VALUE_TEXT) {
		put_item(shelf, json, field, value.s);
	} else if (field_is_many(field)) {
		json_open(json, '[');
		json_close(json, ']');
	} else {
		json_null(json);
	}
}

static void
put_page(struct shelf *shelf, const struct page *page, struct buf *out)
{
	struct json json = { .out = out };
	size_t i, k;

	buf_printf(out, ",\n\"%s\": [", entity_get(page->entity)->key);
	for (i = 0; i < page->rows; i++) {
		buf_add(out, i > 0 ? ",\n" : "\n");
		json_open(&json, '{');
		json_key(&json, "uuid");
		json_string(&json, page->uuid[i]);
		for (k = 0; k < page->n; k++) {
			const struct field *field = page->position[k] < 0 ?
			    NULL : entity_field(page->entity,
			    (size_t)page->position[k]);

			if (field == NULL || page->position[k] == F_uuid)
				continue;
			json_key(&json, field->key);
			put_value(shelf, &json, field, page->row[i][k]);
		}
		json_close(&json, '}');
	}
	buf_add(out, "]");
}

/* In the order of the entities: what others refer to comes first. */
static const struct err *
read_as_json(struct shelf *shelf, const struct import_options *options)
{
	struct import_options chosen = *options;
	struct buf out = { 0 };
	const struct err *err = NULL;
	int fd = memfd_create("tables", MFD_CLOEXEC), e;
	size_t i;

	buf_printf(&out, "{\"daicho\": %d", STORE_VERSION);
	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = 0; i < shelf->pages; i++)
			if ((int)shelf->page[i].entity == e)
				put_page(shelf, &shelf->page[i], &out);
	buf_add(&out, "\n}\n");
	if (fd < 0 || write(fd, out.s, out.len) != (ssize_t)out.len) {
		err = err_sys(_("%s cannot be read"), shelf->plan->file);
	} else {
		chosen.path = arena_printf(shelf->arena, "/proc/self/fd/%d",
		    fd);
		err = import_json(shelf->session, &chosen, shelf->plan);
	}
	if (fd >= 0)
		close(fd);
	buf_release(&out);
	return err;
}

/* --- the workbook ----------------------------------------------------- */

static bool
is_ours(const struct xlsx_name *sheet)
{
	return !sheet->hidden &&
	    import_entity_called(sheet->name) != ENTITY_NONE;
}

static bool
are_several(const struct xlsx_name *sheet, size_t n)
{
	size_t i, ours = 0;

	for (i = 0; i < n; i++)
		ours += is_ours(&sheet[i]);
	return ours > 1;
}

static const struct err *
read_pages(struct shelf *shelf, const struct import_options *options,
    const struct xlsx_name *sheet, size_t n, struct problems *warnings,
    bool *ours)
{
	const struct err *err = NULL;
	struct buf bytes = { 0 };
	size_t i;

	*ours = true;
	for (i = 0; i < n && err == NULL && *ours; i++) {
		struct page *page;

		if (!is_ours(&sheet[i]))
			continue;
		shelf->page = arena_grow(shelf->arena, shelf->page,
		    &shelf->room, shelf->pages + 1, sizeof(*shelf->page));
		page = &shelf->page[shelf->pages++];
		*page = (struct page){ .entity = (enum entity_id)
		    import_entity_called(sheet[i].name) };
		buf_clear(&bytes);
		err = xlsx_read(shelf->session, options->path,
		    shelf->plan->file, i, &bytes, warnings);
		if (err == NULL)
			err = read_page(shelf, page, &bytes, ours);
	}
	buf_release(&bytes);
	return err;
}

const struct err *
import_workbook(struct session *session,
    const struct import_options *options, struct import_plan *plan,
    bool *taken)
{
	struct shelf shelf = { .session = session, .plan = plan,
	    .arena = plan->arena };
	struct problems warnings = { .arena = plan->arena };
	struct xlsx_name *sheet = NULL;
	const struct err *err;
	size_t i, n = 0;
	bool ours = false;

	*taken = false;
	if (options->sheet != NULL || options->entity != ENTITY_NONE ||
	    options->map != NULL)
		return NULL;
	err = xlsx_names(session, options->path, plan->file, plan->arena,
	    &sheet, &n);
	if (err != NULL || !are_several(sheet, n))
		return err;
	err = read_pages(&shelf, options, sheet, n, &warnings, &ours);
	*taken = err == NULL && ours;
	for (i = 0; i < warnings.n && *taken; i++)
		problem_add(&plan->problems, &warnings.item[i]);
	for (i = 0; i < shelf.pages && err == NULL && *taken; i++)
		err = name_rows(&shelf, &shelf.page[i]);
	if (err == NULL && *taken)
		err = read_as_json(&shelf, options);
	lookup_release(&shelf.names);
	return err;
}
