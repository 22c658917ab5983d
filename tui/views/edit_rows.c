/* SPDX-License-Identifier: ISC */
#include "tui/views/edit.h"

#include <string.h>

#include "base/net.h"
#include "base/utf8.h"

static const struct form_row {
	enum edit_kind	 kind;
	enum entity_id	 entity;
	const char	*a, *b;
	const char	*label[LANG_COUNT];
} forms[] = {
#define FIELD_ROW(ent, a) { EDIT_FIELD, ENTITY_##ent, a, NULL, { NULL, NULL } },
#define PAIR_ROW(ent, a, b, en, ja) \
	{ EDIT_PAIR, ENTITY_##ent, a, b, { en, ja } },
#define INTERFACE_ROW(ent, en, ja) \
	{ EDIT_INTERFACE, ENTITY_##ent, NULL, NULL, { en, ja } },
#include "tui/form.def"
#undef FIELD_ROW
#undef PAIR_ROW
#undef INTERFACE_ROW
};

enum { N_FORMS = sizeof(forms) / sizeof(forms[0]), NETWORKS_MAX = 16 };

static void
add_row(struct edit *d, enum edit_kind kind, size_t a, size_t b, int tab)
{
	if (d->n_rows == EDIT_ROWS)
		return;
	d->row[d->n_rows++] = (struct edit_row){ .kind = kind, .a = a,
	    .b = b, .tab = tab };
	d->tab_used[tab] = true;
}

static bool
is_many(const struct edit *d)
{
	return d->args.n_many > 0;
}

static bool
is_wanted(const struct edit *d, size_t position)
{
	const struct field *field = entity_field(d->entity, position);

	if (!field_is_editable(field))
		return false;
	if (is_many(d) && (field->flags & FL_UNIQUE) != 0)
		return false;
	return (field->flags & FL_HIDDEN) == 0 ||
	    record_has(d->now, position);
}

void
edit_make_rows(struct edit *d)
{
	struct fieldset used = { { 0 } };
	bool listed = false;
	size_t i, n = entity_field_count(d->entity);
	int tab;

	for (i = 0; i < N_FORMS; i++) {
		int a, b;

		if (forms[i].entity != d->entity)
			continue;
		listed = true;
		if (forms[i].kind == EDIT_INTERFACE) {
			if (!is_many(d))
				add_row(d, EDIT_INTERFACE, 0, 0, TAB_BASIC);
			continue;
		}
		a = entity_field_find(d->entity, forms[i].a);
		b = forms[i].b != NULL ?
		    entity_field_find(d->entity, forms[i].b) : a;
		fieldset_add(&used, (size_t)a);
		fieldset_add(&used, (size_t)b);
		if (is_wanted(d, (size_t)a))
			add_row(d, forms[i].kind, (size_t)a, (size_t)b,
			    TAB_BASIC);
	}
	for (tab = 0; tab < TAB_COUNT; tab++)
		for (i = 0; i < n; i++) {
			const struct field *field = entity_field(d->entity, i);
			/* Beyond the first page the rest of it comes last. */
			int at = listed && field->tab == TAB_BASIC ?
			    TAB_ADMIN : (int)field->tab;

			if (at == tab && !fieldset_has(&used, i) &&
			    is_wanted(d, i))
				add_row(d, EDIT_FIELD, i, i, tab);
		}
	while (d->tab + 1 < EDIT_TABS && !d->tab_used[d->tab])
		d->tab++;
}

static const struct form_row *
form_of(const struct edit *d, const struct edit_row *row)
{
	size_t i;

	for (i = 0; i < N_FORMS; i++)
		if (forms[i].entity == d->entity &&
		    forms[i].kind == row->kind && (row->kind ==
		    EDIT_INTERFACE || entity_field_find(d->entity,
		    forms[i].a) == (int)row->a))
			return &forms[i];
	return NULL;
}

const char *
edit_label(const struct edit *d, const struct edit_row *row, enum lang lang)
{
	const struct form_row *form = row->kind == EDIT_FIELD ? NULL :
	    form_of(d, row);

	return form != NULL ? form->label[lang] :
	    entity_field(d->entity, row->a)->label[lang];
}

const struct field *
edit_field(const struct edit *d, const struct edit_row *row)
{
	return row->kind == EDIT_INTERFACE ? NULL :
	    entity_field(d->entity, row->a);
}

/* An interface without a zone of its own is in that of its network. */
static const char *
zone_of_network(const struct view *view, const struct record *interface)
{
	const char *uuid = record_text(interface, F_interface_network);
	struct record *network = NULL;

	if (uuid == NULL || store_get(register_reader(view->session),
	    ENTITY_network, uuid, NULL, view->arena, &network) != NULL ||
	    network == NULL)
		return NULL;
	return record_text(network, F_network_zone);
}

static void
interface_text(const struct view *view, const struct record *record,
    struct buf *out)
{
	const struct value *ip = record_value(record, F_interface_ip);
	const char *part[3] = { record_text(record, F_interface_mac),
	    ip->kind == VALUE_LIST ? ip->list[0] : NULL,
	    record_text(record, F_interface_zone) };
	int i;

	if (part[2] == NULL)
		part[2] = zone_of_network(view, record);
	if (part[2] != NULL)
		part[2] = register_name_of(view->session, part[2],
		    view->arena);
	for (i = 0; i < 3; i++)
		if (part[i] != NULL)
			buf_printf(out, "%s%s", out->len > 0 ? "  " : "",
			    part[i]);
}

void
edit_text(const struct view *view, const struct edit_row *row,
    struct buf *out)
{
	const struct edit *d = view->data;
	struct buf b = { 0 };

	if (row->kind == EDIT_INTERFACE) {
		interface_text(view, d->if_now, out);
		return;
	}
	if (fieldset_has(&d->varies, row->a)) {
		buf_add(out, _("(varies)"));
		return;
	}
	register_format(view->session, entity_field(d->entity, row->a),
	    record_value(d->now, row->a), out);
	if (row->kind != EDIT_PAIR)
		return;
	register_format(view->session, entity_field(d->entity, row->b),
	    record_value(d->now, row->b), &b);
	if (b.len > 0)
		buf_printf(out, "%s%s", out->len > 0 ? "  " : "", b.s);
	buf_release(&b);
}

static bool
differs(const struct record *a, const struct record *b, size_t position)
{
	return !value_equal(record_value(a, position),
	    record_value(b, position));
}

static bool
interface_changed(const struct edit *d)
{
	return d->if_now != NULL &&
	    (differs(d->if_was, d->if_now, F_interface_mac) ||
	    differs(d->if_was, d->if_now, F_interface_ip) ||
	    differs(d->if_was, d->if_now, F_interface_zone));
}

bool
edit_changed(const struct edit *d, const struct edit_row *row)
{
	if (row->kind == EDIT_INTERFACE)
		return interface_changed(d);
	if (is_many(d))
		return fieldset_has(&d->touched, row->a) ||
		    fieldset_has(&d->touched, row->b);
	return differs(d->was, d->now, row->a) ||
	    differs(d->was, d->now, row->b);
}

size_t
edit_changes(const struct edit *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->n_rows; i++)
		n += edit_changed(d, &d->row[i]);
	return n;
}

size_t
edit_errors(const struct edit *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->n_rows; i++)
		n += d->row[i].error != NULL;
	return n;
}

bool
edit_filled(const struct edit *d, const struct edit_row *row)
{
	if (row->kind == EDIT_INTERFACE)
		return record_has(d->if_now, F_interface_mac) ||
		    record_has(d->if_now, F_interface_ip);
	return fieldset_has(&d->varies, row->a) ||
	    record_has(d->now, row->a);
}

bool
edit_needed(const struct view *view, const struct edit_row *row)
{
	const struct edit *d = view->data;
	struct fieldset required;

	if (row->kind == EDIT_INTERFACE || is_many(d) ||
	    edit_filled(d, row))
		return false;
	required = register_required(view->session, d->now);
	return fieldset_has(&required, row->a);
}

/* --- taking values ---------------------------------------------------------------- */

static void
set(struct edit *d, size_t position, struct value value)
{
	record_set(d->now, position, value);
	fieldset_add(&d->touched, position);
	fieldset_remove(&d->varies, position);
}

static void
take_field(struct view *view, struct edit_row *row, size_t position,
    const char *text)
{
	struct edit *d = view->data;
	const struct field *field = entity_field(d->entity, position);
	struct value value = { .kind = VALUE_NONE };
	const struct err *err;

	err = value_read(view->session, field, text, view->arena, &value);
	if (err != NULL) {
		/* What was typed stays in sight, with its error. */
		row->error = arena_strdup(view->arena, err->msg);
		value = (struct value){ .kind = VALUE_TEXT,
		    .s = arena_strdup(view->arena, text) };
	}
	set(d, position, value);
}

/* One word of "MAC IP zone"; false when it is none of them. */
static bool
take_word(struct view *view, const char *word)
{
	struct edit *d = view->data;
	char text[IP_LEN], uuid[UUID_LEN];
	const char *item;
	struct mac mac;
	struct ip ip;

	if (mac_parse(word, &mac)) {
		mac_format(&mac, text);
		record_set_text(d->if_now, F_interface_mac,
		    arena_strdup(view->arena, text));
		return true;
	}
	if (ip_parse(word, &ip)) {
		ip_format(&ip, text);
		item = arena_strdup(view->arena, text);
		record_set_list(d->if_now, F_interface_ip, view->arena,
		    &item, 1);
		return true;
	}
	if (register_resolve(view->session, TO(zone), word, uuid) != NULL)
		return false;
	record_set_text(d->if_now, F_interface_zone,
	    arena_strdup(view->arena, uuid));
	return true;
}

/*
 * The network of the zone that holds the address; its first one where none
 * does, so that the register says what is wrong.
 */
static void
take_network(struct view *view)
{
	struct edit *d = view->data;
	struct store *store = register_reader(view->session);
	const char *zone = record_text(d->if_now, F_interface_zone);
	const struct value *ips = record_value(d->if_now, F_interface_ip);
	const char *uuid[NETWORKS_MAX];
	const char *chosen = NULL;
	struct ip ip;
	size_t i, n = 0;

	if (zone == NULL || ips->kind != VALUE_LIST ||
	    !ip_parse(ips->list[0], &ip) || store_lookup(store,
	    ENTITY_network, F_network_zone, zone, view->arena, uuid,
	    NETWORKS_MAX, &n) != NULL)
		return;
	for (i = 0; i < n; i++) {
		struct record *network = NULL;
		struct cidr cidr;

		if (store_get(store, ENTITY_network, uuid[i], NULL,
		    view->arena, &network) != NULL || network == NULL ||
		    !record_has(network, F_network_cidr) || !cidr_parse(
		    record_text(network, F_network_cidr), &cidr))
			continue;
		if (chosen == NULL || cidr_contains(&cidr, &ip))
			chosen = uuid[i];
		if (cidr_contains(&cidr, &ip))
			break;
	}
	record_set_text(d->if_now, F_interface_network, chosen);
}

static void
take_interface(struct view *view, struct edit_row *row, const char *text)
{
	struct edit *d = view->data;
	struct value none = { .kind = VALUE_NONE };

	record_set(d->if_now, F_interface_mac, none);
	record_set(d->if_now, F_interface_ip, none);
	record_set(d->if_now, F_interface_zone, none);
	for (text += strspn(text, " "); *text != '\0';
	    text += strspn(text, " ")) {
		/* A zone's name may hold blanks: try the whole rest first. */
		size_t n = strcspn(text, " ");
		const char *word = arena_strndup(view->arena, text, n);

		if (take_word(view, text))
			break;
		if (!take_word(view, word)) {
			row->error = arena_printf(view->arena, _("%s is "
			    "neither a MAC, an IP address nor a zone. Write "
			    "them with blanks between."), word);
			return;
		}
		text += n;
	}
	take_network(view);
}

void
edit_take(struct view *view, struct edit_row *row, const char *text)
{
	row->error = NULL;
	if (row->kind == EDIT_INTERFACE)
		take_interface(view, row, text);
	else
		take_field(view, row, row->kind == EDIT_PAIR ? row->b :
		    row->a, text);
	if (row->error == NULL)
		edit_validate(view);
}

void
edit_set(struct view *view, struct edit_row *row, size_t position,
    const char *key)
{
	struct edit *d = view->data;
	const struct field *field = entity_field(d->entity, position);
	struct value value = { .kind = VALUE_TEXT,
	    .s = arena_strdup(view->arena, key) };
	const struct value *was = record_value(d->now, position);
	const char **list;
	size_t i, n = 0;

	row->error = NULL;
	if (field_is_many(field)) {
		/* Choosing one that is there takes it out. */
		list = arena_calloc(view->arena, was->n + 1, sizeof(*list));
		for (i = 0; was->kind == VALUE_LIST && i < was->n; i++)
			if (strcmp(was->list[i], key) != 0)
				list[n++] = was->list[i];
		if (was->kind != VALUE_LIST || n == was->n)
			list[n++] = value.s;
		value = (struct value){ .kind = n > 0 ? VALUE_LIST :
		    VALUE_NONE, .list = list, .n = n };
	}
	set(d, position, value);
	edit_validate(view);
}

static struct edit_row *
row_of(struct edit *d, const char *key, bool interface)
{
	int at = key == NULL ? -1 : entity_field_find(d->entity, key);
	size_t i;

	for (i = 0; i < d->n_rows; i++) {
		struct edit_row *row = &d->row[i];

		if (interface ? row->kind == EDIT_INTERFACE :
		    row->kind != EDIT_INTERFACE && at >= 0 &&
		    (row->a == (size_t)at || row->b == (size_t)at))
			return row;
	}
	return NULL;
}

static void
show_problems(struct view *view, const struct problems *problems,
    bool interface)
{
	struct edit *d = view->data;
	size_t i;

	for (i = 0; i < problems->n; i++) {
		const struct problem *problem = &problems->item[i];
		struct edit_row *row = row_of(d, problem->field, interface);

		if (problem->warning || row == NULL || row->error != NULL ||
		    (interface && problem->field != NULL &&
		    strcmp(problem->field, "asset") == 0))
			continue;
		row->error = arena_strdup(view->arena, problem->reason);
	}
}

void
edit_validate(struct view *view)
{
	struct edit *d = view->data;
	struct arena *arena = arena_new();
	struct problems own = { .arena = arena };
	struct problems interface = { .arena = arena };
	size_t i;

	for (i = 0; i < d->n_rows; i++)
		d->row[i].error = NULL;
	if (!is_many(d) && register_validate(view->session, d->now,
	    &own) == NULL)
		show_problems(view, &own, false);
	if (interface_changed(d) && register_validate(view->session,
	    d->if_now, &interface) == NULL)
		show_problems(view, &interface, true);
	arena_free(arena);
}
