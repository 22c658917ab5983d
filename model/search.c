/* SPDX-License-Identifier: ISC */
#include "model/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/match.h"
#include "base/net.h"
#include "base/utf8.h"

enum {
	BEFORE = 12, PIECE = 60,	/* cells of a piece */
	EVIDENCE_MAX = 50,
};

/* --- the words --------------------------------------------------------------- */

/* "10.1.0" could be short for a MAC address, and is the beginning of an IP. */
static bool
is_whole_mac(const char *word)
{
	enum { MAC_DIGITS = 12 };
	size_t digits = 0;
	const char *p;

	for (p = word; *p != '\0'; p++)
		digits += strchr("0123456789abcdef", *p) != NULL;
	return strchr(word, ':') != NULL || digits == MAC_DIGITS;
}

/* Addresses are stored in one form, whichever was typed; NULL for none. */
static const char *
address(struct arena *arena, const char *word)
{
	char text[IP_LEN + MAC_LEN];
	struct mac mac;
	struct ip ip;

	if (is_whole_mac(word) && mac_parse(word, &mac))
		mac_format(&mac, text);
	else if (ip_parse(word, &ip))
		ip_format(&ip, text);
	else
		return NULL;
	return arena_strdup(arena, text);
}

static const char *
add_word(struct search *search, const char *word)
{
	const char *found = address(search->arena, word);

	/* Twelve digits alone may as well be a serial number. */
	search->exact = found != NULL ? found : word;
	return strpbrk(word, ".:-") != NULL ? search->exact : word;
}

void
search_begin(struct search *search, struct session *session,
    struct arena *arena, const char *text)
{
	struct buf folded = { 0 };
	const char *p;
	size_t len;

	*search = (struct search){ .session = session, .arena = arena };
	utf8_fold(&folded, text);
	for (p = buf_str(&folded); search->n < SEARCH_WORDS; p += len) {
		p += strspn(p, " \t\n");
		len = strcspn(p, " \t\n");
		if (len == 0)
			break;
		search->word[search->n] = add_word(search,
		    arena_strndup(arena, p, len));
		search->n++;
	}
	buf_release(&folded);
}

int
search_order(size_t i)
{
	/* What people look for most, then as the table has them. */
	static const enum entity_id first[] = { ENTITY_asset, ENTITY_system };
	enum { FIRST = sizeof(first) / sizeof(first[0]) };
	int entity;

	if (i < FIRST)
		return (int)first[i];
	i -= FIRST;
	for (entity = 0; entity < ENTITY_COUNT; entity++)
		if (entity != ENTITY_asset && entity != ENTITY_system &&
		    i-- == 0)
			return entity;
	return ENTITY_NONE;
}

/* --- what matched --------------------------------------------------------------- */

/* Names before other fields before notes: 0, 1, 2. */
static int
field_class(enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);

	if (position == F_notes)
		return 2;
	return position == entity_name_field(entity) ||
	    (field->flags & FL_UNIQUE) != 0 || field->type == TYPE_MAC ||
	    field->type == TYPE_IP || field->type == TYPE_IPS ||
	    strcmp(field->key, "hostname") == 0 ||
	    strcmp(field->key, "serial") == 0 ? 0 : 1;
}

static void
add_span(struct search_hit *hit, size_t from, size_t to)
{
	if (hit->n_spans < SEARCH_SPANS && from < to)
		hit->span[hit->n_spans++] = (struct search_span){ from, to };
}

static int
compare_spans(const void *a, const void *b)
{
	const struct search_span *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* Spans in order, none over another. */
static void
join_spans(struct search_hit *hit)
{
	size_t i, n = 0;

	qsort(hit->span, hit->n_spans, sizeof(hit->span[0]), compare_spans);
	for (i = 0; i < hit->n_spans; i++) {
		if (n > 0 && hit->span[i].from < hit->span[n - 1].to) {
			if (hit->span[i].to > hit->span[n - 1].to)
				hit->span[n - 1].to = hit->span[i].to;
			continue;
		}
		hit->span[n++] = hit->span[i];
	}
	hit->n_spans = n;
}

/* Bytes of the end of s[0, n) that take at most so many cells. */
static size_t
tail(const char *s, size_t n, int cells)
{
	size_t from = 0;

	while (from < n && utf8_nwidth(s + from, n - from) > cells)
		from += utf8_grapheme(s + from, n - from);
	return from;
}

/* Cuts the text around the first span. */
static void
cut_piece(struct arena *arena, const char *text, struct search_hit *hit)
{
	struct buf piece = { 0 };
	size_t from = 0, first = hit->n_spans > 0 ? hit->span[0].from : 0, i;
	size_t len, lead, kept = 0;
	int used;

	if (utf8_width(text) > PIECE)
		from = tail(text, first, BEFORE);
	buf_add(&piece, from > 0 ? "…" : "");
	lead = piece.len;
	len = utf8_clip(text + from, PIECE, &used);
	buf_addn(&piece, text + from, len);
	for (i = 0; i < hit->n_spans; i++) {
		struct search_span span = hit->span[i];

		if (span.from < from || span.from >= from + len)
			continue;
		span.to = span.to > from + len ? from + len : span.to;
		hit->span[kept++] = (struct search_span){
			span.from - from + lead, span.to - from + lead };
	}
	hit->n_spans = kept;
	if (text[from + len] != '\0')
		buf_add(&piece, "…");
	hit->piece = arena_strdup(arena, buf_str(&piece));
	buf_release(&piece);
}

static void
set_piece(const struct search *search, const char *text,
    struct search_hit *hit)
{
	struct folded folded;
	char *line = arena_strdup(search->arena, text), *p;
	size_t i, at, m;

	/* Notes have lines; a piece is one. */
	for (p = line; *p != '\0'; p++)
		*p = *p == '\n' || *p == '\t' ? ' ' : *p;
	folded_make(search->arena, line, &folded);
	for (i = 0; i < search->n; i++) {
		m = strlen(search->word[i]);
		if (match_find(folded.s, folded.n, search->word[i], m, &at) != MATCH_NONE)
			add_span(hit, folded.from[at],
			    folded.to[at + m - 1]);
	}
	join_spans(hit);
	cut_piece(search->arena, line, hit);
}

/* The best place of each word among the values of a record. */
struct best {
	int		 rank[SEARCH_WORDS];
	const char	*text;		/* where the first word stands best */
	size_t		 position;
};

static void
weigh(const struct search *search, enum entity_id entity, size_t position,
    const char *text, struct best *best)
{
	struct buf folded = { 0 };
	size_t i;

	utf8_fold(&folded, text);
	for (i = 0; i < search->n; i++) {
		enum match match = match_find(buf_str(&folded), folded.len,
		    search->word[i], strlen(search->word[i]), NULL);
		int rank = (int)match * SEARCH_CLASSES +
		    field_class(entity, position);

		if (match == MATCH_NONE || rank >= best->rank[i])
			continue;
		best->rank[i] = rank;
		if (i == 0) {
			best->text = text;
			best->position = position;
		}
	}
	buf_release(&folded);
}

static void
explain_hit(const struct search *search, const struct record *record,
    struct search_hit *hit)
{
	const struct field *field;
	struct best best = { .position = entity_name_field(record->entity) };
	size_t i, k;

	for (i = 0; i < search->n; i++)
		best.rank[i] = SEARCH_RANKS - 1;
	for (i = 0; (field = entity_field(record->entity, i)) != NULL; i++) {
		const struct value *value = record_value(record, i);

		if ((field->flags & FL_SEARCH) == 0)
			continue;
		if (value->kind == VALUE_TEXT)
			weigh(search, record->entity, i, value->s, &best);
		for (k = 0; value->kind == VALUE_LIST && k < value->n; k++)
			weigh(search, record->entity, i, value->list[k],
			    &best);
	}
	hit->of = record->entity;
	hit->position = best.position;
	for (i = 0; i < search->n; i++)
		if (best.rank[i] > hit->rank)
			hit->rank = best.rank[i];
	set_piece(search, best.text != NULL ? best.text : "", hit);
}

/* --- hits ---------------------------------------------------------------------------- */

/* The reference by which a record hangs on an asset; -1: by none. */
static int
owner_field(enum entity_id entity)
{
	static const struct {
		enum entity_id entity;
		size_t position;
	} owners[] = {
		{ ENTITY_interface, F_interface_asset },
		{ ENTITY_identifier, F_identifier_asset },
		{ ENTITY_review_item, F_review_item_asset },
	};
	size_t i;

	for (i = 0; i < sizeof(owners) / sizeof(owners[0]); i++)
		if (owners[i].entity == entity)
			return (int)owners[i].position;
	return -1;
}

static void
describe(const struct search *search, const struct record *record,
    struct search_hit *hit)
{
	int owner = owner_field(record->entity);
	const char *asset = owner < 0 ? NULL :
	    record_text(record, (size_t)owner);

	hit->entity = record->entity;
	memcpy(hit->uuid, record->uuid, UUID_LEN);
	hit->retired = record_has(record, F_retired_at);
	hit->ref = register_ref_of(search->session, record->uuid,
	    search->arena);
	hit->name = register_name_of(search->session, record->uuid,
	    search->arena);
	if (asset != NULL)
		hit->name = arena_printf(search->arena, "%s %s",
		    register_ref_of(search->session, asset, search->arena),
		    hit->name);
}

static struct search_hit *
add_hit(struct search_group *group, struct arena *arena, size_t *cap)
{
	group->hit = arena_grow(arena, group->hit, cap, group->n + 1,
	    sizeof(*group->hit));
	group->hit[group->n] = (struct search_hit){ .rank = 0 };
	return &group->hit[group->n++];
}

/* Where an entity comes among those that rank the same. */
static int
place_of(enum entity_id entity)
{
	return entity == ENTITY_asset ? -2 : entity == ENTITY_system ? -1 :
	    (int)entity;
}

static int
compare_hits(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;

	if (x->retired != y->retired)
		return x->retired ? 1 : -1;
	if (x->rank != y->rank)
		return x->rank - y->rank;
	if (x->entity != y->entity)
		return place_of(x->entity) - place_of(y->entity);
	return strcmp(x->ref, y->ref);
}

static struct fieldset
wanted(enum entity_id entity)
{
	struct fieldset want = { 0 };
	const struct field *field;
	int owner = owner_field(entity);
	size_t i;

	fieldset_add(&want, F_retired_at);
	if (owner >= 0)
		fieldset_add(&want, (size_t)owner);
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if ((field->flags & FL_SEARCH) != 0)
			fieldset_add(&want, i);
	return want;
}

static const struct err *
scan(const struct search *search, enum entity_id entity, size_t max,
    struct search_group *out, size_t *cap)
{
	struct store *store = register_reader(search->session);
	struct fieldset want = wanted(entity);
	struct store_keys keys;
	struct record **row;
	const struct err *err;
	size_t i;

	err = store_search(store, entity, search->word, search->n, max, &keys,
	    &out->total);
	if (err != NULL || keys.n == 0) {
		store_keys_release(&keys);
		return err;
	}
	row = arena_calloc(search->arena, keys.n, sizeof(struct record *));
	err = store_rows(store, &keys, 0, keys.n, &want, search->arena, row);
	for (i = 0; err == NULL && i < keys.n; i++) {
		struct search_hit *hit;

		if (row[i] == NULL)
			continue;
		hit = add_hit(out, search->arena, cap);
		describe(search, row[i], hit);
		explain_hit(search, row[i], hit);
	}
	store_keys_release(&keys);
	return err;
}

/* Records whose indexed field is the one word that was typed. */
static const struct err *
look_up(const struct search *search, enum entity_id entity, size_t position,
    size_t max, const char **uuid, size_t *n)
{
	*n = 0;
	if (search->n != 1)
		return NULL;
	return store_lookup(register_reader(search->session), entity, position,
	    search->exact, search->arena, uuid, max, n);
}

static bool
has_hit(const struct search_group *group, const char *uuid)
{
	size_t i;

	for (i = 0; i < group->n; i++)
		if (strcmp(group->hit[i].uuid, uuid) == 0)
			return true;
	return false;
}

/* An asset is found by the addresses of its interfaces. */
static const struct err *
add_by_interface(const struct search *search, const char *uuid,
    struct search_group *out, size_t *cap)
{
	struct store *store = register_reader(search->session);
	struct record *interface = NULL, *asset = NULL;
	struct fieldset all = wanted(ENTITY_interface);
	struct fieldset want = wanted(ENTITY_asset);
	struct search_hit *hit;
	const struct err *err;
	const char *owner;

	err = store_get(store, ENTITY_interface, uuid, &all, search->arena,
	    &interface);
	if (err != NULL || interface == NULL ||
	    record_has(interface, F_retired_at))
		return err;
	owner = record_text(interface, F_interface_asset);
	if (owner == NULL || has_hit(out, owner))
		return NULL;
	err = store_get(store, ENTITY_asset, owner, &want, search->arena,
	    &asset);
	if (err != NULL || asset == NULL)
		return err;
	hit = add_hit(out, search->arena, cap);
	describe(search, asset, hit);
	explain_hit(search, interface, hit);
	out->total++;
	return NULL;
}

static const struct err *
assets_by_address(const struct search *search, size_t max,
    struct search_group *out, size_t *cap)
{
	static const size_t positions[] = { F_interface_ip, F_interface_mac };
	const char **uuid = arena_calloc(search->arena, max,
	    sizeof(char *));
	const struct err *err = NULL;
	size_t i, k, n;

	for (i = 0; err == NULL && i < 2; i++) {
		err = look_up(search, ENTITY_interface, positions[i], max,
		    uuid, &n);
		for (k = 0; err == NULL && k < n; k++)
			err = add_by_interface(search, uuid[k], out, cap);
	}
	return err;
}

/* A million observations are never scanned. */
static const struct err *
evidence(const struct search *search, size_t max, struct search_group *out,
    size_t *cap)
{
	static const size_t positions[] = { F_observation_ip,
		F_observation_mac, F_observation_hostname };
	struct fieldset want = wanted(ENTITY_observation);
	const char *uuid[EVIDENCE_MAX];
	const struct err *err = NULL;
	struct record *record;
	size_t i, k, n;

	if (max > EVIDENCE_MAX)
		max = EVIDENCE_MAX;
	for (i = 0; err == NULL && i < 3; i++) {
		err = look_up(search, ENTITY_observation, positions[i], max,
		    uuid, &n);
		for (k = 0; err == NULL && k < n && out->n < max; k++) {
			err = store_get(register_reader(search->session),
			    ENTITY_observation, uuid[k], &want, search->arena,
			    &record);
			if (err != NULL || record == NULL ||
			    has_hit(out, uuid[k]))
				continue;
			describe(search, record,
			    add_hit(out, search->arena, cap));
			explain_hit(search, record, &out->hit[out->n - 1]);
			out->total++;
		}
	}
	return err;
}

const struct err *
search_entity(const struct search *search, enum entity_id entity, size_t max,
    struct search_group *out)
{
	const struct err *err;
	size_t cap = 0;

	*out = (struct search_group){ .entity = entity };
	if (search->n == 0 || max == 0)
		return NULL;
	if (entity == ENTITY_observation) {
		err = evidence(search, max, out, &cap);
	} else {
		err = scan(search, entity, max, out, &cap);
		if (err == NULL && entity == ENTITY_asset)
			err = assets_by_address(search, max, out, &cap);
	}
	if (out->n > 0)
		qsort(out->hit, out->n, sizeof(out->hit[0]), compare_hits);
	if (out->n > max)
		out->n = max;
	return err;
}

const struct err *
search_all(const struct search *search, size_t max, struct search_hit **out,
    size_t *n, int64_t *total)
{
	const struct err *err = NULL;
	struct search_group group;
	size_t i, cap = 0;
	int entity;

	*out = NULL;
	*n = 0;
	*total = 0;
	for (i = 0; err == NULL && (entity = search_order(i)) != ENTITY_NONE;
	    i++) {
		err = search_entity(search, (enum entity_id)entity, max,
		    &group);
		if (err != NULL || group.n == 0)
			continue;
		*out = arena_grow(search->arena, *out, &cap, *n + group.n,
		    sizeof(**out));
		memcpy(*out + *n, group.hit, group.n * sizeof(**out));
		*n += group.n;
		*total += group.total;
	}
	if (*n > 0)
		qsort(*out, *n, sizeof(**out), compare_hits);
	if (*n > max)
		*n = max;
	return err;
}

void
search_piece(const struct search_hit *hit, struct buf *out)
{
	size_t at = 0, i;

	for (i = 0; i < hit->n_spans; i++) {
		buf_addn(out, hit->piece + at, hit->span[i].from - at);
		buf_addc(out, '[');
		buf_addn(out, hit->piece + hit->span[i].from,
		    hit->span[i].to - hit->span[i].from);
		buf_addc(out, ']');
		at = hit->span[i].to;
	}
	buf_add(out, hit->piece + at);
}
