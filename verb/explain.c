/* SPDX-License-Identifier: ISC */
/* explain: why something was matched and classified as it was. */
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "verb/finding_rows.h"

static void
json_compared(struct json *json, const struct explanation *e)
{
	size_t i;

	json_open(json, '[');
	for (i = 0; i < e->n_compared; i++) {
		const struct explain_key *key = &e->compared[i];

		json_open(json, '{');
		json_key(json, "rank");
		json_string(json, key->rank);
		json_key(json, "key");
		json_string(json, key->key);
		json_key(json, "seen");
		json_string(json, key->seen);
		json_key(json, "registered");
		json_string(json, key->registered);
		json_key(json, "equal");
		if (key->equal < 0)
			json_null(json);
		else
			json_bool(json, key->equal == 1);
		json_key(json, "decides");
		json_bool(json, key->decides);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void
json_evidence(struct json *json, const struct explanation *e)
{
	size_t i;

	json_open(json, '[');
	for (i = 0; i < e->n_evidence; i++) {
		json_open(json, '{');
		json_key(json, "file");
		json_string(json, e->evidence[i].file);
		json_key(json, "line");
		json_int(json, e->evidence[i].line);
		json_key(json, "text");
		json_string(json, e->evidence[i].text);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void
explain_json(struct verb_call *call, const struct explanation *e)
{
	struct json json = { .out = call->out, .indent = 1 };

	json_open(&json, '{');
	json_key(&json, "subject");
	json_ref(&json, call->session, e->subject);
	json_key(&json, "result");
	json_string(&json, e->result);
	json_key(&json, "severity");
	json_string(&json, e->severity);
	json_key(&json, "due");
	json_moment(&json, e->due);
	json_key(&json, "rule");
	json_string(&json, e->rule);
	json_key(&json, "compared");
	json_compared(&json, e);
	json_key(&json, "evidence");
	json_evidence(&json, e);
	json_key(&json, "also");
	json_strings(&json, e->also, e->n_also);
	json_key(&json, "would_change");
	json_strings(&json, e->would_change, e->n_would_change);
	json_close(&json, '}');
	buf_addc(call->out, '\n');
}

/* --- for people --------------------------------------------------------- */

static void
cell(struct buf *out, const char *text, int width)
{
	struct buf safe = { 0 };

	if (text == NULL)
		text = "–";
	utf8_safe(&safe, text, strlen(text), 0);
	utf8_pad(out, buf_str(&safe), width);
	buf_addc(out, ' ');
	buf_release(&safe);
}

static void
line(struct buf *out, const char *text)
{
	buf_add(out, "  ");
	utf8_safe(out, text, strlen(text), 0);
	buf_addc(out, '\n');
}

static void
tell_result(struct verb_call *call, const struct explanation *e)
{
	struct session *session = call->session;
	const char *name;
	char due[17];
	size_t i;

	if (e->subject != NULL) {
		name = register_name_of(session, e->subject, call->arena);
		utf8_safe(call->out, name, strlen(name), 0);
		buf_addc(call->out, '\n');
	}
	if (e->result == NULL)
		return;
	buf_printf(call->out, "%s  %s", choice_label(session,
	    "finding_result", e->result), choice_label(session, "severity",
	    e->severity));
	if (e->due != 0) {
		datetime_format_local(e->due, due);
		buf_printf(call->out, "  %s %s", _("due"), due);
	}
	buf_printf(call->out, "  %s %s\n", _("rule"),
	    e->rule != NULL ? e->rule : "–");
	for (i = 0; i < e->n_also; i++)
		buf_printf(call->out, "%s %s\n", _("also:"),
		    choice_label(session, "finding_result", e->also[i]));
}

static const char *
outcome(const struct explain_key *key)
{
	if (key->equal < 0)
		return _("not compared");
	if (key->equal == 0)
		return _("differs");
	return key->decides ? _("agrees, decides") : _("agrees");
}

static void
tell_keys(struct verb_call *call, const struct explanation *e)
{
	struct buf *out = call->out;
	size_t i;

	if (e->n_compared == 0)
		return;
	buf_printf(out, "\n%s\n  ", _("Who it is, from the strongest key"));
	cell(out, "", 2);
	cell(out, _("Key"), 36);
	cell(out, _("Seen"), 24);
	cell(out, _("Registered"), 24);
	buf_addc(out, '\n');
	for (i = 0; i < e->n_compared; i++) {
		buf_add(out, "  ");
		cell(out, e->compared[i].rank, 2);
		cell(out, e->compared[i].key, 36);
		cell(out, e->compared[i].seen, 24);
		cell(out, e->compared[i].registered, 24);
		buf_printf(out, "%s\n", outcome(&e->compared[i]));
	}
}

static void
explain_people(struct verb_call *call, const struct explanation *e)
{
	size_t i;

	tell_result(call, e);
	tell_keys(call, e);
	if (e->n_evidence > 0)
		buf_printf(call->out, "\n%s\n", _("Evidence"));
	for (i = 0; i < e->n_evidence; i++)
		line(call->out, arena_printf(call->arena, "%s:%ld: %s",
		    e->evidence[i].file, e->evidence[i].line,
		    e->evidence[i].text));
	if (e->n_would_change > 0)
		buf_printf(call->out, "\n%s\n", _("What would change it"));
	for (i = 0; i < e->n_would_change; i++)
		line(call->out, e->would_change[i]);
}

static const struct err *
run(struct verb_call *call)
{
	struct explanation explanation;
	struct rows *rows = NULL;
	const struct err *err;

	err = rows_new(call, &rows);
	if (err == NULL)
		err = explain(call->session, call->operand[0], call->arena,
		    &explanation);
	if (err != NULL)
		return err;
	if (rows_format(rows) == ROWS_JSON)
		explain_json(call, &explanation);
	else
		explain_people(call, &explanation);
	return NULL;
}

static const struct verb_option options[] = {
	{ "format", 0, "FORMAT", N_("json: the explanation as one object") },
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_explain = {
	.name = "explain",
	.synopsis = "REF",
	.help = N_("Why a finding, an asset, an IP or a MAC is what it is"),
	.options = options,
	.min = 1, .max = 1,
	.formats = VERB_FORMATS_OBJECT,
	.run = run,
};
