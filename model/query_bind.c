/* SPDX-License-Identifier: ISC */
#include "model/query_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include "base/utf8.h"

/* What a condition is made from. */
struct binding {
	const struct query_parser *parser;
	const struct token *path, *op, *value;
	struct query	*query;
	const char	*text;		/* the value, folded */
};

typedef const struct err *(*bind_fn)(struct binding *binding);

static bind_fn bind_of(const struct field *field);

/* --- paths ------------------------------------------------------------ */

static bool
named(const struct field *field, const char *folded)
{
	struct buf label = { 0 };
	bool same = false;
	int lang;

	for (lang = 0; lang < LANG_COUNT && !same; lang++) {
		buf_clear(&label);
		utf8_fold_header(&label, field->label[lang]);
		same = strcmp(buf_str(&label), folded) == 0;
	}
	buf_release(&label);
	return same;
}

/* By key, old key or a label; NULL when the entity has no such field. */
static const struct field *
field_named(enum entity_id entity, const char *word)
{
	const struct field *field = NULL;
	struct buf folded = { 0 };
	int position = entity_field_find(entity, word);
	size_t i;

	if (position >= 0)
		return entity_field(entity, (size_t)position);
	utf8_fold_header(&folded, word);
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (named(field, buf_str(&folded)))
			break;
	buf_release(&folded);
	return field;
}

static const char *
entity_names(const struct query_parser *parser, uint64_t entities)
{
	enum lang lang = parser->session->lang;
	struct buf out = { 0 };
	const char *s;
	int e, n = 0;

	for (e = 0; e < ENTITY_COUNT; e++) {
		if ((entities >> e & 1) == 0)
			continue;
		if (n == 4) {
			buf_add(&out, ", …");
			break;
		}
		buf_printf(&out, "%s%s", n++ > 0 ? ", " : "",
		    entity_get((enum entity_id)e)->label[lang]);
	}
	s = arena_strdup(parser->arena, buf_str(&out));
	buf_release(&out);
	return s;
}

/* True when a field of the entity refers to one of those in the mask. */
static bool
refers_to(enum entity_id entity, uint64_t mask)
{
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (field_is_ref(field) && (field->targets & mask) != 0)
			return true;
	return false;
}

/* The entity counted by a plural, in either language; ENTITY_NONE. */
static int
counted_named(uint64_t mask, const char *word)
{
	int e, lang;

	for (e = 0; e < ENTITY_COUNT; e++) {
		const struct entity *entity = entity_get((enum entity_id)e);
		bool same = strcmp(entity->plural, word) == 0;

		for (lang = 0; lang < LANG_COUNT; lang++)
			same = same || utf8_equal_folded(
			    entity->label_plural[lang], word);
		if (same && refers_to((enum entity_id)e, mask))
			return e;
	}
	return ENTITY_NONE;
}

static const struct err *
unknown_word(const struct query_parser *parser, size_t at, uint64_t mask,
    const char *word, bool step)
{
	struct query_words words = { 0 };
	const struct field *field;
	const char *shown = query_quote(parser, word);
	size_t i;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = COMMON_COUNT; (mask >> e & 1) != 0 && (field =
		    entity_field((enum entity_id)e, i)) != NULL; i++)
			if (step ? field_is_ref(field) :
			    field->type != TYPE_COMPUTED)
				query_words_add(parser->arena, &words,
				    field->key);
	for (i = 0; i < COMMON_COUNT && !step; i++)
		query_words_add(parser->arena, &words,
		    entity_field(parser->entity, i)->key);
	for (e = 0; e < ENTITY_COUNT && !step; e++)
		if (refers_to((enum entity_id)e, mask))
			query_words_add(parser->arena, &words,
			    entity_get((enum entity_id)e)->plural);
	return query_mistake(parser, at, &words, word, step ?
	    _("There is no reference \"%s\" in %s for the dot to follow.") :
	    _("There is no field \"%s\" in %s."), shown,
	    entity_names(parser, mask));
}

/* One reference on the way; *mask becomes what it leads to. */
static const struct err *
bind_step(struct binding *b, size_t at, const char *word, uint64_t *mask)
{
	struct query *query = b->query;
	struct query_step *step = &query->step[query->n_steps];
	int e;

	if (query->n_steps == QUERY_STEPS)
		return query_mistake(b->parser, at, NULL, NULL,
		    _("A path follows at most %d references; shorten it."),
		    QUERY_STEPS);
	*step = (struct query_step){ 0 };
	for (e = 0; e < ENTITY_COUNT; e++) {
		const struct field *field;

		if ((*mask >> e & 1) == 0)
			continue;
		field = field_named((enum entity_id)e,
		    step->key == NULL ? word : step->key);
		if (field == NULL || !field_is_ref(field))
			continue;
		step->key = field->key;
		step->entities |= UINT64_C(1) << e;
		step->targets |= field->targets;
	}
	if (step->key == NULL)
		return unknown_word(b->parser, at, *mask, word, true);
	query->n_steps++;
	*mask = step->targets;
	return NULL;
}

/* The field at the end of the path, or a count. */
static const struct err *
bind_end(struct binding *b, size_t at, const char *word, uint64_t mask)
{
	struct query *query = b->query;
	int e, counted;

	for (e = 0; e < ENTITY_COUNT; e++) {
		const struct field *field;

		if ((mask >> e & 1) == 0)
			continue;
		field = field_named((enum entity_id)e,
		    query->key == NULL ? word : query->key);
		if (field == NULL || (query->field != NULL &&
		    bind_of(query->field) != bind_of(field)))
			continue;
		if (query->field == NULL) {
			query->field = field;
			query->key = field->key;
		}
		query->entities |= UINT64_C(1) << e;
	}
	if (query->field != NULL && query->field->type == TYPE_COMPUTED)
		return query_mistake(b->parser, at, NULL, NULL,
		    _("\"%s\" is worked out when it is shown and cannot be "
		    "asked for; choose another field."), query->key);
	if (query->field != NULL)
		return NULL;
	counted = counted_named(mask, word);
	if (counted == ENTITY_NONE)
		return unknown_word(b->parser, at, mask, word, false);
	query->kind = QUERY_COUNT;
	query->counted = (enum entity_id)counted;
	query->entities = mask;
	return NULL;
}

static const struct err *
bind_path(struct binding *b)
{
	const struct token *path = b->path;
	uint64_t mask = UINT64_C(1) << b->parser->entity;
	const char *s = path->s;
	const struct err *err = NULL;

	while (err == NULL) {
		/* A quoted label may hold dots and escapes. */
		size_t n = path->kind == TOKEN_STRING ? strlen(s) :
		    strcspn(s, ".");
		size_t at = path->at + (size_t)(s - path->s);
		const char *word = arena_strndup(b->parser->arena, s, n);

		if (s[n] == '\0')
			return bind_end(b, at, word, mask);
		err = bind_step(b, at, word, &mask);
		s += n + 1;
	}
	return err;
}

/* --- values ----------------------------------------------------------- */

static const struct err *
wrong_value(const struct binding *b, const struct query_words *possible,
    const char *what)
{
	return query_mistake(b->parser, b->value->at, possible,
	    b->value->s, "%s", what);
}

static const struct err *
bind_text(struct binding *b)
{
	b->query->value = (struct value){ .kind = VALUE_TEXT, .s = b->text };
	return NULL;
}

static const struct err *
bind_int(struct binding *b)
{
	char *end;
	long long number;

	number = strtoll(b->text, &end, 10);
	if (*b->text == '\0' || *end != '\0' || query_blank(b->text) > 0 ||
	    strlen(b->text) > 18)
		return wrong_value(b, NULL,
		    _("A whole number must stand here, such as 24."));
	b->query->value = (struct value){ .kind = VALUE_INT, .i = number };
	return NULL;
}

static const struct err *
bind_address(struct binding *b, bool ok, const char *canonical,
    const char *what)
{
	if (!ok)
		return wrong_value(b, NULL, what);
	b->query->value = (struct value){
		.kind = VALUE_TEXT,
		.s = arena_strdup(b->parser->arena, canonical),
	};
	return NULL;
}

static const struct err *
bind_mac(struct binding *b)
{
	char out[MAC_LEN] = "";
	struct mac mac;
	bool ok;

	if (b->query->op == QUERY_CONTAINS) {
		char *s = arena_strdup(b->parser->arena, b->text);

		b->text = s;
		for (; *s != '\0'; s++)
			if (*s == '-')
				*s = ':';
		return bind_text(b);
	}
	ok = mac_parse(b->text, &mac);
	if (ok)
		mac_format(&mac, out);
	return bind_address(b, ok, out, _("A MAC address must stand here, "
	    "such as 02:4b:11:9c:07:1f; for a part of one use ~."));
}

static const struct err *
bind_ip(struct binding *b)
{
	char out[IP_LEN] = "";
	struct ip ip;
	bool ok;

	if (b->query->op == QUERY_CONTAINS)
		return bind_text(b);
	ok = ip_parse(b->text, &ip);
	if (ok)
		ip_format(&ip, out);
	return bind_address(b, ok, out, _("An IP address must stand here, "
	    "such as 10.20.0.5; for a part of one use ~."));
}

static const struct err *
bind_cidr(struct binding *b)
{
	char out[CIDR_LEN] = "";
	struct cidr cidr;
	bool ok;

	if (b->query->op == QUERY_CONTAINS)
		return bind_text(b);
	ok = cidr_parse(b->text, &cidr);
	if (ok)
		cidr_format(&cidr, out);
	return bind_address(b, ok, out, _("An address range must stand "
	    "here, such as 10.20.0.0/16; for a part of one use ~."));
}

static const struct err *
bind_ports(struct binding *b)
{
	char out[64] = "";
	bool ok;

	if (b->query->op == QUERY_CONTAINS)
		return bind_text(b);
	ok = port_parse(b->text, out, sizeof(out));
	return bind_address(b, ok, out, _("A port must stand here, such as "
	    "tcp/443; for a part of one use ~."));
}

/* --- days and moments ------------------------------------------------- */

/* "today" and what may follow it. */
static bool
relative_day(const struct binding *b, int32_t *day)
{
	const char *s = b->text;
	char *end;
	long n;

	if (strncmp(s, "today", 5) != 0)
		return false;
	s += 5;
	*day = session_today(b->parser->session);
	if (*s == '\0')
		return true;
	if ((*s != '+' && *s != '-') || s[1] < '0' || s[1] > '9')
		return false;
	n = strtol(s, &end, 10);
	if (end - s > 6 || *end == '\0' || strchr("dwmy", *end) == NULL ||
	    end[1] != '\0')
		return false;
	*day = date_add(*day, (int)n, *end);
	return true;
}

static bool
read_day(const struct binding *b, int32_t *day)
{
	return (relative_day(b, day) || date_parse(b->text, day)) &&
	    *day >= date_from_civil(1, 1, 1) &&
	    *day <= date_from_civil(9999, 12, 31);
}

static const struct err *
wrong_day(const struct binding *b)
{
	struct query_words words = { 0 };
	static const char *const shown[] = {
		"2026-05-18", "today", "today+90d", "today-2w", "today+6m",
		"today-1y", "\"\"",
	};
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		query_words_add(b->parser->arena, &words, shown[i]);
	return query_mistake(b->parser, b->value->at, &words, NULL,
	    _("\"%s\" is not a day that exists."),
	    query_quote(b->parser, b->value->s));
}

static const struct err *
bind_date(struct binding *b)
{
	char out[DATE_LEN];
	int32_t day;

	if (b->query->op == QUERY_CONTAINS)
		return bind_text(b);
	if (!read_day(b, &day))
		return wrong_day(b);
	date_format(day, out);
	b->query->value = (struct value){
		.kind = VALUE_TEXT,
		.s = arena_strdup(b->parser->arena, out),
	};
	return NULL;
}

/*
 * A day compared with a moment means the whole day: "<=" reaches to its last
 * millisecond, and "=" is two conditions.
 */
static const struct err *
bind_datetime(struct binding *b)
{
	struct query *query = b->query, *until;
	int64_t ms;
	int32_t day;

	if (read_day(b, &day)) {
		bool after = query->op == QUERY_LE || query->op == QUERY_GT;

		ms = after ? clock_day_end(day) : clock_day_start(day);
	} else if (datetime_parse(b->value->s, &ms)) {
		query->value = (struct value){ .kind = VALUE_INT, .i = ms };
		return NULL;
	} else {
		return wrong_day(b);
	}
	query->value = (struct value){ .kind = VALUE_INT, .i = ms };
	if (query->op != QUERY_EQ)
		return NULL;
	until = arena_alloc(b->parser->arena, sizeof(*until));
	*until = *query;
	query->op = QUERY_GE;
	until->op = QUERY_LE;
	until->value.i = clock_day_end(day);
	b->query = query_node(b->parser->arena, QUERY_AND, query, until);
	return NULL;
}

/* --- choices ---------------------------------------------------------- */

/* Words that stand for several choices. */
static const struct {
	const char	*set, *word, *keys[4];
} shorthands[] = {
	{ "finding_state", "open", { "new", "triaged", "reopened" } },
};

static void
add_key(struct binding *b, const char *key)
{
	struct query *query = b->query;
	size_t i, cap = query->n_keys;

	for (i = 0; i < query->n_keys; i++)
		if (strcmp(query->keys[i], key) == 0)
			return;
	query->keys = arena_grow(b->parser->arena, query->keys, &cap,
	    query->n_keys + 1, sizeof(*query->keys));
	query->keys[query->n_keys++] = key;
}

/* Ranks that a word names: one, or all levels that begin with it ("3"). */
struct ranks {
	int	low, high;
	bool	exact;
};

static bool
ranks_of(const struct binding *b, const struct field *field,
    const struct choice *rows, size_t n, struct ranks *ranks)
{
	const struct choice *row = choice_match(rows, n, b->value->s);
	struct buf key = { 0 };
	bool found = false;
	size_t i;

	if (row != NULL) {
		*ranks = (struct ranks){ row->order, row->order, true };
		return true;
	}
	for (i = 0; i < n && field->type == TYPE_SCALE; i++) {
		buf_clear(&key);
		utf8_fold(&key, rows[i].key);
		if (strncmp(buf_str(&key), b->text, strlen(b->text)) != 0)
			continue;
		if (!found || rows[i].order < ranks->low)
			ranks->low = rows[i].order;
		if (!found || rows[i].order > ranks->high)
			ranks->high = rows[i].order;
		found = true;
	}
	ranks->exact = false;
	buf_release(&key);
	return found;
}

static bool
rank_fits(enum query_op op, int order, const struct ranks *ranks)
{
	switch (op) {
	case QUERY_LT:
		return order < ranks->low;
	case QUERY_LE:
		return order <= ranks->high;
	case QUERY_GT:
		return order > ranks->high;
	case QUERY_GE:
		return order >= ranks->low;
	default:
		return order >= ranks->low && order <= ranks->high;
	}
}

static bool
holds(const char *s, const char *folded)
{
	struct buf form = { 0 };
	bool found;

	utf8_fold(&form, s);
	found = strstr(buf_str(&form), folded) != NULL;
	buf_release(&form);
	return found;
}

/* Adds the keys of one set that satisfy the comparison. */
static bool
add_choices(struct binding *b, const struct field *field,
    const struct choice *rows, size_t n, bool *exact)
{
	struct ranks ranks;
	size_t i, k;

	for (i = 0; i < sizeof(shorthands) / sizeof(shorthands[0]); i++) {
		if (b->query->op != QUERY_EQ || field->set == NULL ||
		    strcmp(field->set, shorthands[i].set) != 0 ||
		    strcmp(b->text, shorthands[i].word) != 0)
			continue;
		for (k = 0; shorthands[i].keys[k] != NULL; k++)
			add_key(b, shorthands[i].keys[k]);
		return true;
	}
	if (b->query->op == QUERY_CONTAINS) {
		for (i = 0; i < n; i++)
			if (holds(rows[i].key, b->text) ||
			    holds(rows[i].label[LANG_EN], b->text) ||
			    holds(rows[i].label[LANG_JA], b->text))
				add_key(b, rows[i].key);
		return b->query->n_keys > 0;
	}
	if (!ranks_of(b, field, rows, n, &ranks))
		return false;
	*exact = ranks.exact;
	for (i = 0; i < n; i++)
		if (rank_fits(b->query->op, rows[i].order, &ranks))
			add_key(b, rows[i].key);
	return true;
}

static void
possible_choices(const struct binding *b, struct query_words *words,
    const struct field *field, const struct choice *rows, size_t n)
{
	struct arena *arena = b->parser->arena;
	size_t i;

	for (i = 0; i < n; i++)
		query_words_add(arena, words,
		    b->parser->session->lang == LANG_JA &&
		    strcmp(rows[i].key, rows[i].label[LANG_JA]) != 0 ?
		    arena_printf(arena, "%s %s", rows[i].key,
		    rows[i].label[LANG_JA]) : rows[i].key);
	for (i = 0; i < sizeof(shorthands) / sizeof(shorthands[0]); i++)
		if (field->set != NULL &&
		    strcmp(field->set, shorthands[i].set) == 0)
			query_words_add(arena, words, shorthands[i].word);
}

/* The key of the only choice that a word names, in all sets; else NULL. */
static const char *
only_key(const struct binding *b, const struct choice *rows, size_t n,
    const char *so_far)
{
	const struct choice *row = choice_match(rows, n, b->value->s);

	if (row == NULL || (so_far != NULL && strcmp(so_far, row->key) != 0))
		return NULL;
	return row->key;
}

static const struct err *
bind_choice(struct binding *b)
{
	struct query *query = b->query;
	struct query_words words = { 0 };
	const char *key = NULL;
	bool found = false, one = true;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++) {
		const struct field *field;
		const struct choice *rows;
		bool exact = false;
		size_t n;

		if ((query->entities >> e & 1) == 0)
			continue;
		field = field_named((enum entity_id)e, query->key);
		rows = field_choices(b->parser->session, field, &n);
		possible_choices(b, &words, field, rows, n);
		if (!add_choices(b, field, rows, n, &exact))
			continue;
		found = true;
		if (exact && one)
			key = only_key(b, rows, n, key);
		one = one && exact && key != NULL;
	}
	if (!found)
		return query_mistake(b->parser, b->value->at, &words,
		    b->text, _("\"%s\" is no value of \"%s\"."),
		    query_quote(b->parser, b->value->s), query->key);
	query->value = (struct value){
		.kind = VALUE_TEXT, .s = one ? key : b->text,
	};
	return NULL;
}

/* --- which types know which comparisons ------------------------------- */

enum { ORDERED = 1, PARTS = 2 };

static const struct {
	bind_fn		bind;
	unsigned	can;
} types[] = {
	[TYPE_TEXT] = { bind_text, ORDERED | PARTS },
	[TYPE_NOTE] = { bind_text, ORDERED | PARTS },
	[TYPE_PHONE] = { bind_text, ORDERED | PARTS },
	[TYPE_MAIL] = { bind_text, ORDERED | PARTS },
	[TYPE_VERSION] = { bind_text, ORDERED | PARTS },
	[TYPE_QUERY] = { bind_text, ORDERED | PARTS },
	[TYPE_SHA256] = { bind_text, ORDERED | PARTS },
	[TYPE_MAC] = { bind_mac, PARTS },
	[TYPE_IP] = { bind_ip, PARTS },
	[TYPE_IPS] = { bind_ip, PARTS },
	[TYPE_CIDR] = { bind_cidr, PARTS },
	[TYPE_PORTS] = { bind_ports, PARTS },
	[TYPE_CHOICE] = { bind_choice, ORDERED | PARTS },
	[TYPE_YESNO] = { bind_choice, PARTS },
	[TYPE_SCALE] = { bind_choice, ORDERED | PARTS },
	[TYPE_DATE] = { bind_date, ORDERED | PARTS },
	[TYPE_REF] = { bind_text, PARTS },
	[TYPE_REFS] = { bind_text, PARTS },
	[TYPE_INT] = { bind_int, ORDERED },
	[TYPE_HOURS] = { bind_int, ORDERED },
	[TYPE_VLAN] = { bind_int, ORDERED },
	[TYPE_DATETIME] = { bind_datetime, ORDERED },
	[TYPE_COMPUTED] = { NULL, 0 },
};

static bind_fn
bind_of(const struct field *field)
{
	return types[field->type].bind;
}

static bool
is_order(enum query_op op)
{
	return op >= QUERY_LT && op <= QUERY_GE;
}

static const struct err *
check_operator(const struct binding *b, unsigned can)
{
	struct query_words words = { 0 };
	static const char *const order[] = { "<", "<=", ">", ">=" };
	enum query_op op = b->op->op;
	size_t i;

	if ((!is_order(op) || (can & ORDERED) != 0) &&
	    (op != QUERY_CONTAINS || (can & PARTS) != 0))
		return NULL;
	query_words_add(b->parser->arena, &words, "=");
	query_words_add(b->parser->arena, &words, "!=");
	for (i = 0; i < 4 && (can & ORDERED) != 0; i++)
		query_words_add(b->parser->arena, &words, order[i]);
	if ((can & PARTS) != 0)
		query_words_add(b->parser->arena, &words, "~");
	return query_mistake(b->parser, b->op->at, &words, NULL,
	    _("\"%s\" cannot be compared in this way."),
	    query_quote(b->parser, b->path->s));
}

static const struct err *
bind_count(struct binding *b)
{
	struct query *query = b->query;
	const struct err *err = check_operator(b, ORDERED);

	if (err == NULL)
		err = bind_int(b);
	query->number = query->value.i;
	query->value = (struct value){ 0 };
	return err;
}

const struct err *
query_bind(const struct query_parser *parser, const struct token *path,
    const struct token *op, const struct token *value, struct query **out)
{
	struct binding b = {
		.parser = parser, .path = path, .op = op, .value = value,
		.query = query_node(parser->arena, QUERY_TERM, NULL, NULL),
		.text = query_folded(parser->arena, value->s),
	};
	const struct err *err;

	b.query->op = op->op;
	err = bind_path(&b);
	if (err != NULL)
		return err;
	if (b.query->kind == QUERY_COUNT) {
		err = bind_count(&b);
	} else if (*b.text == '\0') {
		if (op->op != QUERY_EQ)
			return query_mistake(parser, value->at, NULL, NULL,
			    _("An empty value can only be asked for with = "
			    "or !=."));
		b.query->op = QUERY_EMPTY;
	} else {
		err = check_operator(&b, types[b.query->field->type].can);
		if (err == NULL)
			err = bind_of(b.query->field)(&b);
	}
	*out = op->negated ? query_node(parser->arena, QUERY_NOT, b.query,
	    NULL) : b.query;
	return err;
}
