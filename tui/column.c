/* SPDX-License-Identifier: ISC */
#include "tui/column.h"

#include <string.h>

#include "base/utf8.h"

enum { NAME_MAX_W = 40, HIDDEN_ROOM = 6, RANK_FIELD = 20, RANK_MAX = 200 };

static const struct row {
	enum entity_id	 entity;
	const char	*key;
	int		 width[LANG_COUNT], rank;
	const char	*head[LANG_COUNT];
} rows[] = {
#define COLUMN(ent, key, we, wj, rank, en, ja) \
	{ ENTITY_##ent, key, { we, wj }, rank, { en, ja } },
#include "tui/column.def"
#undef COLUMN
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

struct candidate {
	struct table_column column;
	int		 rank;
	bool		 in;
};

size_t
column_fields(enum entity_id entity, size_t out[FIELD_MAX])
{
	size_t i, n = 0, count = entity_field_count(entity);

	for (i = 0; i < count; i++) {
		size_t at = (i + COMMON_COUNT) % count;
		const struct field *field = entity_field(entity, at);

		if (field->type != TYPE_COMPUTED &&
		    (field->flags & FL_HIDDEN) == 0)
			out[n++] = at;
	}
	return n;
}

static void
add(struct candidate *out, size_t *n, enum entity_id entity, enum lang lang,
    int id, int width, int rank, const char *head)
{
	const struct field *field = id == COLUMN_IP ? NULL :
	    entity_field(entity, (size_t)id);
	struct candidate *c = &out[*n];

	if (*n == TABLE_COLUMNS)
		return;
	(*n)++;
	*c = (struct candidate){ .rank = rank };
	c->column.id = id;
	c->column.width = width;
	c->column.head = head != NULL ? head : field->label[lang];
	c->column.right = field != NULL && field_is_int(field) &&
	    field->type != TYPE_DATETIME;
	if (id == (int)entity_name_field(entity)) {
		c->column.grow = true;
		c->column.grow_max = NAME_MAX_W > width ? NAME_MAX_W : width;
	}
}

static bool
is_listed(enum entity_id entity, const char *key, size_t *row)
{
	for (*row = 0; *row < N_ROWS; (*row)++)
		if (rows[*row].entity == entity &&
		    strcmp(rows[*row].key, key) == 0)
			return true;
	return false;
}

static size_t
place_of(const struct candidate *c, const struct column_choice *choice)
{
	size_t i;

	/* What is never dropped stays in front. */
	if (c->rank == 0)
		return 0;
	for (i = 0; i < choice->n_order; i++)
		if ((int)choice->order[i] == c->column.id)
			break;
	return i + 1;
}

/* As the person put them; the others keep their order behind. */
static void
order(struct candidate *c, size_t n, const struct column_choice *choice)
{
	size_t i, k;

	for (i = 1; choice->n_order > 0 && i < n; i++) {
		struct candidate moved = c[i];
		size_t place = place_of(&moved, choice);

		for (k = i; k > 0 && place_of(&c[k - 1], choice) > place; k--)
			c[k] = c[k - 1];
		c[k] = moved;
	}
}

/* The rows of column.def, then the default columns of the field table. */
static size_t
candidates(enum entity_id entity, enum lang lang,
    const struct column_choice *choice, struct candidate *out)
{
	size_t i, n = 0, row, name = entity_name_field(entity);
	bool named = false;

	for (i = 0; i < N_ROWS; i++) {
		int at = rows[i].entity != entity ? -1 :
		    entity == ENTITY_asset && strcmp(rows[i].key, "ip") == 0 ?
		    COLUMN_IP :
		    entity_field_find(entity, rows[i].key);

		if (at < 0)
			continue;
		add(out, &n, entity, lang, at, rows[i].width[lang],
		    rows[i].rank, rows[i].head[lang]);
		named = true;
	}
	if (!named)
		add(out, &n, entity, lang, (int)name,
		    entity_field(entity, name)->width, 0, NULL);
	for (i = 0; i < entity_field_count(entity); i++) {
		const struct field *field = entity_field(entity, i);
		bool wanted = (field->flags & FL_LIST) != 0 ||
		    fieldset_has(&choice->show, i);

		if (!wanted || (!named && i == name) ||
		    is_listed(entity, field->key, &row) ||
		    field->type == TYPE_COMPUTED)
			continue;
		add(out, &n, entity, lang, (int)i, field->width,
		    RANK_FIELD + (int)i, NULL);
	}
	order(out, n, choice);
	return n;
}

/* Takes them by rank while they fit; first those that were asked for. */
static size_t
take(struct candidate *c, size_t n, int w, const struct column_choice *choice,
    int drop, int max_rank)
{
	int used = 0, rank;
	size_t i, taken = 0;

	for (rank = -1; rank <= max_rank; rank++)
		for (i = 0; i < n; i++) {
			int id = c[i].column.id;
			bool field = id < FIELD_MAX;
			bool asked = field && c[i].rank > 0 &&
			    fieldset_has(&choice->show, (size_t)id);
			int need = c[i].column.width + (used > 0 ? 1 : 0);

			if (c[i].in || (rank < 0 ? !asked :
			    c[i].rank != rank))
				continue;
			if (!field && choice->only)
				continue;
			if (c[i].rank > 0 && (id == drop || (field &&
			    fieldset_has(&choice->hide, (size_t)id))))
				continue;
			if (c[i].rank > 0 && used + need > w) {
				if (rank >= 0)
					return taken;
				continue;
			}
			c[i].in = true;
			used += need;
			taken++;
		}
	return taken;
}

size_t
column_fit(enum entity_id entity, enum lang lang, int w,
    const struct column_choice *choice, int drop, bool small, bool sign,
    struct table_column *out, size_t *hidden)
{
	struct candidate c[TABLE_COLUMNS];
	size_t i, n, taken, kept = 0;

	n = candidates(entity, lang, choice, c);
	taken = take(c, n, w, choice, drop, small ? 0 : RANK_MAX);
	if (taken < n && !small && sign) {
		/* Room for "+12›". */
		for (i = 0; i < n; i++)
			c[i].in = false;
		taken = take(c, n, w - HIDDEN_ROOM, choice, drop, RANK_MAX);
	}
	for (i = 0; i < n; i++)
		if (c[i].in)
			out[kept++] = c[i].column;
	*hidden = n - taken;
	table_fit(out, kept, *hidden > 0 && !small && sign ?
	    w - HIDDEN_ROOM : w);
	return kept;
}

static bool
is_shown(enum entity_id entity, const struct candidate *c,
    const struct column_choice *choice)
{
	size_t at = (size_t)c->column.id;

	if (at >= FIELD_MAX || at == entity_name_field(entity))
		return false;
	return c->rank == 0 || !fieldset_has(&choice->hide, at);
}

size_t
column_order(enum entity_id entity, enum lang lang,
    const struct column_choice *choice, size_t out[FIELD_MAX])
{
	struct candidate c[TABLE_COLUMNS];
	struct fieldset in = { { 0 } };
	size_t field[FIELD_MAX], i, n, fields, kept = 0;

	n = candidates(entity, lang, choice, c);
	for (i = 0; i < n; i++)
		if (is_shown(entity, &c[i], choice)) {
			out[kept++] = (size_t)c[i].column.id;
			fieldset_add(&in, (size_t)c[i].column.id);
		}
	fields = column_fields(entity, field);
	for (i = 0; i < fields; i++)
		if (!fieldset_has(&in, field[i]) &&
		    field[i] != entity_name_field(entity))
			out[kept++] = field[i];
	return kept;
}

size_t
column_keys(enum entity_id entity, enum lang lang,
    const struct column_choice *choice, const char *out[FIELD_MAX])
{
	struct candidate c[TABLE_COLUMNS];
	size_t i, n, kept = 0;

	n = candidates(entity, lang, choice, c);
	out[kept++] = entity_field(entity, entity_name_field(entity))->key;
	for (i = 0; i < n; i++)
		if (is_shown(entity, &c[i], choice))
			out[kept++] = entity_field(entity,
			    (size_t)c[i].column.id)->key;
	return kept;
}
