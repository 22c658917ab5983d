/* SPDX-License-Identifier: ISC */
#include "model/query_impl.h"

#include <string.h>

#include "base/utf8.h"

struct query *
query_and(struct arena *arena, struct query *a, struct query *b)
{
	if (a == NULL || a->kind == QUERY_ALL)
		return b != NULL ? b : a;
	if (b == NULL || b->kind == QUERY_ALL)
		return a;
	return query_node(arena, QUERY_AND, a, b);
}

struct query *
query_field(struct arena *arena, enum entity_id entity, size_t position,
    enum query_op op, struct value value)
{
	struct query *query = query_node(arena, QUERY_TERM, NULL, NULL);

	query->field = entity_field(entity, position);
	query->key = query->field->key;
	query->entities = UINT64_C(1) << entity;
	query->op = op;
	query->value = value_copy(arena, &value);
	if (op == QUERY_EMPTY || value.kind != VALUE_TEXT)
		return query;
	if (field_is_choice(query->field)) {
		query->keys = arena_calloc(arena, 1, sizeof(*query->keys));
		query->keys[0] = query->value.s;
		query->n_keys = 1;
	} else {
		query->value.s = query_folded(arena, value.s);
	}
	return query;
}

/* --- writing ---------------------------------------------------------- */

static void
add_word(struct buf *out, const char *s, bool keywords)
{
	bool plain = *s != '\0' && !(keywords && query_is_keyword(s));
	size_t i;

	for (i = 0; s[i] != '\0' && plain; i++)
		plain = strchr("()\"=<>~!\\", s[i]) == NULL &&
		    query_blank(s + i) == 0 &&
		    query_wide_operator(s + i) == '\0';
	if (plain) {
		buf_add(out, s);
		return;
	}
	buf_addc(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
	buf_addc(out, '"');
}

static void
add_value(struct buf *out, const struct query *query)
{
	char moment[DATETIME_LEN];

	if (query->kind == QUERY_COUNT) {
		buf_printf(out, "%lld", (long long)query->number);
	} else if (query->op == QUERY_EMPTY) {
		buf_add(out, "\"\"");
	} else if (query->value.kind == VALUE_TEXT) {
		add_word(out, query->value.s, false);
	} else if (query->field->type == TYPE_DATETIME) {
		datetime_format(query->value.i, moment);
		buf_add(out, moment);
	} else {
		buf_printf(out, "%lld", (long long)query->value.i);
	}
}

static void
add_term(struct buf *out, const struct query *query, bool negated)
{
	static const char *const signs[] = {
		[QUERY_EQ] = "=", [QUERY_LT] = "<", [QUERY_LE] = "<=",
		[QUERY_GT] = ">", [QUERY_GE] = ">=", [QUERY_CONTAINS] = "~",
		[QUERY_EMPTY] = "=",
	};
	size_t i;

	for (i = 0; i < query->n_steps; i++)
		buf_printf(out, "%s.", query->step[i].key);
	buf_add(out, query->kind == QUERY_COUNT ?
	    entity_get(query->counted)->plural : query->key);
	buf_printf(out, "%s%s", negated ? "!" : "", signs[query->op]);
	add_value(out, query);
}

/* The same tree comes back: right sides and looser kinds in parentheses. */
static void
format(const struct query *query, struct buf *out, bool group)
{
	if (group)
		buf_addc(out, '(');
	switch (query->kind) {
	case QUERY_ALL:
		break;
	case QUERY_AND:
		format(query->left, out, query->left->kind == QUERY_OR);
		buf_addc(out, ' ');
		format(query->right, out, query->right->kind == QUERY_AND ||
		    query->right->kind == QUERY_OR);
		break;
	case QUERY_OR:
		format(query->left, out, false);
		buf_add(out, " or ");
		format(query->right, out, query->right->kind == QUERY_OR);
		break;
	case QUERY_NOT:
		if ((query->left->kind == QUERY_TERM ||
		    query->left->kind == QUERY_COUNT) &&
		    (query->left->op == QUERY_EQ ||
		    query->left->op == QUERY_EMPTY)) {
			add_term(out, query->left, true);
			break;
		}
		buf_add(out, "not ");
		format(query->left, out, query->left->kind == QUERY_AND ||
		    query->left->kind == QUERY_OR);
		break;
	case QUERY_TERM:
	case QUERY_COUNT:
		add_term(out, query, false);
		break;
	case QUERY_WORD:
		add_word(out, query->word, true);
		break;
	}
	if (group)
		buf_addc(out, ')');
}

void
query_format(const struct query *query, struct buf *out)
{
	if (query != NULL)
		format(query, out, false);
}

/* --- sort keys -------------------------------------------------------- */

static const struct err *
unknown_sort(enum entity_id entity, const char *word)
{
	struct buf out = { 0 }, safe = { 0 };
	const struct field *field;
	const struct err *err;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (field->type != TYPE_COMPUTED && out.len < 500)
			buf_printf(&out, "%s%s", i > 0 ? ", " : "",
			    field->key);
	utf8_safe(&safe, word, strlen(word), 0);
	buf_truncate(&safe, utf8_clip(buf_str(&safe), 40, NULL));
	err = err_new(ERR_USAGE, _("Nothing can be sorted by \"%s\"; write "
	    "KEY or KEY:desc with one of: %s"), buf_str(&safe),
	    buf_str(&out));
	buf_release(&safe);
	buf_release(&out);
	return err;
}

const struct err *
query_sort_parse(enum entity_id entity, const char *text,
    struct query_sort *out, size_t max, size_t *n)
{
	struct buf word = { 0 };
	const struct err *err = NULL;

	*n = 0;
	while (err == NULL && text != NULL && *text != '\0') {
		size_t len = strcspn(text, ","), key = strcspn(text, ":,");
		bool desc = len - key == 5 &&
		    strncmp(text + key, ":desc", 5) == 0;
		bool asc = len == key || (len - key == 4 &&
		    strncmp(text + key, ":asc", 4) == 0);
		int position;

		buf_clear(&word);
		buf_addn(&word, text, key);
		position = entity_field_find(entity, buf_str(&word));
		if (position < 0 || (!desc && !asc) || entity_field(entity,
		    (size_t)position)->type == TYPE_COMPUTED) {
			buf_addn(&word, text + key, len - key);
			err = unknown_sort(entity, buf_str(&word));
		} else if (*n == max) {
			err = err_new(ERR_USAGE, _("At most %zu sort keys "
			    "are possible; leave some out."), max);
		} else {
			out[(*n)++] = (struct query_sort){
				.position = (size_t)position, .desc = desc,
			};
		}
		text += len + (text[len] == ',');
	}
	buf_release(&word);
	return err;
}
