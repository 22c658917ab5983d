/* SPDX-License-Identifier: ISC */
#include "model/scheme_change.h"

#include <inttypes.h>
#include <string.h>

#include "model/changes.h"
#include "model/register_impl.h"

struct moving {
	struct session	*session;
	struct arena	*arena;
	struct changes	*changes;	/* NULL: only counted */
	const struct scheme *next;	/* NULL: the register keeps its own */
	struct scheme_move *move;
	size_t		 n;
	enum entity_id	 entity;
};

static struct scheme_move *
find_move(const struct moving *m, const char *axis, const char *key)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (strcmp(m->move[i].axis, axis) == 0 &&
		    strcmp(m->move[i].from->key, key) == 0)
			return &m->move[i];
	return NULL;
}

static const struct choice *
find_level(const struct choice *rows, size_t n, const char *key, size_t len)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strlen(rows[i].key) == len &&
		    strncmp(rows[i].key, key, len) == 0)
			return &rows[i];
	return NULL;
}

/* The level that obviously is the same: by key, by its beginning, by rank. */
static const struct choice *
home_of(const struct scheme *scheme, const struct scheme_move *move,
    size_t rank, size_t ranks)
{
	const struct choice *rows, *found;
	size_t n, len = strlen(move->from->key);

	rows = scheme_levels(scheme, move->axis, &n);
	for (found = NULL; found == NULL && len > 0; len--)
		found = find_level(rows, n, move->from->key, len);
	return found == NULL && n == ranks ? &rows[rank] : found;
}

static void
list_moves(struct moving *m)
{
	const struct scheme *scheme = &m->session->reg->scheme;
	size_t i, j, cap = 0;

	for (i = 0; i < scheme->n; i++)
		for (j = 0; j < scheme->axis[i].n; j++) {
			struct scheme_move *move;

			m->move = arena_grow(m->arena, m->move, &cap,
			    m->n + 1, sizeof(*m->move));
			move = &m->move[m->n++];
			*move = (struct scheme_move){
				.axis = scheme->axis[i].name,
				.from = &scheme->axis[i].rows[j],
			};
			if (m->next != NULL)
				move->to = home_of(m->next, move, j,
				    scheme->axis[i].n);
		}
}

/* --- records ------------------------------------------------------------ */

static bool
is_level(const struct field *field)
{
	return field->type == TYPE_SCALE && field_is_editable(field);
}

/* Counts the levels of a record, and gives it those they become. */
static bool
move_record(void *ctx, const struct record *record)
{
	struct moving *m = ctx;
	struct record *moved = record_new(m->arena, m->entity);
	const struct field *field;
	struct scheme_move *move;
	const char *key;
	bool any = false;
	size_t i;

	for (i = 0; (field = entity_field(m->entity, i)) != NULL; i++) {
		key = is_level(field) ? record_text(record, i) : NULL;
		move = key == NULL ? NULL : find_move(m, field->set, key);
		if (move == NULL)
			continue;
		move->n++;
		if (move->to == NULL || strcmp(move->to->key, key) == 0)
			continue;
		record_set_text(moved, i, move->to->key);
		any = true;
	}
	if (any && m->changes != NULL) {
		memcpy(moved->uuid, record->uuid, sizeof(moved->uuid));
		moved->rev = record->rev;
		changes_add(m->changes, moved, CHANGE_PUT);
	}
	return true;
}

static const struct err *
move_records(struct moving *m)
{
	const struct err *err = NULL;
	const struct field *field;
	size_t i;
	int e;

	for (e = 0; err == NULL && e < ENTITY_COUNT; e++) {
		struct fieldset want = { 0 };
		struct query *query = NULL;

		m->entity = (enum entity_id)e;
		for (i = 0; (field = entity_field(m->entity, i)) != NULL; i++)
			if (is_level(field))
				fieldset_add(&want, i);
		if (fieldset_empty(&want))
			continue;
		err = query_parse(m->session, m->entity,
		    "retired_at=\"\" or retired_at!=\"\"", m->arena, &query);
		if (err == NULL)
			err = store_each(register_reader(m->session),
			    m->entity, query, NULL, 0, &want, move_record, m);
	}
	return err;
}

const struct err *
scheme_levels_used(struct session *session, struct arena *arena,
    struct scheme_move **out, size_t *n)
{
	struct moving m = { .session = session, .arena = arena };
	const struct err *err;

	list_moves(&m);
	err = move_records(&m);
	*out = m.move;
	*n = m.n;
	return err;
}

/* --- what the caller says ----------------------------------------------- */

static const struct err *
wrong_map(const char *word)
{
	return err_new(ERR_USAGE, _("\"%s\" maps nothing: write AXIS.OLD=NEW "
	    "with levels of the two schemes, such as confidentiality.3A=3."),
	    word);
}

/* One "AXIS.OLD=NEW". */
static const struct err *
read_pair(struct moving *m, const char *word)
{
	const char *dot = strchr(word, '.'), *equals = strchr(word, '=');
	const struct choice *rows;
	struct scheme_move *move;
	const char *axis, *key;
	size_t n;

	if (dot == NULL || equals == NULL || equals < dot)
		return wrong_map(word);
	axis = arena_strndup(m->arena, word, (size_t)(dot - word));
	key = arena_strndup(m->arena, dot + 1, (size_t)(equals - dot - 1));
	move = find_move(m, axis, key);
	rows = scheme_levels(m->next, axis, &n);
	if (move == NULL || rows == NULL)
		return wrong_map(word);
	move->to = find_level(rows, n, equals + 1, strlen(equals + 1));
	return move->to == NULL ? wrong_map(word) : NULL;
}

static const struct err *
read_map(struct moving *m, const char *map)
{
	const struct err *err = NULL;

	while (err == NULL && map != NULL && *map != '\0') {
		size_t n = strcspn(map, ",");

		err = read_pair(m, arena_strndup(m->arena, map, n));
		map += n + (map[n] == ',');
	}
	return err;
}

/* --- the change --------------------------------------------------------- */

static void
tell_homeless(const struct moving *m, struct problems *problems)
{
	size_t i, j, n;

	for (i = 0; i < m->n; i++) {
		const struct scheme_move *move = &m->move[i];
		const struct choice *rows;
		struct buf names = { 0 };
		struct problem problem = { .field = move->axis,
		    .value = move->from->key };

		if (move->to != NULL || move->n == 0)
			continue;
		rows = scheme_levels(m->next, move->axis, &n);
		for (j = 0; j < n; j++)
			buf_printf(&names, "%s%s", j > 0 ? ", " : "",
			    rows[j].key);
		problem.reason = arena_printf(m->arena, _("It stands in "
		    "%" PRId64 " records and has no counterpart among %s; "
		    "give it one with --map %s.%s=LEVEL."), move->n,
		    buf_str(&names), move->axis, move->from->key);
		problem_add(problems, &problem);
		buf_release(&names);
	}
}

const struct err *
scheme_change(struct changes *changes, const char *name, const char *map,
    struct scheme_move **moves, size_t *n, struct problems *problems)
{
	struct moving m = { .session = changes->session,
	    .arena = changes->arena, .changes = changes };
	struct buf text = { 0 };
	struct scheme next;
	const struct err *err;

	err = scheme_load(name, &text);
	if (err == NULL)
		err = scheme_parse(buf_str(&text), m.arena, &next);
	if (err != NULL)
		goto done;
	m.next = &next;
	list_moves(&m);
	err = read_map(&m, map);
	if (err == NULL)
		err = register_set(m.session, changes, "scheme",
		    buf_str(&text));
	if (err == NULL)
		err = move_records(&m);
	if (err == NULL)
		tell_homeless(&m, problems);
	*moves = m.move;
	*n = m.n;
done:
	buf_release(&text);
	return err;
}
