/* SPDX-License-Identifier: ISC */
#include "model/discovery/sighting.h"

#include <string.h>

#include "base/charset.h"
#include "base/utf8.h"

/*
 * On the wire: the length of what follows, the fixed part, then the strings
 * in the order of struct sighting.  A string is its length plus one (0: NULL),
 * its bytes and a NUL, so that the reader can point into its own copy.  Both
 * ends are one program on one machine: numbers stand as memory holds them.
 */
struct fixed {
	int64_t		seen_at;
	int64_t		line;
	int32_t		vlan;
	uint32_t	n_service;
	uint8_t		state, n_ip, n_id, services_known, router;
	uint8_t		neighbour, conversation;	/* follow the strings */
	uint8_t		pad;
};

/* The numbers of a conversation. */
struct fixed_talk {
	int64_t		orig_bytes, resp_bytes, count, first, last;
	uint8_t		direction, answered;
	uint8_t		pad[6];
};

const char *
import_strength_key(enum import_strength strength)
{
	static const char *const keys[] = {
		[STRENGTH_SWEEP] = "sweep",
		[STRENGTH_GATEWAY_ARP] = "gateway_arp",
		[STRENGTH_SWITCH_ALL] = "switch_all",
		[STRENGTH_LEASE] = "lease",
		[STRENGTH_CACHE] = "cache",
	};

	return keys[strength];
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void
sighting_text(char out[SIGHTING_TEXT + 1], const char *s, size_t n)
{
	size_t i;

	while (n > 0 && is_blank(*s)) {
		s++;
		n--;
	}
	if (n > SIGHTING_TEXT) {
		n = SIGHTING_TEXT;
		while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
			n--;
	}
	while (n > 0 && is_blank(s[n - 1]))
		n--;
	for (i = 0; i < n; i++)
		out[i] = is_blank(s[i]) ? ' ' : s[i];
	out[n] = '\0';
}

void
sighting_line(char *out, size_t size, const char *bytes, size_t n)
{
	struct buf text = { 0 };
	size_t i, used = 0;

	charset_decode(CHARSET_UTF8, bytes, n, &text, NULL);
	for (i = 0; i < text.len; i++)
		if ((unsigned char)text.s[i] < ' ')
			text.s[i] = ' ';
	while (used < text.len && text.s[used] == ' ')
		used++;
	n = text.len - used < size ? text.len - used : size - 1;
	while (n > 0 && used + n < text.len &&
	    ((unsigned char)text.s[used + n] & 0xC0) == 0x80)
		n--;
	while (n > 0 && text.s[used + n - 1] == ' ')
		n--;
	memcpy(out, buf_str(&text) + used, n);
	out[n] = '\0';
	buf_release(&text);
}

static void
put_string(struct buf *out, const char *s)
{
	uint32_t n = s == NULL ? 0 : (uint32_t)strlen(s) + 1;

	buf_addn(out, &n, sizeof(n));
	if (n > 0)
		buf_addn(out, s, n);
}

static void
put_neighbour(struct buf *out, const struct sighting_neighbour *n)
{
	put_string(out, n->local_name);
	put_string(out, n->local_port);
	put_string(out, n->chassis);
	put_string(out, n->port);
	put_string(out, n->port_name);
	put_string(out, n->name);
	put_string(out, n->capabilities);
}

static void
put_conversation(struct buf *out, const struct sighting_conversation *c)
{
	const struct fixed_talk fixed = {
		.orig_bytes = c->orig_bytes, .resp_bytes = c->resp_bytes,
		.count = c->count, .first = c->first, .last = c->last,
		.direction = (uint8_t)c->direction, .answered = c->answered,
	};

	buf_addn(out, &fixed, sizeof(fixed));
	put_string(out, c->orig);
	put_string(out, c->resp);
	put_string(out, c->port);
	put_string(out, c->service);
}

void
sighting_encode(const struct sighting *s, struct buf *out)
{
	const struct fixed fixed = {
		.seen_at = s->seen_at, .line = s->line, .vlan = s->vlan,
		.n_service = (uint32_t)s->n_service, .state = (uint8_t)s->state,
		.n_ip = (uint8_t)s->n_ip, .n_id = (uint8_t)s->n_id,
		.services_known = s->services_known, .router = s->router,
		.neighbour = s->neighbour != NULL,
		.conversation = s->conversation != NULL,
	};
	size_t start = out->len, i;
	uint32_t length = 0;

	buf_addn(out, &length, sizeof(length));
	buf_addn(out, &fixed, sizeof(fixed));
	for (i = 0; i < s->n_ip; i++)
		put_string(out, s->ip[i]);
	put_string(out, s->mac);
	put_string(out, s->hostname);
	put_string(out, s->vendor);
	for (i = 0; i < s->n_id; i++) {
		put_string(out, s->id[i].kind);
		put_string(out, s->id[i].value);
	}
	for (i = 0; i < s->n_service; i++) {
		put_string(out, s->service[i].port);
		put_string(out, s->service[i].name);
		put_string(out, s->service[i].version);
	}
	put_string(out, s->lease_state);
	put_string(out, s->switch_name);
	put_string(out, s->switch_port);
	put_string(out, s->text);
	if (s->neighbour != NULL)
		put_neighbour(out, s->neighbour);
	if (s->conversation != NULL)
		put_conversation(out, s->conversation);
	length = (uint32_t)(out->len - start - sizeof(length));
	memcpy(out->s + start, &length, sizeof(length));
}

struct cursor {
	const char	*p;
	size_t		 left;
	bool		 bad;
};

static const char *
get_string(struct cursor *c)
{
	const char *s;
	uint32_t n;

	if (c->left < sizeof(n)) {
		c->bad = true;
		return NULL;
	}
	memcpy(&n, c->p, sizeof(n));
	c->p += sizeof(n);
	c->left -= sizeof(n);
	if (n == 0)
		return NULL;
	s = c->p;
	if (n > c->left || memchr(s, '\0', n) != s + n - 1 ||
	    !utf8_valid(s, n - 1)) {
		c->bad = true;
		return NULL;
	}
	c->p += n;
	c->left -= n;
	return s;
}

/* A string that must not be NULL. */
static const char *
need_string(struct cursor *c)
{
	const char *s = get_string(c);

	if (s == NULL)
		c->bad = true;
	return s;
}

static void
get_bytes(struct cursor *c, void *out, size_t n)
{
	if (c->left < n) {
		c->bad = true;
		return;
	}
	memcpy(out, c->p, n);
	c->p += n;
	c->left -= n;
}

static const struct sighting_neighbour *
get_neighbour(struct cursor *c, struct arena *arena)
{
	struct sighting_neighbour *n = arena_calloc(arena, 1, sizeof(*n));

	n->local_name = get_string(c);
	n->local_port = get_string(c);
	n->chassis = get_string(c);
	n->port = get_string(c);
	n->port_name = get_string(c);
	n->name = get_string(c);
	n->capabilities = get_string(c);
	return n;
}

static const struct sighting_conversation *
get_conversation(struct cursor *c, struct arena *arena)
{
	struct sighting_conversation *t = arena_calloc(arena, 1, sizeof(*t));
	struct fixed_talk fixed = { 0 };

	get_bytes(c, &fixed, sizeof(fixed));
	if (fixed.direction > DIRECTION_THROUGH)
		c->bad = true;
	t->orig_bytes = fixed.orig_bytes;
	t->resp_bytes = fixed.resp_bytes;
	t->count = fixed.count;
	t->first = fixed.first;
	t->last = fixed.last;
	t->direction = (enum sighting_direction)fixed.direction;
	t->answered = fixed.answered != 0;
	t->orig = need_string(c);
	t->resp = need_string(c);
	t->port = need_string(c);
	t->service = get_string(c);
	return t;
}

static bool
get_fixed(struct cursor *c, struct sighting *out, struct fixed *extra)
{
	struct fixed fixed = { 0 };

	get_bytes(c, &fixed, sizeof(fixed));
	*extra = fixed;
	if (c->bad || fixed.state > SIGHTING_TALK ||
	    (fixed.state == SIGHTING_TALK) != (fixed.conversation != 0) ||
	    fixed.n_ip > SIGHTING_IPS ||
	    fixed.n_id > SIGHTING_IDS ||
	    fixed.n_service > c->left / (3 * sizeof(uint32_t)))
		return false;
	out->state = (enum sighting_state)fixed.state;
	out->seen_at = fixed.seen_at;
	out->line = (long)fixed.line;
	out->vlan = fixed.vlan;
	out->n_ip = fixed.n_ip;
	out->n_id = fixed.n_id;
	out->n_service = fixed.n_service;
	out->services_known = fixed.services_known != 0;
	out->router = fixed.router != 0;
	return true;
}

long
sighting_decode(const void *bytes, size_t n, struct arena *arena,
    struct sighting *out)
{
	struct cursor c = { 0 };
	struct fixed extra;
	uint32_t length;
	char *copy;
	size_t i;

	if (n < sizeof(length))
		return 0;
	memcpy(&length, bytes, sizeof(length));
	if (length > SIGHTING_MAX)
		return -1;
	if (n - sizeof(length) < length)
		return 0;
	copy = arena_alloc(arena, length);
	memcpy(copy, (const char *)bytes + sizeof(length), length);
	c.p = copy;
	c.left = length;
	*out = (struct sighting){ 0 };
	if (!get_fixed(&c, out, &extra))
		return -1;
	for (i = 0; i < out->n_ip; i++)
		out->ip[i] = need_string(&c);
	out->mac = get_string(&c);
	out->hostname = get_string(&c);
	out->vendor = get_string(&c);
	for (i = 0; i < out->n_id; i++) {
		out->id[i].kind = need_string(&c);
		out->id[i].value = need_string(&c);
	}
	if (out->n_service > 0)
		out->service = arena_calloc(arena, out->n_service,
		    sizeof(*out->service));
	for (i = 0; i < out->n_service && !c.bad; i++) {
		out->service[i].port = need_string(&c);
		out->service[i].name = get_string(&c);
		out->service[i].version = get_string(&c);
	}
	out->lease_state = get_string(&c);
	out->switch_name = get_string(&c);
	out->switch_port = get_string(&c);
	out->text = get_string(&c);
	if (extra.neighbour)
		out->neighbour = get_neighbour(&c, arena);
	if (extra.conversation)
		out->conversation = get_conversation(&c, arena);
	return c.bad || c.left != 0 ? -1 : (long)(sizeof(length) + length);
}
