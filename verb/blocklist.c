/* SPDX-License-Identifier: ISC */
/* blocklist: what is to be kept off the network, for those who can do it. */
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "model/discovery/finding.h"
#include "verb/finding_rows.h"

enum { TEMPLATE_MAX = 1 << 20 };

/* One device; NULL where it is not known. */
struct block {
	const char	*mac, *ip, *hostname, *switch_name, *switch_port;
	const char	*zone;		/* uuid */
	const char	*decision, *until, *number;
};

struct blocks {
	struct verb_call *call;
	struct block	*item;
	size_t		 n, cap;
	const struct err *err;
};

/* --- gathering ------------------------------------------------------------ */

static bool
keeps_off(const char *decision)
{
	static const char *const words[] = { "quarantine", "remove", "deny",
		"deny_remote", "decommission" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (decision != NULL && strcmp(words[i], decision) == 0)
			return true;
	return false;
}

static bool
add_finding(void *ctx, const struct record *record)
{
	struct blocks *blocks = ctx;
	struct arena *arena = blocks->call->arena;
	const char *note = record_text(record, F_finding_evidence);
	struct record *decision;
	struct block *block;
	struct facts facts;

	blocks->err = finding_last_decision(blocks->call->session,
	    record->uuid, arena, &decision);
	if (blocks->err != NULL || decision == NULL || note == NULL ||
	    !keeps_off(record_text(decision, F_decision_decision)))
		return blocks->err == NULL;
	facts_parse(arena_strdup(arena, note), arena, &facts);
	blocks->item = arena_grow(arena, blocks->item, &blocks->cap,
	    blocks->n + 1, sizeof(*block));
	block = &blocks->item[blocks->n++];
	*block = (struct block){ .mac = facts.mac, .ip = facts.ip,
	    .hostname = facts.hostname, .switch_name = facts.switch_name,
	    .switch_port = facts.switch_port, .zone = facts.zone,
	    .decision = record_text(decision, F_decision_decision),
	    .until = record_text(decision, F_decision_until),
	    .number = finding_number(record, arena) };
	return true;
}

/* --- through a template ----------------------------------------------------- */

static const struct {
	const char	*word;
	size_t		 at;		/* in struct block */
} words[] = {
	{ "mac", offsetof(struct block, mac) },
	{ "ip", offsetof(struct block, ip) },
	{ "hostname", offsetof(struct block, hostname) },
	{ "switch", offsetof(struct block, switch_name) },
	{ "port", offsetof(struct block, switch_port) },
	{ "decision", offsetof(struct block, decision) },
	{ "until", offsetof(struct block, until) },
	{ "number", offsetof(struct block, number) },
};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

static const char *
word_of(const struct block *block, size_t i)
{
	return *(const char *const *)((const char *)block + words[i].at);
}

/* The word in braces at s; WORDS when there is none; *n its length. */
static size_t
find_word(const char *s, size_t *n)
{
	size_t i;

	for (i = 0; i < WORDS; i++) {
		size_t k = strlen(words[i].word);

		if (s[0] == '{' && strncmp(s + 1, words[i].word, k) == 0 &&
		    s[k + 1] == '}') {
			*n = k + 2;
			break;
		}
	}
	return i;
}

static bool
has_word(const char *line)
{
	size_t n;

	for (; *line != '\0'; line++)
		if (find_word(line, &n) < WORDS)
			return true;
	return false;
}

/*
 * Values of devices go into lines that machines run: what is no plain name or
 * address leaves its line out.
 */
static bool
is_plain(const char *value)
{
	return value != NULL && *value != '\0' && strspn(value,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    ".:/_-") == strlen(value);
}

static bool
fill_line(const char *line, const struct block *block, struct buf *out)
{
	size_t i, n, from = out->len;

	while (*line != '\0') {
		i = find_word(line, &n);
		if (i == WORDS) {
			buf_addc(out, *line++);
			continue;
		}
		if (!is_plain(word_of(block, i))) {
			buf_truncate(out, from);
			return false;
		}
		buf_add(out, word_of(block, i));
		line += n;
	}
	buf_addc(out, '\n');
	return true;
}

/* Lines with words are repeated for each device, the others stand once. */
static void
fill(struct blocks *blocks, char *template)
{
	size_t i, left = 0;
	char *line, *end;

	for (line = template; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (*end == '\n')
			*end++ = '\0';
		if (!has_word(line)) {
			buf_printf(blocks->call->out, "%s\n", line);
			continue;
		}
		for (i = 0; i < blocks->n; i++)
			left += !fill_line(line, &blocks->item[i],
			    blocks->call->out);
	}
	if (left > 0)
		buf_printf(blocks->call->message, _("%zu lines were left out, "
		    "because what they need is not known or is no plain name "
		    "or address.\n"), left);
}

static const struct err *
write_template(struct blocks *blocks, const char *path)
{
	struct buf text = { 0 };
	const struct err *err = path_read(path, TEMPLATE_MAX, &text);

	if (err == NULL && !has_word(buf_str(&text)))
		err = err_new(ERR_INPUT, _("The template %s names nothing to "
		    "block. Write {mac}, {ip}, {hostname}, {switch}, {port}, "
		    "{decision}, {until} or {number} into a line."), path);
	if (err == NULL)
		fill(blocks, text.s);
	buf_release(&text);
	return err;
}

/* --- as rows ---------------------------------------------------------------- */

static const struct err *
write_rows(struct blocks *blocks, struct rows *rows)
{
	const struct session *session = blocks->call->session;
	size_t i;

	field_column(rows, session, "mac", ENTITY_observation,
	    F_observation_mac);
	field_column(rows, session, "ip", ENTITY_observation,
	    F_observation_ip);
	field_column(rows, session, "hostname", ENTITY_observation,
	    F_observation_hostname);
	field_column(rows, session, "switch", ENTITY_observation,
	    F_observation_switch);
	field_column(rows, session, "port", ENTITY_observation,
	    F_observation_port);
	field_column(rows, session, "zone", ENTITY_observation,
	    F_observation_zone);
	field_column(rows, session, "decision", ENTITY_decision,
	    F_decision_decision);
	field_column(rows, session, "until", ENTITY_decision,
	    F_decision_until);
	rows_column(rows, "number", _("Number"), false);
	for (i = 0; i < blocks->n; i++) {
		const struct block *block = &blocks->item[i];

		rows_text(rows, block->mac);
		rows_text(rows, block->ip);
		rows_text(rows, block->hostname);
		rows_text(rows, block->switch_name);
		rows_text(rows, block->switch_port);
		rows_ref(rows, block->zone);
		rows_choice(rows, "decision", block->decision);
		rows_text(rows, block->until);
		rows_text(rows, block->number);
	}
	return rows_end(rows);
}

static const struct err *
run(struct verb_call *call)
{
	const char *template = verb_value(call, "template");
	struct blocks blocks = { .call = call };
	struct query *query = NULL, *decided = NULL;
	struct rows *rows = NULL;
	const struct err *err;

	err = rows_new(call, &rows);
	if (err == NULL && template != NULL &&
	    verb_value(call, "format") != NULL)
		err = err_new(ERR_USAGE, _("A template is a format of its "
		    "own; leave --format out."));
	if (err == NULL)
		err = query_parse(call->session, ENTITY_finding,
		    verb_value(call, "where"), call->arena, &query);
	if (err == NULL)
		err = query_parse(call->session, ENTITY_finding,
		    "state=decided", call->arena, &decided);
	if (err == NULL)
		err = store_each(register_reader(call->session),
		    ENTITY_finding, query_and(call->arena, query, decided),
		    NULL, 0, NULL, add_finding, &blocks);
	if (err == NULL)
		err = blocks.err;
	if (err == NULL)
		err = template != NULL ? write_template(&blocks, template) :
		    write_rows(&blocks, rows);
	return err;
}

static const struct verb_option options[] = {
	{ "where", 'w', "QUERY", N_("only of findings that match") },
	{ "template", 0, "FILE", N_("lines with {mac}, {ip}, {switch}, {port} "
	    "…, repeated for each device") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_blocklist = {
	.name = "blocklist",
	.synopsis = "[-w QUERY] [--template FILE]",
	.help = N_("Devices that were decided to be kept off the network"),
	.options = options,
	.min = 0, .max = 0,
	.run = run,
};
