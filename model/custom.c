/* SPDX-License-Identifier: ISC */
#include "model/custom.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Columns of a list, in cells. */
enum { WIDTH_LEAST = 6, WIDTH_MOST = 24 };

/* An own field; the array only grows, so that positions stay. */
struct own_field {
	char		 uuid[UUID_LEN];
	enum entity_id	 entity;
	struct field	*field;
};

struct custom {
	struct own_field *field;
	size_t		 n, cap;
	struct record	**supposed;
	size_t		 n_supposed, cap_supposed;
	struct own_tables *tables;
	bool		 stale;		/* something was supposed since */
	size_t		 choices;	/* that were read */
	const char	*read;		/* what the tables were made from */
	int64_t		 seen;		/* the store's counter at that time */
};

/* What was read: the rows of the three entities, each in order of writing. */
struct definitions {
	struct arena	*arena;
	struct record	**row;
	size_t		 n, cap;
};

static const enum entity_id defining[] = {
	ENTITY_custom_field, ENTITY_custom_choice, ENTITY_setting,
};

static bool
is_word(const char *s)
{
	return s != NULL && strlen(s) <= 40 && s[strspn(s,
	    "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

bool
custom_is_key(const char *s)
{
	return is_word(s) && *s >= 'a' && *s <= 'z';
}

bool
custom_is_choice_key(const char *s)
{
	return is_word(s) && *s != '\0' && *s != '_';
}

bool
custom_is_open_set(const char *set)
{
	static const char *const open[] = {
		"acquisition", "asset_form", "asset_kind", "asset_role",
		"backup", "connection_type", "crypto_use", "deployment",
		"external_kind", "information_medium", "interface_medium",
		"logging", "notice_kind", "site_kind", "supplier_kind",
		"system_status", "zone_kind",
	};
	size_t i;

	for (i = 0; i < sizeof(open) / sizeof(open[0]); i++)
		if (strcmp(open[i], set) == 0)
			return true;
	return custom_is_key(set) && !choice_is_built_in(set) &&
	    strcmp(set, "entity") != 0;
}

/* --- reading ------------------------------------------------------------ */

static int
compare_keys(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Appends the rows of an entity, retired ones too, in order of writing. */
static const struct err *
read_rows(const struct session *session, struct store *store,
    enum entity_id entity, struct definitions *out)
{
	struct store_keys keys = { .entity = entity };
	struct query *query = NULL;
	const struct err *err;

	err = query_parse(session, entity,
	    "retired_at=\"\" or retired_at!=\"\"", out->arena, &query);
	if (err == NULL)
		err = store_keys(store, entity, query, NULL, 0, &keys);
	if (err == NULL && keys.n > 0) {
		qsort(keys.key, keys.n, sizeof(keys.key[0]), compare_keys);
		out->row = arena_grow(out->arena, out->row, &out->cap,
		    out->n + keys.n, sizeof(*out->row));
		err = store_rows(store, &keys, 0, keys.n, NULL, out->arena,
		    &out->row[out->n]);
		out->n += keys.n;
	}
	store_keys_release(&keys);
	return err;
}

static struct record *
find_row(const struct definitions *in, const char *uuid)
{
	size_t i;

	for (i = 0; i < in->n; i++)
		if (in->row[i] != NULL && strcmp(in->row[i]->uuid, uuid) == 0)
			return in->row[i];
	return NULL;
}

/* No check of ours let more choices pass, but a file may hold them. */
static void
leave_out(struct custom *custom, const struct definitions *in)
{
	size_t i;

	custom->choices = 0;
	for (i = 0; i < in->n; i++)
		if (in->row[i] != NULL &&
		    in->row[i]->entity == ENTITY_custom_choice &&
		    custom->choices++ >= CUSTOM_MAX)
			in->row[i] = NULL;
}

static const struct err *
read_all(struct session *session, struct custom *custom,
    struct definitions *out)
{
	struct store *store = session->reg->read;
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL &&
	    i < sizeof(defining) / sizeof(defining[0]); i++)
		err = read_rows(session, store, defining[i], out);
	leave_out(custom, out);
	for (i = 0; err == NULL && i < custom->n_supposed; i++) {
		if (find_row(out, custom->supposed[i]->uuid) != NULL)
			continue;
		out->row = arena_grow(out->arena, out->row, &out->cap,
		    out->n + 1, sizeof(*out->row));
		out->row[out->n++] = custom->supposed[i];
	}
	return err;
}

/* All that the tables depend on, as one text. */
static const char *
as_text(const struct definitions *in, struct arena *arena)
{
	struct buf out = { 0 };
	const struct field *field;
	const char *copy;
	size_t i, j;

	for (i = 0; i < in->n; i++) {
		const struct record *row = in->row[i];

		if (row == NULL)
			continue;
		buf_printf(&out, "%s\n", row->uuid);
		for (j = F_retired_at; j < row->n; j++) {
			field = entity_field(row->entity, j);
			if (j != F_retired_at && j < COMMON_COUNT)
				continue;
			value_format_raw(field, record_value(row, j), &out);
			buf_addc(&out, '\x1f');
		}
	}
	copy = arena_strdup(arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

/* --- fields ------------------------------------------------------------- */

static const struct {
	const char	*key;
	enum field_type	 type;
	const char	*set;
	unsigned	 flags;
	bool		 many;		/* may hold several */
} types[] = {
	{ "text", TYPE_TEXT, NULL, FL_SEARCH, true },
	{ "note", TYPE_NOTE, NULL, FL_SEARCH, false },
	{ "int", TYPE_INT, NULL, 0, false },
	{ "date", TYPE_DATE, NULL, 0, true },
	{ "yesno", TYPE_YESNO, "yesno", 0, false },
	{ "choice", TYPE_CHOICE, NULL, 0, true },
};

static int
type_of(const char *key)
{
	size_t i;

	for (i = 0; key != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].key, key) == 0)
			return (int)i;
	return -1;
}

bool
custom_may_be_many(const char *type)
{
	int at = type_of(type);

	return at >= 0 && types[at].many;
}

bool
custom_may_have_fields(int entity)
{
	return entity != ENTITY_NONE &&
	    !entity_is_evidence((enum entity_id)entity) &&
	    !entity_get((enum entity_id)entity)->hidden;
}

/* The first of two labels that is there, else the key. */
static const char *
label_of(struct arena *arena, const struct record *row, size_t first,
    size_t second, size_t key)
{
	const char *s = record_text(row, first);

	if (s == NULL)
		s = record_text(row, second);
	return arena_strdup(arena, s != NULL ? s : record_text(row, key));
}

/* True for a key that the tables have in the entity. */
static bool
is_built_in_key(enum entity_id entity, const char *key)
{
	int at = entity_field_find(entity, key);

	return at >= 0 && (size_t)at < entity_field_built_in(entity);
}

/* A row that no program of ours would have written is passed over. */
static struct field *
field_of(struct arena *arena, const struct record *row)
{
	const char *key = record_text(row, F_custom_field_key);
	const char *where = record_text(row, F_custom_field_entity);
	int type = type_of(record_text(row, F_custom_field_type));
	int entity = where == NULL ? ENTITY_NONE : entity_find(where);
	const struct choice *meaning;
	struct field *field;
	int lang, width;

	if (type < 0 || !custom_may_have_fields(entity) || !custom_is_key(key) ||
	    is_built_in_key((enum entity_id)entity, key))
		return NULL;
	meaning = choice_find("custom_type", types[type].key);
	field = arena_alloc(arena, sizeof(*field));
	*field = (struct field){
		.entity = entity, .key = arena_strdup(arena, key),
		.type = types[type].type, .tab = TAB_ADMIN, .since = 2,
		.flags = FL_CUSTOM | types[type].flags,
		.set = types[type].set != NULL ? types[type].set :
		    arena_strdup(arena, record_text(row, F_custom_field_set)),
		.label = { label_of(arena, row, F_custom_field_label_en,
		    F_custom_field_label_ja, F_custom_field_key),
		    label_of(arena, row, F_custom_field_label_ja,
		    F_custom_field_label_en, F_custom_field_key) },
		.help = { arena_strdup(arena,
		    record_text(row, F_custom_field_help_en)),
		    arena_strdup(arena,
		    record_text(row, F_custom_field_help_ja)) },
	};
	for (lang = 0; lang < LANG_COUNT; lang++) {
		width = utf8_width(field->label[lang]);
		field->width = width > field->width ? width : field->width;
		if (field->help[lang] == NULL)
			field->help[lang] = field->help[LANG_COUNT - 1 - lang];
	}
	for (lang = 0; lang < LANG_COUNT; lang++)
		if (field->help[lang] == NULL)
			field->help[lang] = meaning->meaning[lang] != NULL ?
			    meaning->meaning[lang] : meaning->label[lang];
	width = field->type == TYPE_DATE ? 10 : field->type == TYPE_TEXT ||
	    field->type == TYPE_NOTE ? 16 : WIDTH_LEAST;
	width = width > field->width ? width : field->width;
	field->width = width > WIDTH_MOST ? WIDTH_MOST : width;
	if (value_is_yes(record_value(row, F_custom_field_many)) &&
	    types[type].many)
		field->flags |= FL_MANY;
	if (value_is_yes(record_value(row, F_custom_field_sensitive)))
		field->flags |= FL_SENSITIVE;
	if (record_has(row, F_retired_at))
		field->flags |= FL_RETIRED | FL_HIDDEN;
	return field;
}

static struct own_field *
own_field_of(struct custom *custom, const char *uuid, int entity)
{
	size_t i;

	for (i = 0; i < custom->n; i++)
		if ((int)custom->field[i].entity == entity &&
		    strcmp(custom->field[i].uuid, uuid) == 0)
			return &custom->field[i];
	return NULL;
}

static size_t
fields_of(const struct custom *custom, enum entity_id entity)
{
	size_t i, n = 0;

	for (i = 0; i < custom->n; i++)
		n += custom->field[i].entity == entity;
	return n;
}

/* Gives every row its place; what is gone is retired where it stands. */
static void
place_fields(struct arena *arena, struct custom *custom,
    const struct definitions *in)
{
	size_t i;

	for (i = 0; i < custom->n; i++) {
		struct field *gone = arena_alloc(arena, sizeof(*gone));

		*gone = *custom->field[i].field;
		gone->flags |= FL_RETIRED | FL_HIDDEN | FL_GONE;
		custom->field[i].field = gone;
	}
	for (i = 0; i < in->n; i++) {
		const struct record *row = in->row[i];
		struct own_field *own;
		struct field *field;

		if (row == NULL || row->entity != ENTITY_custom_field ||
		    (field = field_of(arena, row)) == NULL)
			continue;
		own = own_field_of(custom, row->uuid, field->entity);
		if (own == NULL && entity_field_built_in((enum entity_id)
		    field->entity) + fields_of(custom, (enum entity_id)
		    field->entity) >= FIELD_MAX)
			continue;
		if (own == NULL) {
			custom->field = arena_grow(arena, custom->field,
			    &custom->cap, custom->n + 1,
			    sizeof(*custom->field));
			own = &custom->field[custom->n++];
			memcpy(own->uuid, row->uuid, sizeof(own->uuid));
			own->entity = (enum entity_id)field->entity;
		}
		own->field = field;
	}
}

static void
list_fields(struct arena *arena, const struct custom *custom,
    struct own_tables *out)
{
	size_t i;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++) {
		size_t n = fields_of(custom, (enum entity_id)e);

		if (n > 0)
			out->field[e] = arena_calloc(arena, n,
			    sizeof(*out->field[e]));
	}
	for (i = 0; i < custom->n; i++) {
		enum entity_id entity = custom->field[i].entity;

		out->field[entity][out->n[entity]++] = custom->field[i].field;
	}
}

/* --- choices ------------------------------------------------------------ */

static bool
is_choice(const struct record *row)
{
	const char *set;

	if (row == NULL || row->entity != ENTITY_custom_choice ||
	    record_has(row, F_retired_at))
		return false;
	set = record_text(row, F_custom_choice_set);
	return set != NULL && custom_is_open_set(set) && custom_is_choice_key(
	    record_text(row, F_custom_choice_key));
}

/* Behind all that are as heavy. */
static void
add_choice(struct choice *rows, size_t *n, const struct choice *choice)
{
	size_t at = *n, i;

	for (i = 0; i < *n; i++)
		if (strcmp(rows[i].key, choice->key) == 0)
			return;
	while (at > 0 && rows[at - 1].order > choice->order) {
		rows[at] = rows[at - 1];
		at--;
	}
	rows[at] = *choice;
	++*n;
}

static struct choice
choice_of(struct arena *arena, const struct record *row, int last)
{
	int64_t order = record_int(row, F_custom_choice_order);

	return (struct choice){
		.set = arena_strdup(arena,
		    record_text(row, F_custom_choice_set)),
		.key = arena_strdup(arena,
		    record_text(row, F_custom_choice_key)),
		.label = { label_of(arena, row, F_custom_choice_label_en,
		    F_custom_choice_label_ja, F_custom_choice_key),
		    label_of(arena, row, F_custom_choice_label_ja,
		    F_custom_choice_label_en, F_custom_choice_key) },
		.order = !record_has(row, F_custom_choice_order) ? last + 1 :
		    order > INT_MAX ? INT_MAX : (int)order,
	};
}

/* One set with what the register adds to it. */
static struct own_set
set_of(struct arena *arena, const struct definitions *in, const char *set)
{
	const struct choice *built_in;
	struct choice *rows;
	size_t n, cap, i;

	built_in = choice_built_in(set, &n);
	for (cap = n, i = 0; i < in->n; i++)
		cap += is_choice(in->row[i]) && strcmp(set, record_text(
		    in->row[i], F_custom_choice_set)) == 0;
	rows = arena_calloc(arena, cap, sizeof(*rows));
	for (i = 0; i < n; i++)
		rows[i] = built_in[i];
	for (i = 0; i < in->n; i++) {
		struct choice choice;

		if (!is_choice(in->row[i]) || strcmp(set, record_text(
		    in->row[i], F_custom_choice_set)) != 0)
			continue;
		choice = choice_of(arena, in->row[i],
		    n == 0 ? 0 : rows[n - 1].order);
		add_choice(rows, &n, &choice);
	}
	return (struct own_set){ arena_strdup(arena, set), rows, n };
}

static void
list_sets(struct arena *arena, const struct definitions *in,
    struct own_tables *out)
{
	struct own_set *sets = NULL;
	size_t i, j, cap = 0;

	for (i = 0; i < in->n; i++) {
		const char *set;

		if (!is_choice(in->row[i]))
			continue;
		set = record_text(in->row[i], F_custom_choice_set);
		for (j = 0; j < out->n_sets; j++)
			if (strcmp(sets[j].set, set) == 0)
				break;
		if (j < out->n_sets)
			continue;
		sets = arena_grow(arena, sets, &cap, out->n_sets + 1,
		    sizeof(*sets));
		sets[out->n_sets++] = set_of(arena, in, set);
	}
	out->sets = sets;
}

/* --- the whole ---------------------------------------------------------- */

static const struct err *
load_scheme(struct register_ *reg, const struct definitions *in)
{
	const char *text = reg->first_scheme, *key;
	size_t i;

	for (i = 0; i < in->n; i++) {
		const struct record *row = in->row[i];

		if (row == NULL || row->entity != ENTITY_setting ||
		    record_has(row, F_retired_at))
			continue;
		key = record_text(row, F_setting_key);
		if (key != NULL && strcmp(key, "scheme") == 0 &&
		    record_has(row, F_setting_value))
			text = record_text(row, F_setting_value);
	}
	return scheme_parse(text, reg->arena, &reg->scheme);
}

/* Whether a change of a setting is about the scheme. */
static bool
is_scheme(const struct register_ *reg, const struct change *change)
{
	struct value key;
	const char *uuid = NULL;

	if (change_value(change, F_setting_key, &key))
		return key.kind == VALUE_TEXT && strcmp(key.s, "scheme") == 0;
	return setting_uuid(reg->live, "scheme", reg->arena, &uuid) == NULL &&
	    uuid != NULL && strcmp(uuid, change->uuid) == 0;
}

void
custom_take_scheme(struct session *session, const struct changes *changes)
{
	struct register_ *reg = session->reg;
	struct scheme scheme;
	struct value value;
	size_t i;

	for (i = 0; i < changes->n; i++) {
		const struct change *change = &changes->item[i];
		const char *text = reg->first_scheme;

		if (change->entity != ENTITY_setting || !is_scheme(reg, change))
			continue;
		if ((change->flags & (CHANGE_REMOVE | CHANGE_RETIRE)) == 0) {
			if (!change_value(change, F_setting_value, &value) ||
			    value.kind != VALUE_TEXT)
				continue;
			text = value.s;
		}
		/* What cannot be read is told by the check of the record. */
		if (scheme_parse(text, reg->arena, &scheme) == NULL)
			reg->scheme = scheme;
	}
}

static const struct err *
make_tables(struct register_ *reg, struct custom *custom,
    const struct definitions *in)
{
	struct own_tables *tables = arena_alloc(reg->arena, sizeof(*tables));

	field_install(NULL);
	place_fields(reg->arena, custom, in);
	list_fields(reg->arena, custom, tables);
	list_sets(reg->arena, in, tables);
	custom->tables = tables;
	return load_scheme(reg, in);
}

const struct err *
custom_load(struct session *session)
{
	struct register_ *reg = session->reg;
	struct definitions in = { .arena = arena_new() };
	struct custom *custom = reg->custom;
	const struct err *err;
	const char *text;

	if (custom == NULL)
		custom = reg->custom = arena_alloc(reg->arena,
		    sizeof(*custom));
	custom->stale = false;
	err = store_changed(reg->read, &custom->seen);
	if (err == NULL)
		err = read_all(session, custom, &in);
	if (err != NULL)
		goto done;
	text = as_text(&in, in.arena);
	if (custom->read == NULL || strcmp(custom->read, text) != 0) {
		err = make_tables(reg, custom, &in);
		custom->read = arena_strdup(reg->arena, text);
	}
done:
	register_install(session);
	arena_free(in.arena);
	return err;
}

const struct err *
custom_follow(struct session *session)
{
	struct custom *custom = session->reg->custom;
	const struct err *err;
	int64_t now;

	register_install(session);
	err = store_changed(session->reg->read, &now);
	return err != NULL || (now == custom->seen && !custom->stale) ? err :
	    custom_load(session);
}

void
register_install(const struct session *session)
{
	const struct register_ *reg = session->reg;

	field_install(reg == NULL || reg->custom == NULL ? NULL :
	    reg->custom->tables);
}

bool
custom_defines(enum entity_id entity)
{
	size_t i;

	for (i = 0; i < sizeof(defining) / sizeof(defining[0]); i++)
		if (defining[i] == entity)
			return true;
	return false;
}

void
custom_suppose(struct session *session, const struct record *record)
{
	struct custom *custom = session->reg->custom;
	struct arena *arena = session->reg->arena;

	/* More will be refused in any case. */
	if (!custom_defines(record->entity) ||
	    custom->n_supposed > 2 * CUSTOM_MAX)
		return;
	custom->supposed = arena_grow(arena, custom->supposed,
	    &custom->cap_supposed, custom->n_supposed + 1,
	    sizeof(*custom->supposed));
	custom->supposed[custom->n_supposed++] = record_copy(arena, record);
	custom->stale = true;
}

size_t
custom_choices(const struct session *session)
{
	return session->reg->custom->choices;
}

const struct err *
custom_forget(struct session *session)
{
	if (session->reg == NULL || session->reg->custom == NULL ||
	    session->reg->custom->n_supposed == 0)
		return NULL;
	session->reg->custom->n_supposed = 0;
	return custom_load(session);
}
