/* SPDX-License-Identifier: ISC */
#include "model/discovery/converse.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { LINES_MAX = 256, KIND_SPEAKER = 1 };

/* A conversation as it was sighted. */
struct spoken {
	struct ip	 orig, resp;
	const char	*port, *service;	/* words of the round */
	uint32_t	 seen;		/* whose note it goes to */
	uint16_t	 file;
	bool		 answered, inbound, outside;
	enum sighting_direction direction;
	int64_t		 count, there, back;
};

void
converse_add(struct round *round, size_t file,
    const struct sighting *sighting)
{
	const struct sighting_conversation *c = sighting->conversation;
	struct spoken *spoken, one = { .file = (uint16_t)file };

	if (c == NULL || !ip_parse(c->orig, &one.orig) ||
	    !ip_parse(c->resp, &one.resp))
		return;
	round->spoken = mem_grow(round->spoken, &round->cap_spoken,
	    round->n_spoken + 1, sizeof(*spoken));
	spoken = &round->spoken[round->n_spoken++];
	one.port = round_word(round, c->port);
	one.service = round_word(round, c->service);
	one.answered = c->answered;
	one.direction = c->direction;
	one.count = c->count;
	one.there = c->orig_bytes;
	one.back = c->resp_bytes;
	*spoken = one;
}

/* --- cables --------------------------------------------------------------- */

static void
add_part(struct buf *out, const char *part)
{
	for (; part != NULL && *part != '\0'; part++)
		buf_addc(out, *part == '|' ? '/' : *part == '\n' ||
		    *part == '\r' || *part == '\t' ? ' ' : *part);
}

const char *
converse_cable(struct arena *arena, const struct sighting_neighbour *n)
{
	struct buf line = { 0 };
	const char *result, *port;
	struct mac mac;

	if (n->local_name == NULL || n->local_port == NULL)
		return NULL;
	port = n->port == NULL || (n->port_name != NULL &&
	    mac_parse(n->port, &mac)) ? n->port_name : n->port;
	buf_add(&line, "cable: ");
	add_part(&line, n->local_name);
	buf_add(&line, " | ");
	add_part(&line, n->local_port);
	buf_add(&line, " | ");
	add_part(&line, port);
	result = arena_strdup(arena, line.s);
	buf_release(&line);
	return result;
}

/* --- conversations -------------------------------------------------------- */

static uint64_t
speaker_hash(const struct map *map, uint16_t file, const struct ip *ip)
{
	struct {
		struct ip	ip;
		uint16_t	file;
	} key;

	memset(&key, 0, sizeof(key));
	key.ip = *ip;
	key.file = file;
	return map_hash(map, KIND_SPEAKER, &key, sizeof(key));
}

static bool
find_speaker(const struct round *round, const struct map *map, uint16_t file,
    const struct ip *ip, uint32_t *out)
{
	uint64_t hash = speaker_hash(map, file, ip);
	size_t slot = SIZE_MAX;

	while (map_next(map, hash, &slot, out))
		if (round->seen[*out].file == file &&
		    ip_compare(&round->seen[*out].ip[0], ip) == 0)
			return true;
	return false;
}

static void
index_speakers(const struct round *round, struct map *map)
{
	bool *talks = xcalloc(round->n_files + 1, sizeof(*talks));
	uint32_t i, at;
	size_t k;

	for (k = 0; k < round->n_spoken; k++)
		if (round->spoken[k].file < round->n_files)
			talks[round->spoken[k].file] = true;
	for (i = 0; i < round->n_seen; i++) {
		const struct seen *seen = &round->seen[i];

		if (seen->n_ip > 0 && !seen->ignored &&
		    seen->file < round->n_files && talks[seen->file] &&
		    !find_speaker(round, map, seen->file, &seen->ip[0], &at))
			map_put(map, speaker_hash(map, seen->file,
			    &seen->ip[0]), i);
	}
	free(talks);
}

static bool
is_of_place(const struct round *round, const struct places *places,
    bool told, const struct ip *ip)
{
	return told || places_network(places, round->site, ip) != PLACE_NONE;
}

/* To the note of who began it, else of who answered; UINT32_MAX: neither. */
static void
place_one(const struct round *round, const struct places *places,
    const struct map *map, struct spoken *s)
{
	s->seen = UINT32_MAX;
	if (find_speaker(round, map, s->file, &s->orig, &s->seen)) {
		s->outside = !is_of_place(round, places,
		    s->direction == DIRECTION_INSIDE, &s->resp);
	} else if (find_speaker(round, map, s->file, &s->resp, &s->seen)) {
		s->inbound = true;
		s->outside = !is_of_place(round, places,
		    s->direction == DIRECTION_INSIDE, &s->orig);
	} else
		s->seen = UINT32_MAX;
	if (s->outside && s->inbound)
		memset(&s->orig, 0, sizeof(s->orig));
	else if (s->outside)
		memset(&s->resp, 0, sizeof(s->resp));
}

static int
compare_texts(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int
compare_spoken(const void *a, const void *b)
{
	const struct spoken *x = a, *y = b;
	int order = x->seen < y->seen ? -1 : x->seen > y->seen;

	if (order == 0)
		order = (int)x->inbound - (int)y->inbound;
	if (order == 0)
		order = ip_compare(&x->orig, &y->orig);
	if (order == 0)
		order = ip_compare(&x->resp, &y->resp);
	if (order == 0)
		order = compare_texts(x->port, y->port);
	return order != 0 ? order : compare_texts(x->service, y->service);
}

static void
write_talk(const struct spoken *s, struct buf *out)
{
	char peer[IP_LEN];

	if (!s->outside)
		ip_format(s->inbound ? &s->orig : &s->resp, peer);
	buf_printf(out, "\ntalk: %s %s %s %s %" PRId64 " %" PRId64 " %" PRId64
	    "%s", s->inbound ? "from" : "to", s->outside ? "outside" : peer,
	    s->port == NULL ? "-" : s->port, s->service == NULL ||
	    strpbrk(s->service, " \t\r\n") != NULL ? "-" : s->service,
	    s->count, s->there, s->back, s->answered ? "" : " silent");
}

static int64_t
add(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* One line for what was folded into the same peer. */
static size_t
merge(struct spoken *s, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		if (kept > 0 && compare_spoken(&s[kept - 1], &s[i]) == 0) {
			struct spoken *to = &s[kept - 1];

			to->count = add(to->count, s[i].count);
			to->there = add(to->there, s[i].there);
			to->back = add(to->back, s[i].back);
			to->answered |= s[i].answered;
		} else
			s[kept++] = s[i];
	}
	return kept;
}

void
converse_keep(struct round *round, const struct places *places)
{
	struct buf note = { 0 };
	struct map map;
	size_t i, end;

	if (round->n_spoken == 0)
		return;
	map_init(&map);
	index_speakers(round, &map);
	for (i = 0; i < round->n_spoken; i++)
		place_one(round, places, &map, &round->spoken[i]);
	map_release(&map);
	qsort(round->spoken, round->n_spoken, sizeof(*round->spoken),
	    compare_spoken);
	round->n_spoken = merge(round->spoken, round->n_spoken);
	for (i = 0; i < round->n_spoken &&
	    round->spoken[i].seen != UINT32_MAX; i = end) {
		struct seen *seen = &round->seen[round->spoken[i].seen];

		buf_clear(&note);
		buf_add(&note, seen->note);
		for (end = i; end < round->n_spoken &&
		    round->spoken[end].seen == round->spoken[i].seen; end++)
			if (end - i < LINES_MAX)
				write_talk(&round->spoken[end], &note);
		if (end - i > LINES_MAX)
			buf_printf(&note, "\nmore: %zu", end - i - LINES_MAX);
		seen->note = arena_strdup(round->arena, note.s);
	}
	buf_release(&note);
	round->n_spoken = 0;
}

/* --- reading them back ---------------------------------------------------- */

/* The rest of the next line that begins with the word; NULL: none. */
static char *
next_line(const char **note, const char *word, struct arena *arena)
{
	size_t n = strlen(word), len;
	const char *s = *note;

	while (s != NULL && *s != '\0') {
		len = strcspn(s, "\n");
		*note = s[len] == '\0' ? s + len : s + len + 1;
		if (len > n && strncmp(s, word, n) == 0)
			return arena_strndup(arena, s + n, len - n);
		s = *note;
	}
	return NULL;
}

static char *
cut(char **rest, const char *at)
{
	char *word = *rest, *end;

	if (word == NULL)
		return NULL;
	end = strstr(word, at);
	*rest = end == NULL ? NULL : end + strlen(at);
	if (end != NULL)
		*end = '\0';
	return *word == '\0' ? NULL : word;
}

bool
converse_next_cable(const char **note, struct arena *arena,
    struct cable *out)
{
	char *line;

	while ((line = next_line(note, "cable: ", arena)) != NULL) {
		memset(out, 0, sizeof(*out));
		out->local = cut(&line, " | ");
		out->local_port = cut(&line, " | ");
		out->port = cut(&line, " | ");
		if (out->local != NULL && out->local_port != NULL)
			return true;
	}
	return false;
}

static int64_t
read_number(const char *s)
{
	return s == NULL ? 0 : strtoll(s, NULL, 10);
}

bool
converse_next_talk(const char **note, struct arena *arena, struct talk *out)
{
	const char *way, *peer, *word;
	char *line;

	while ((line = next_line(note, "talk: ", arena)) != NULL) {
		memset(out, 0, sizeof(*out));
		way = cut(&line, " ");
		peer = cut(&line, " ");
		out->port = cut(&line, " ");
		out->service = cut(&line, " ");
		out->count = read_number(cut(&line, " "));
		out->there = read_number(cut(&line, " "));
		out->back = read_number(cut(&line, " "));
		word = cut(&line, " ");
		if (way == NULL || peer == NULL || out->port == NULL)
			continue;
		out->silent = word != NULL && strcmp(word, "silent") == 0;
		out->inbound = strcmp(way, "from") == 0;
		out->outside = strcmp(peer, "outside") == 0;
		if (out->service != NULL && strcmp(out->service, "-") == 0)
			out->service = NULL;
		if (out->outside || ip_parse(peer, &out->peer))
			return true;
	}
	return false;
}

const char *
converse_origin(struct arena *arena, const char *note)
{
	return note == NULL ? NULL : arena_strndup(arena, note,
	    strcspn(note, "\n"));
}
