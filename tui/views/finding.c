/* SPDX-License-Identifier: ISC */
#include "tui/views/finding.h"

#include <string.h>

#include "model/check/keep.h"
#include "model/discovery/discover.h"
#include "model/discovery/finding.h"
#include "tui/words.h"

static const struct {
	const char	*key;
	enum role	 role;
	const char	*shown;
} severities[] = {
	{ "critical", ROLE_critical, N_("CRIT") },
	{ "high", ROLE_high, N_("HIGH") },
	{ "medium", ROLE_text, N_("MED") },
	{ "low", ROLE_dim, N_("LOW") },
	{ "info", ROLE_dim, N_("INFO") },
};

const char *
severity_word(const char *severity, enum role *role)
{
	size_t i;

	for (i = 0; severity != NULL && i < sizeof(severities) /
	    sizeof(severities[0]); i++)
		if (strcmp(severities[i].key, severity) == 0) {
			if (role != NULL)
				*role = severities[i].role;
			return gettext(severities[i].shown);
		}
	return "";
}

static const char *
label_of(const struct session *session, const struct record *record,
    size_t position, struct arena *arena)
{
	struct buf text = { 0 };
	const char *label;

	register_format(session, entity_field(record->entity, position),
	    record_value(record, position), &text);
	label = arena_strdup(arena, buf_str(&text));
	buf_release(&text);
	return label;
}

static const char *
first_word(struct arena *arena, const char *text)
{
	return text == NULL ? NULL :
	    arena_strndup(arena, text, strcspn(text, " "));
}

/* "renamed to PC-064B", "tcp/3389 new" from "hostname: a -> b; ports: -> …". */
static const char *
difference(const char *differs, struct arena *arena)
{
	const char *arrow = strstr(differs, "-> "), *now;

	if (arrow == NULL)
		return differs;
	now = arena_strndup(arena, arrow + 3, strcspn(arrow + 3, ";"));
	if (strncmp(differs, "hostname:", 9) == 0)
		return arena_printf(arena, _("renamed to %s"), now);
	if (strncmp(differs, "ports:", 6) == 0)
		return arena_printf(arena, _("%s new"), now);
	if (strncmp(differs, "ip:", 3) == 0)
		return arena_printf(arena, _("now at %s"), now);
	return arena_printf(arena, "MAC %s", now);
}

const struct check_rule *
finding_check(const struct record *finding)
{
	const char *code = record_text(finding, F_finding_rule);
	const struct check_rule *rule = check_rules;

	while (code != NULL && rule->code != NULL &&
	    strcmp(rule->code, code) != 0)
		rule++;
	return code == NULL || rule->code == NULL ? NULL : rule;
}

/* When a zone was last looked at. */
static const char *
last_covered(const struct session *session, const char *zone,
    struct arena *arena)
{
	struct record *record = NULL;
	struct buf text = { 0 };
	const char *copy;

	if (store_get(register_reader(session), ENTITY_zone, zone, NULL,
	    arena, &record) != NULL || record == NULL)
		return "";
	words_last(session, record_int(record, F_zone_last_covered), &text);
	copy = arena_strdup(arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static const char *
detail_of(const struct session *session, const struct record *finding,
    const char *subject, const struct facts *facts, struct arena *arena)
{
	const char *result = record_text(finding, F_finding_result);
	const char *asset = facts->asset;

	result = result != NULL ? result : "";
	if (finding_check(finding) != NULL) {
		asset = keep_detail(record_text(finding,
		    F_finding_evidence), arena);
		return asset != NULL ? asset : subject != NULL ?
		    register_name_of(session, subject, arena) : "";
	}
	if (strcmp(result, "drift") == 0 && facts->differs != NULL)
		return difference(facts->differs, arena);
	if (strcmp(result, "not_covered") == 0 && facts->zone != NULL)
		return last_covered(session, facts->zone, arena);
	if (strcmp(result, "candidate") == 0 && asset != NULL)
		return arena_printf(arena, _("probably %s"),
		    register_ref_of(session, asset, arena));
	if (subject != NULL)
		return register_name_of(session, subject, arena);
	return facts->hostname != NULL ? facts->hostname : _("(no name)");
}

/* A device that is no record is known by what was seen of it: NULL. */
static const char *
recorded(const struct session *session, const char *subject)
{
	int entity = ENTITY_NONE;

	if (subject == NULL || store_entity_of(register_reader(session),
	    subject, &entity) != NULL || entity == ENTITY_NONE ||
	    entity_is_evidence((enum entity_id)entity))
		return NULL;
	return subject;
}

void
finding_words(const struct session *session, const struct record *finding,
    struct arena *arena, struct finding_words *out)
{
	const char *title = record_text(finding, F_finding_title);
	const char *severity = record_text(finding, F_finding_severity);
	const char *subject = record_text(finding, F_finding_subject);
	const char *note = record_text(finding, F_finding_evidence);
	const struct check_rule *check = finding_check(finding);
	struct facts facts = { 0 };
	size_t number;

	*out = (struct finding_words){ .role = ROLE_text };
	if (note != NULL)
		facts_parse(note, arena, &facts);
	subject = recorded(session, subject);
	title = title != NULL ? title : "";
	number = finding_title_number(title) > 0 ? strcspn(title, " ") : 0;
	/* One that is not recorded yet is known by its check. */
	out->number = number == 0 && check != NULL ? check->code :
	    arena_strndup(arena, title, number);
	title += number + strspn(title + number, " ");
	out->result = check != NULL ? check->label[session->lang] :
	    label_of(session, finding, F_finding_result, arena);
	out->severity = severity_word(severity, &out->role);
	out->zone_uuid = facts.zone;
	out->zone = facts.zone != NULL ?
	    register_name_of(session, facts.zone, arena) : NULL;
	out->asset = facts.asset;
	out->mac = facts.mac;
	out->vendor = facts.vendor;
	out->subject = subject != NULL && strcmp(record_text(finding,
	    F_finding_result) != NULL ? record_text(finding,
	    F_finding_result) : "", "candidate") != 0 ?
	    register_ref_of(session, subject, arena) :
	    facts.ip != NULL ? first_word(arena, facts.ip) :
	    facts.mac != NULL ? facts.mac : title;
	out->detail = detail_of(session, finding, subject, &facts, arena);
	if (strcmp(out->detail, out->subject) == 0)
		out->detail = "";
}

static struct pane_line *
pair(struct pane *pane, const char *label, const char *text)
{
	return text == NULL || *text == '\0' ? NULL :
	    pane_add(pane, PANE_PAIR, label, text);
}

static void
add_observed(struct session *session, const struct facts *facts,
    struct pane *pane)
{
	struct pane_line *line;
	struct buf text = { 0 };
	const struct choice *kind;

	pane_add(pane, PANE_SECTION, _("Observed"), NULL);
	line = pair(pane, "IP", facts->ip);
	if (line != NULL && facts->leased != NULL)
		line->right = arena_strdup(pane->arena, _("from DHCP"));
	line = pair(pane, "MAC", facts->mac);
	kind = facts->mac_kind == NULL ? NULL :
	    choice_find("mac_kind", facts->mac_kind);
	if (line != NULL && kind != NULL)
		line->right = kind->label[session->lang];
	pair(pane, _("Name"), facts->hostname);
	pair(pane, _("Vendor"), facts->vendor);
	if (facts->zone != NULL) {
		line = pair(pane, _("Zone"), register_name_of(session,
		    facts->zone, pane->arena));
		if (line != NULL)
			line->uuid = facts->zone;
	}
	if (facts->switch_name != NULL) {
		buf_printf(&text, "%s  %s", facts->switch_name,
		    facts->switch_port != NULL ? facts->switch_port : "");
		pair(pane, _("Switch"), text.s);
		buf_clear(&text);
	}
	pair(pane, _("Ports"), facts->services);
	pair(pane, _("Differs"), facts->differs);
	if (facts->seen != 0) {
		words_moment(session, facts->seen, &text);
		pair(pane, _("Seen"), text.s);
	}
	buf_release(&text);
}

static void
add_compared(const struct explanation *why, struct pane *pane)
{
	struct pane_line *line;
	struct buf text = { 0 };
	size_t i;

	if (why->n_compared == 0)
		return;
	pane_add(pane, PANE_SECTION, _("Who is it (strongest first)"),
	    NULL)->right = _("result");
	for (i = 0; i < why->n_compared; i++) {
		const struct explain_key *key = &why->compared[i];

		buf_clear(&text);
		buf_printf(&text, "%-2s %s", key->rank != NULL ? key->rank :
		    "", key->key);
		line = pane_add(pane, PANE_INDENT, NULL, text.s);
		line->right = key->equal > 0 ? _("equal") :
		    key->equal == 0 ? _("differs") : _("not compared");
		if (key->decides)
			line->right_role = ROLE_strong;
	}
	buf_release(&text);
}

static void
add_evidence(const struct explanation *why, int width, struct pane *pane)
{
	struct buf text = { 0 };
	size_t i;

	for (i = 0; i < why->n_evidence; i++) {
		const struct explain_evidence *e = &why->evidence[i];

		buf_clear(&text);
		buf_printf(&text, _("%s, line %ld"), e->file != NULL ?
		    e->file : "", e->line);
		if (i == 0)
			pane_add(pane, PANE_SECTION, _("Evidence"), NULL)->
			    right = arena_strdup(pane->arena, text.s);
		pane_wrap(pane, PANE_INDENT, e->text != NULL ? e->text : "",
		    width - 3, ROLE_text);
	}
	buf_release(&text);
}

static void
add_head(struct session *session, const struct record *finding,
    const struct finding_words *words, struct pane *pane)
{
	int64_t due = record_int(finding, F_finding_due);
	struct pane_line *line;
	struct buf text = { 0 };

	line = pane_add(pane, PANE_TITLE, words->number, words->result);
	buf_printf(&text, "%s  %s ", words->severity, _("due"));
	words_moment(session, due, &text);
	line->right = arena_strdup(pane->arena, text.s);
	line->right_role = words->role;
	buf_clear(&text);
	buf_printf(&text, "%s  %s", words->subject, words->detail);
	pane_add(pane, PANE_TEXT, NULL, text.s);
	pair(pane, _("State"), label_of(session, finding, F_finding_state,
	    pane->arena));
	buf_release(&text);
}

static void
add_refs(struct session *session, const struct record *finding,
    const struct facts *facts, struct pane *pane)
{
	const char *subject = recorded(session,
	    record_text(finding, F_finding_subject));
	const char *assignee = record_text(finding, F_finding_assignee);
	struct pane_line *line;

	if (subject == NULL && assignee == NULL && facts->import == NULL)
		return;
	pane_add(pane, PANE_SECTION, _("Relations"), NULL);
	if (subject != NULL) {
		line = pair(pane, _("Subject"), register_name_of(session,
		    subject, pane->arena));
		if (line != NULL)
			line->uuid = arena_strdup(pane->arena, subject);
	}
	if (assignee != NULL)
		pair(pane, _("Assignee"), register_name_of(session, assignee,
		    pane->arena));
	if (facts->import != NULL) {
		line = pair(pane, _("Import"), register_name_of(session,
		    facts->import, pane->arena));
		if (line != NULL)
			line->uuid = facts->import;
	}
}

const struct err *
finding_pane(struct session *session, const struct record *finding, int width,
    struct pane *pane)
{
	const char *note = record_text(finding, F_finding_evidence);
	const char *advice = record_text(finding, F_finding_advice);
	struct finding_words words;
	struct explanation why = { 0 };
	struct facts facts = { 0 };
	const struct err *err;
	size_t i;

	finding_words(session, finding, pane->arena, &words);
	if (note != NULL)
		facts_parse(note, pane->arena, &facts);
	add_head(session, finding, &words, pane);
	add_observed(session, &facts, pane);
	err = explain(session, finding->uuid, pane->arena, &why);
	if (err != NULL)
		return err;
	add_compared(&why, pane);
	if (why.rule != NULL)
		pane_add(pane, PANE_SECTION, _("Why this result"), NULL);
	if (why.rule != NULL)
		pane_wrap(pane, PANE_INDENT, arena_printf(pane->arena, "%s %s",
		    _("rule"), why.rule), width - 3, ROLE_text);
	for (i = 0; i < why.n_also; i++)
		pane_add(pane, PANE_INDENT, NULL, why.also[i]);
	for (i = 0; i < why.n_would_change; i++)
		pane_wrap(pane, PANE_INDENT, why.would_change[i], width - 3,
		    ROLE_text);
	add_evidence(&why, width, pane);
	/* Of a check it stands among what would change it. */
	if (advice != NULL && finding_check(finding) == NULL) {
		pane_add(pane, PANE_SECTION, _("Advice"), NULL);
		pane_wrap(pane, PANE_INDENT, advice, width - 3, ROLE_text);
	}
	add_refs(session, finding, &facts, pane);
	return NULL;
}
