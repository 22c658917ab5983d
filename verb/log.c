/* SPDX-License-Identifier: ISC */
/* log, undo, redo, verify: the journal. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "model/history.h"
#include "verb/change.h"
#include "verb/journal_file.h"
#include "verb/rows.h"

enum { PAGE = 100, RECORDS = 200, OBSTACLES = 20, APPROVALS = 256 };

static void
json_change_set(struct json *json, struct verb_call *call,
    const struct store_tx *tx, const char *approver,
    const struct history_record *record, size_t n)
{
	size_t i, k;

	json_open(json, '{');
	json_key(json, "tx");
	json_int(json, tx->id);
	json_key(json, "at");
	json_moment(json, tx->at);
	json_key(json, "who");
	json_string(json, tx->who);
	json_key(json, "why");
	json_string(json, tx->why);
	json_key(json, "ref");
	json_string(json, tx->ref);
	json_key(json, "approved_by");
	json_ref(json, call->session, approver);
	json_key(json, "records");
	json_open(json, '[');
	for (i = 0; i < n; i++) {
		json_open(json, '{');
		json_key(json, "uuid");
		json_string(json, record[i].uuid);
		json_key(json, "entity");
		json_string(json, entity_get(record[i].entity)->key);
		json_key(json, "name");
		json_string(json, record[i].name);
		json_key(json, "op");
		json_string(json, record[i].op);
		json_key(json, "changes");
		json_open(json, '{');
		for (k = 0; k < record[i].n; k++) {
			const struct history_change *c = &record[i].change[k];

			json_key(json, c->field->key);
			json_open(json, '[');
			json_value(json, call->session, c->field, &c->old);
			json_value(json, call->session, c->field, &c->new);
			json_close(json, ']');
		}
		json_close(json, '}');
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

/* Walks the change sets newest first, a page at a time. */
static const struct err *
each_set(struct verb_call *call, const struct history_filter *filter,
    size_t limit,
    const struct err *(*each)(struct verb_call *, void *,
    const struct store_tx *), void *ctx)
{
	struct store_tx tx[PAGE];
	const struct err *err;
	int64_t before = 0;
	size_t i, n;

	do {
		err = history_list(call->session, filter, before, call->arena,
		    tx, PAGE, &n);
		if (err != NULL)
			return err;
		for (i = 0; i < n && limit > 0; i++, limit--) {
			err = each(call, ctx, &tx[i]);
			if (err != NULL)
				return err;
			before = tx[i].id;
		}
	} while (n == PAGE && limit > 0);
	return NULL;
}

/* Who approved the register with a change set in it, by revision. */
struct approvals {
	int64_t		 revision[APPROVALS];	/* rising */
	const char	*approver[APPROVALS];	/* uuids */
	size_t		 n;
	struct arena	*arena;
};

struct listing {
	struct json	 json;
	struct rows	*rows;
	struct history_filter filter;
	struct approvals approvals;
};

static bool
note_approval(void *ctx, const struct record *record)
{
	struct approvals *approvals = ctx;
	const char *subject = record_text(record, F_signoff_subject);

	if (record_has(record, F_signoff_approver) && subject != NULL &&
	    strcmp(subject, "register") == 0) {
		approvals->revision[approvals->n] = record_int(record,
		    F_signoff_revision);
		approvals->approver[approvals->n++] = arena_strdup(
		    approvals->arena, record_text(record,
		    F_signoff_approver));
	}
	return approvals->n < APPROVALS;
}

static const struct err *
load_approvals(struct verb_call *call, struct approvals *approvals)
{
	const struct query_sort sort = { F_signoff_revision, false };

	approvals->arena = call->arena;
	return store_each(register_reader(call->session), ENTITY_signoff,
	    NULL, &sort, 1, NULL, note_approval, approvals);
}

/* The person who was the first to approve a state with the change set. */
static const char *
approver_of(const struct approvals *approvals, int64_t tx)
{
	size_t i;

	for (i = 0; i < approvals->n; i++)
		if (approvals->revision[i] >= tx)
			return approvals->approver[i];
	return NULL;
}

/* All records of a change set, however many they are. */
static const struct err *
all_records(struct verb_call *call, int64_t tx, const char *uuid,
    struct arena *arena, struct history_record **out, size_t *n)
{
	const struct err *err;
	int64_t total = RECORDS;
	size_t max;

	do {
		max = (size_t)total;
		arena_reset(arena);
		*out = arena_calloc(arena, max, sizeof(**out));
		err = history_records(call->session, tx, uuid, arena, *out,
		    max, n, &total);
	} while (err == NULL && (size_t)total > max);
	return err;
}

static const struct err *
add_json(struct verb_call *call, void *ctx, const struct store_tx *tx)
{
	struct listing *log = ctx;
	struct arena *arena = arena_new();
	struct history_record *record = NULL;
	const struct err *err;
	size_t n;

	err = all_records(call, tx->id, log->filter.uuid, arena, &record, &n);
	if (err == NULL)
		json_change_set(&log->json, call, tx,
		    approver_of(&log->approvals, tx->id), record, n);
	arena_free(arena);
	return err;
}

static const struct err *
add_row(struct verb_call *call, void *ctx, const struct store_tx *tx)
{
	struct listing *log = ctx;
	struct rows *rows = log->rows;

	(void)call;
	rows_int(rows, tx->id);
	rows_moment(rows, tx->at);
	rows_text(rows, tx->who);
	rows_text(rows, tx->kind);
	rows_int(rows, tx->records);
	rows_text(rows, tx->why);
	rows_text(rows, tx->ref);
	if (log->approvals.n > 0)
		rows_ref(rows, approver_of(&log->approvals, tx->id));
	return NULL;
}

/* A day of --from or --to as a moment. */
static const struct err *
read_day(struct verb_call *call, const char *option, bool end, int64_t *out)
{
	const char *text = verb_value(call, option);
	int32_t day;

	if (text == NULL)
		return NULL;
	if (!date_parse(text, &day))
		return err_new(ERR_USAGE, _("--%s takes a day such as "
		    "2026-03-31."), option);
	*out = end ? clock_day_end(day) : clock_day_start(day);
	return NULL;
}

static const struct err *
read_filter(struct verb_call *call, struct history_filter *filter)
{
	const struct err *err = NULL;
	enum entity_id entity;
	char uuid[UUID_LEN];

	if (call->operands == 1)
		return err_new(ERR_USAGE, _("Name the record as ENTITY REF."));
	if (call->operands == 2) {
		err = verb_entity(call->operand[0], &entity);
		if (err == NULL)
			err = register_resolve(call->session,
			    UINT64_C(1) << entity, call->operand[1], uuid);
		if (err != NULL)
			return err;
		filter->uuid = arena_strdup(call->arena, uuid);
	}
	if (verb_value(call, "by") != NULL)
		history_by(call->session, verb_value(call, "by"), call->arena,
		    filter);
	err = read_day(call, "from", false, &filter->from);
	return err != NULL ? err : read_day(call, "to", true, &filter->to);
}

static const struct err *
log_rows(struct verb_call *call, struct listing *log, size_t limit)
{
	const struct err *err = rows_new(call, &log->rows);
	struct rows *rows = log->rows;

	if (err != NULL)
		return err;
	rows_column(rows, "tx", _("Set"), true);
	rows_column(rows, "at", _("When"), false);
	rows_column(rows, "who", _("Who"), false);
	rows_column(rows, "kind", _("What"), false);
	rows_column(rows, "records", _("Records"), true);
	rows_column(rows, "why", _("Reason"), false);
	rows_column(rows, "ref", _("Reference"), false);
	/* The column is there once something is approved. */
	if (log->approvals.n > 0)
		rows_column(rows, "approved_by", _("Approved by"), false);
	err = each_set(call, &log->filter, limit, add_row, log);
	return err != NULL ? err : rows_end(rows);
}

static const struct err *
run_log(struct verb_call *call)
{
	struct listing log = { .json = { .out = call->out, .indent = 1 } };
	const struct err *err;
	size_t limit;

	if (verb_value(call, "export") != NULL)
		return journal_file(call, verb_value(call, "export"));
	err = rows_limit(call, &limit);
	if (err == NULL)
		err = read_filter(call, &log.filter);
	if (err == NULL)
		err = load_approvals(call, &log.approvals);
	if (err != NULL || !verb_wants_json(call))
		return err != NULL ? err : log_rows(call, &log, limit);
	json_open(&log.json, '[');
	err = each_set(call, &log.filter, limit, add_json, &log);
	json_close(&log.json, ']');
	buf_addc(call->out, '\n');
	return err;
}

/* Takes a change set back and says what stands in the way. */
static const struct err *
take_back(struct verb_call *call, int64_t tx)
{
	struct undo_obstacle obstacle[OBSTACLES];
	struct problems none = { .arena = call->arena };
	struct commit_result result = { 0 };
	const struct err *err;
	size_t i, n = 0;

	err = history_undo(call->session, tx, call->arena, obstacle, OBSTACLES,
	    &n, &result);
	for (i = 0; err != NULL && i < n; i++) {
		char at[17];

		datetime_format_local(obstacle[i].at, at);
		buf_printf(call->message, "%s  %s  %s  %s\n", at,
		    obstacle[i].who, obstacle[i].name,
		    obstacle[i].field == NULL ? "" :
		    obstacle[i].field->label[call->session->lang]);
	}
	if (err == NULL)
		change_tell(call, &result, &none);
	return err;
}

static const struct err *
run_undo(struct verb_call *call)
{
	const struct err *err;
	int64_t tx;
	char *end;

	if (call->operands == 1) {
		tx = strtoll(call->operand[0], &end, 10);
		if (*end != '\0' || tx <= 0)
			return err_new(ERR_USAGE, _("A change set is named by "
			    "its number. daicho log lists them."));
		return take_back(call, tx);
	}
	err = history_last(call->session, false, &tx);
	if (err == NULL && tx == 0)
		err = err_new(ERR_NOT_FOUND,
		    _("There is no change of yours to take back."));
	return err != NULL ? err : take_back(call, tx);
}

static const struct err *
run_redo(struct verb_call *call)
{
	struct store_tx tx = { 0 };
	const struct err *err;
	bool found = false;
	int64_t id;

	err = history_last(call->session, true, &id);
	if (err == NULL && id != 0)
		err = store_tx_get(register_reader(call->session), id,
		    call->arena, &tx, &found);
	if (err == NULL && (!found || tx.undone_by == 0))
		err = err_new(ERR_NOT_FOUND,
		    _("There is no undo of yours to take back."));
	return err != NULL ? err : take_back(call, tx.undone_by);
}

static const struct err *
run_verify(struct verb_call *call)
{
	struct json json = { .out = call->out, .indent = 1 };
	struct verify_report report = { 0 };
	const struct err *err;
	char from[17] = "-", to[17] = "-";

	err = history_verify(call->session, &report);
	if (err != NULL)
		return err;
	call->status = report.broken != 0;
	history_remember(call->session, &report);
	if (verb_wants_json(call)) {
		json_open(&json, '{');
		json_key(&json, "entries");
		json_int(&json, report.entries);
		json_key(&json, "sets");
		json_int(&json, report.sets);
		json_key(&json, "from");
		json_moment(&json, report.from);
		json_key(&json, "to");
		json_moment(&json, report.to);
		json_key(&json, "head");
		json_string(&json, report.head);
		json_key(&json, "broken");
		if (report.broken != 0)
			json_int(&json, report.broken);
		else
			json_null(&json);
		json_close(&json, '}');
		buf_addc(call->out, '\n');
		return NULL;
	}
	if (report.from != 0)
		datetime_format_local(report.from, from);
	if (report.to != 0)
		datetime_format_local(report.to, to);
	buf_printf(call->out, _("%" PRId64 " entries in %" PRId64
	    " change sets, %s to %s\nHead %s\n"), report.entries, report.sets,
	    from, to, report.head);
	if (report.broken == 0)
		buf_printf(call->out, "%s\n", _("The chain is whole."));
	else
		buf_printf(call->out, _("The chain is broken at entry %" PRId64
		    ": %s\n"), report.broken, report.broken_why);
	return NULL;
}

static const struct verb_option log_options[] = {
	{ "by", 0, "PERSON", N_("only what this person or account did") },
	{ "from", 0, "DATE", N_("only since this day") },
	{ "to", 0, "DATE", N_("only up to this day") },
	{ "limit", 'n', "LIMIT", N_("at most so many rows") },
	{ "export", 0, "FILE", N_("the whole journal as JSON lines, to be "
	    "proved without daicho") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

static const struct verb_option json_options[] = {
	{ "format", 0, "FORMAT", N_("json: the result as one object") },
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_log = {
	.name = "log",
	.synopsis = "[ENTITY REF] [--by PERSON] [--from DATE] [--to DATE] "
	    "[-n LIMIT]",
	.help = N_("Who changed what, when and why"),
	.options = log_options,
	.min = 0, .max = 2,
	.run = run_log,
};

const struct verb verb_undo = {
	.name = "undo",
	.synopsis = "[TX]",
	.help = N_("Take a change set back; without a number your own last"),
	.options = json_options,
	.flags = VERB_WRITES | VERB_PRESENT,
	.min = 0, .max = 1,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_undo,
};

const struct verb verb_redo = {
	.name = "redo",
	.synopsis = "",
	.help = N_("Take your own last undo back"),
	.options = json_options,
	.flags = VERB_WRITES | VERB_PRESENT,
	.min = 0, .max = 0,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_redo,
};

const struct verb verb_verify = {
	.name = "verify",
	.synopsis = "",
	.help = N_("Prove that the journal was not altered"),
	.flags = VERB_PRESENT,
	.options = json_options,
	.min = 0, .max = 0,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_verify,
};
