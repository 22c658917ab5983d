/* SPDX-License-Identifier: ISC */
#include "verb/change.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "verb/rows.h"

struct changes *
change_begin(struct verb_call *call, const char *kind)
{
	struct changes *changes = changes_new(call->session, kind);

	changes_reason(changes, verb_value(call, "reason"),
	    verb_value(call, "ref"));
	return changes;
}

void
change_tell_problems(struct verb_call *call, const struct problems *problems)
{
	size_t i;

	for (i = 0; i < problems->n; i++) {
		problem_format(&problems->item[i], call->message);
		buf_addc(call->message, '\n');
	}
}

static void
json_refused(struct json *json, const struct problems *problems)
{
	size_t i;

	json_open(json, '[');
	for (i = 0; i < problems->n; i++) {
		const struct problem *p = &problems->item[i];

		if (p->warning)
			continue;
		json_open(json, '{');
		json_key(json, "line");
		if (p->line > 0)
			json_int(json, p->line);
		else
			json_null(json);
		json_key(json, "column");
		json_string(json, p->column);
		json_key(json, "field");
		json_string(json, p->field);
		json_key(json, "value");
		json_string(json, p->value);
		json_key(json, "reason");
		json_string(json, p->reason);
		json_close(json, '}');
	}
	json_close(json, ']');
}

void
change_tell_fields(struct json *json, const struct commit_result *result,
    const struct problems *problems)
{
	json_key(json, "tx");
	if (result->tx != 0)
		json_int(json, result->tx);
	else
		json_null(json);
	json_key(json, "new");
	json_int(json, result->created);
	json_key(json, "changed");
	json_int(json, result->changed);
	json_key(json, "same");
	json_int(json, result->same);
	json_key(json, "refused");
	json_refused(json, problems);
}

void
change_tell(struct verb_call *call, const struct commit_result *result,
    const struct problems *problems)
{
	struct json json = { .out = call->out, .indent = 1 };

	if (!verb_wants_json(call)) {
		buf_printf(call->message, _("New %" PRId64 ", changed %" PRId64
		    ", same %" PRId64 "."), result->created, result->changed,
		    result->same);
		if (result->tx != 0)
			buf_printf(call->message, _(" Change set %" PRId64
			    "; daicho undo takes it back."), result->tx);
		else if (verb_value(call, "dry-run") != NULL)
			buf_add(call->message, _(" Nothing was written."));
		buf_addc(call->message, '\n');
		return;
	}
	json_open(&json, '{');
	change_tell_fields(&json, result, problems);
	json_close(&json, '}');
	buf_addc(call->out, '\n');
}

static void
tell_conflicts(struct verb_call *call, const struct commit_options *options)
{
	size_t i;

	for (i = 0; i < options->n_conflicts; i++) {
		const struct conflict *c = &options->conflicts[i];
		const struct field *field =
		    entity_field(c->entity, c->position);

		buf_printf(call->message, "%s: %s: ",
		    register_ref_of(call->session, c->uuid, call->arena),
		    field->label[call->session->lang]);
		register_format(call->session, field, &c->base, call->message);
		buf_add(call->message, " → ");
		register_format(call->session, field, &c->theirs,
		    call->message);
		buf_printf(call->message, " (%s)\n", c->who);
	}
}

const struct err *
change_end(struct verb_call *call, struct changes *changes,
    struct problems *problems)
{
	struct commit_options options = {
		.dry_run = verb_value(call, "dry-run") != NULL,
		.problems = problems };
	struct commit_result result = { 0 };
	const struct err *err = NULL;

	if (problems->errors == 0)
		err = register_commit(call->session, changes, &options,
		    &result);
	change_tell_problems(call, problems);
	if (problems->errors > 0 &&
	    (err == NULL || err->kind == ERR_INVALID))
		err = err_new(ERR_INVALID, _("Nothing was written. Mend what "
		    "is named above and try again."));
	if (err != NULL && err->kind == ERR_DENIED && problems->errors > 0)
		err = err_new(ERR_DENIED, _("Nothing was written. Let somebody "
		    "who may do it, or leave it out."));
	if (err != NULL && err->kind == ERR_CONFLICT)
		tell_conflicts(call, &options);
	if (err == NULL)
		change_tell(call, &result, problems);
	changes_free(changes);
	return err;
}

/* Reads one "key=value". */
static void
read_word(struct verb_call *call, struct record *record, const char *word,
    struct problems *problems)
{
	const char *equals = strchr(word, '=');
	struct problem problem = { 0 };
	const struct field *field;
	const struct err *err;
	struct value value;
	int position;

	problem.field = arena_strndup(call->arena, word,
	    equals == NULL ? strlen(word) : (size_t)(equals - word));
	position = entity_field_find(record->entity, problem.field);
	if (equals == NULL) {
		problem.reason = _("Write it as KEY=VALUE.");
	} else if (position < 0) {
		problem.reason = arena_printf(call->arena, _("There is no such "
		    "field. daicho fields %s lists them."),
		    entity_get(record->entity)->key);
	} else if (field = entity_field(record->entity, (size_t)position),
	    !field_is_editable(field)) {
		problem.reason = (field->flags & FL_RETIRED) != 0 ?
		    _("This field was retired and takes no values.") :
		    _("daicho keeps this field itself.");
	} else {
		problem.value = equals + 1;
		err = value_read(call->session, field, equals + 1,
		    call->arena, &value);
		if (err == NULL) {
			record_set(record, (size_t)position, value);
			return;
		}
		problem.reason = err->msg;
	}
	problem_add(problems, &problem);
}

const struct err *
change_read(struct verb_call *call, struct record *record, char *const *word,
    int n, struct problems *problems)
{
	int i;

	for (i = 0; i < n; i++)
		read_word(call, record, word[i], problems);
	return register_resolve_record(call->session, record, call->arena,
	    problems);
}

const struct err *
change_confirm(struct verb_call *call, int64_t n)
{
	const char *yes = verb_value(call, "yes");
	char *end;

	if (yes == NULL && verb_value(call, "dry-run") != NULL)
		return NULL;
	if (yes != NULL && strtoll(yes, &end, 10) == n && *yes != '\0' &&
	    *end == '\0')
		return NULL;
	if (n == 0 && yes == NULL)
		return err_new(ERR_INPUT, _("Nothing matches, so there is "
		    "nothing to change. Look for records with daicho list."));
	return err_new(ERR_INPUT, _("This would change %" PRId64 " records. "
	    "Repeat it with --yes %" PRId64 ", or look first with --dry-run."),
	    n, n);
}

const struct err *
verb_entity(const char *word, enum entity_id *out)
{
	const struct err *err;
	struct buf names = { 0 };
	int i, entity = entity_find(word);

	if (entity != ENTITY_NONE) {
		*out = (enum entity_id)entity;
		return NULL;
	}
	for (i = 0; i < ENTITY_COUNT; i++)
		buf_printf(&names, "%s%s", i > 0 ? ", " : "",
		    entity_get((enum entity_id)i)->key);
	err = err_new(ERR_USAGE, _("There is no entity \"%s\". There are: %s."),
	    word, buf_str(&names));
	buf_release(&names);
	return err;
}
