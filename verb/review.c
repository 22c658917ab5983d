/* SPDX-License-Identifier: ISC */
/* review: rounds of looking whether each asset is still there (棚卸). */
#include "model/review.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "model/exchange/review_sheet.h"
#include "render/paper.h"
#include "verb/change.h"
#include "verb/finding_rows.h"

enum { LEFT_OVER = 1, REFUSED = 3, FILE_MODE = 0600 };

/* One word after "review". */
struct step {
	const char	*word;
	int		 min, max;	/* operands after the word */
	bool		 writes;
	const struct err *(*run)(struct verb_call *call);
};

/* The round that --review names, or the only open one. */
static const struct err *
load(struct verb_call *call, struct review *review)
{
	char uuid[UUID_LEN];
	const struct err *err;

	err = review_resolve(call->session, verb_value(call, "review"), uuid);
	return err != NULL ? err :
	    review_load(call->session, uuid, call->arena, review);
}

/* --- rounds and progress ------------------------------------------------------ */

static void
count_columns(struct rows *rows, const struct session *session)
{
	int answer;

	rows_column(rows, "items", _("Assets"), true);
	rows_column(rows, "answered", _("Answered"), true);
	rows_column(rows, "percent", "%", true);
	for (answer = REVIEW_PRESENT; answer < REVIEW_ANSWERS; answer++)
		rows_column(rows, review_answer_key(
		    (enum review_answer)answer), choice_label(session,
		    "review_answer", review_answer_key(
		    (enum review_answer)answer)), true);
}

static void
count_cells(struct rows *rows, const struct review_count *count)
{
	int answer;

	rows_int(rows, count->items);
	rows_int(rows, count->answered);
	rows_int(rows, review_percent(count));
	for (answer = REVIEW_PRESENT; answer < REVIEW_ANSWERS; answer++)
		rows_int(rows, count->answer[answer]);
}

struct listing {
	struct verb_call *call;
	struct rows	*rows;
	const struct err *err;
};

static bool
list_round(void *ctx, const struct record *record)
{
	struct listing *listing = ctx;
	struct review_count count;

	listing->err = review_counts(listing->call->session, record->uuid,
	    &count);
	if (listing->err != NULL)
		return false;
	rows_field(listing->rows, record, F_review_name);
	rows_field(listing->rows, record, F_review_due);
	rows_field(listing->rows, record, F_review_closed_on);
	count_cells(listing->rows, &count);
	return true;
}

static const struct err *
run_list(struct verb_call *call)
{
	static const struct query_sort latest = { F_review_opened_on, true };
	static const size_t fields[] = { F_review_name, F_review_due,
		F_review_closed_on };
	struct listing listing = { .call = call };
	const struct err *err = rows_new(call, &listing.rows);

	if (err != NULL)
		return err;
	rows_field_columns(listing.rows, ENTITY_review, fields, 3);
	count_columns(listing.rows, call->session);
	err = store_each(register_reader(call->session), ENTITY_review, NULL,
	    &latest, 1, NULL, list_round, &listing);
	if (err == NULL)
		err = listing.err;
	return err != NULL ? err : rows_end(listing.rows);
}

static const struct err *
run_progress(struct verb_call *call)
{
	struct rows *rows = NULL;
	struct review review;
	const struct err *err = rows_new(call, &rows);
	size_t i;

	if (err == NULL)
		err = load(call, &review);
	if (err != NULL)
		return err;
	field_column(rows, call->session, "department", ENTITY_asset,
	    F_asset_department);
	count_columns(rows, call->session);
	for (i = 0; i < review.departments; i++) {
		rows_ref(rows, review.department[i].department);
		count_cells(rows, &review.department[i]);
	}
	call->status = review.all.answered < review.all.items ? LEFT_OVER : 0;
	return rows_end(rows);
}

/* --- opening --------------------------------------------------------------------- */

static const struct err *
run_start(struct verb_call *call)
{
	struct review_start start = {
		.name = verb_value(call, "name"),
		.where = verb_value(call, "where"),
		.due = verb_value(call, "due"),
		.reason = verb_value(call, "reason"),
		.dry_run = verb_value(call, "dry-run") != NULL,
	};
	struct problems problems = { .arena = call->arena };
	struct commit_result result;
	const struct err *err;
	char uuid[UUID_LEN];

	err = review_open(call->session, &start, call->arena, &result, uuid);
	if (err == NULL)
		change_tell(call, &result, &problems);
	return err;
}

/* --- sheets out and back ----------------------------------------------------------- */

/* The same on paper, beside the workbook. */
static const struct err *
print_sheet(struct verb_call *call, const struct review *review,
    const char *department, bool all, const char *workbook)
{
	const char *path = arena_printf(call->arena, "%.*spdf",
	    (int)(strlen(workbook) - strlen(path_extension(workbook))),
	    workbook);
	struct report *report;
	struct buf bytes = { 0 };
	const struct err *err;

	err = report_review(call->session, review, department, all,
	    call->arena, &report);
	if (err == NULL)
		err = paper_write(report, false, &bytes);
	if (err == NULL)
		err = path_write(path, buf_str(&bytes), bytes.len, FILE_MODE);
	if (err == NULL)
		buf_printf(call->message, _("%s was written.\n"), path);
	buf_release(&bytes);
	return err;
}

static const struct err *
run_sheet(struct verb_call *call)
{
	const char *by = verb_value(call, "by");
	const char *folder = verb_value(call, "output");
	struct review review;
	const struct err *err = NULL;
	const char **path;
	size_t i, n = 0;

	if (by != NULL && strcmp(by, "department") != 0)
		err = err_new(ERR_USAGE, _("Sheets are made --by department, "
		    "or one for all."));
	else if (folder == NULL || *folder == '\0')
		err = err_new(ERR_USAGE, _("Name the folder for the sheets "
		    "with -o."));
	if (err == NULL)
		err = load(call, &review);
	if (err == NULL)
		err = review_sheets(call->session, &review, folder,
		    by != NULL, call->arena, &path, &n);
	for (i = 0; err == NULL && i < n; i++) {
		buf_printf(call->message, _("%s was written.\n"), path[i]);
		err = print_sheet(call, &review, by == NULL ? NULL :
		    review.department[i].department, by == NULL, path[i]);
	}
	return err;
}

static void
tell_answers(struct verb_call *call, const struct review_answers *answers,
    size_t errors)
{
	buf_printf(call->message, _("%" PRId64 " rows: %" PRId64 " answers, %"
	    PRId64 " known already, %" PRId64 " empty, %" PRId64
	    " not in the register, %zu wrong.\n"), answers->rows,
	    answers->answered, answers->same, answers->empty,
	    answers->unregistered, errors);
}

/*
 * Like import: shown first, written with --apply.  A row that is wrong keeps
 * all others back.
 */
static const struct err *
run_import(struct verb_call *call)
{
	struct problems problems = { .arena = call->arena };
	struct commit_options options = {
		.dry_run = verb_value(call, "apply") == NULL,
		.problems = &problems };
	struct commit_result result = { .tx = 0 };
	struct review_answers answers = { .changes = NULL };
	struct review review;
	const struct err *err;

	err = load(call, &review);
	if (err == NULL && review.closed_on != 0)
		err = err_new(ERR_INVALID, _("\"%s\" is closed already."),
		    review.name);
	if (err == NULL)
		err = review_read(call->session, &review, call->operand[1],
		    call->arena, &problems, &answers);
	if (err != NULL)
		return err;
	if (answers.changes != NULL && problems.errors == 0) {
		changes_reason(answers.changes, verb_value(call, "reason"),
		    NULL);
		err = register_commit(call->session, answers.changes,
		    &options, &result);
	}
	changes_free(answers.changes);
	change_tell_problems(call, &problems);
	if (err != NULL)
		return err;
	tell_answers(call, &answers, problems.errors);
	call->status = problems.errors > 0 ? REFUSED : 0;
	if (problems.errors > 0)
		buf_add(call->message, _("Nothing was written. Mend the rows "
		    "and import the sheet again.\n"));
	else if (options.dry_run)
		buf_add(call->message, _("Nothing was written yet; --apply "
		    "does it.\n"));
	else
		change_tell(call, &result, &problems);
	return NULL;
}

/* --- answers one by one ------------------------------------------------------------ */

static const struct err *
find_item(struct verb_call *call, const struct review *review,
    const char *ref, const struct review_item **out)
{
	char uuid[UUID_LEN];
	const struct err *err;
	size_t i;

	err = register_resolve(call->session, TO(asset), ref, uuid);
	for (i = 0; err == NULL && i < review->n; i++)
		if (strcmp(review->item[i].asset, uuid) == 0) {
			*out = &review->item[i];
			return NULL;
		}
	return err != NULL ? err : err_new(ERR_NOT_FOUND, _("\"%s\" is not "
	    "part of the review \"%s\"."), ref, review->name);
}

static const struct err *
read_answer(const char *word, enum review_answer *out)
{
	size_t n;
	const struct choice *set = choice_set("review_answer", &n);
	const struct choice *choice = choice_match(set, n, word);
	int answer;

	for (answer = REVIEW_PRESENT; choice != NULL &&
	    answer < REVIEW_ANSWERS; answer++)
		if (strcmp(review_answer_key((enum review_answer)answer),
		    choice->key) == 0) {
			*out = (enum review_answer)answer;
			return NULL;
		}
	return err_new(ERR_USAGE, _("\"%s\" is no answer. There are present, "
	    "absent, changed and moved."), word);
}

static const struct err *
run_answer(struct verb_call *call)
{
	struct review_reply reply = { .place = verb_value(call, "place") };
	const struct review_item *item = NULL;
	struct problems problems = { .arena = call->arena };
	struct changes *changes;
	struct review review;
	const struct err *err;

	err = read_answer(call->operand[2], &reply.answer);
	if (err == NULL)
		err = load(call, &review);
	if (err == NULL && review.closed_on != 0)
		err = err_new(ERR_INVALID, _("\"%s\" is closed already."),
		    review.name);
	if (err == NULL)
		err = find_item(call, &review, call->operand[1], &item);
	if (err != NULL)
		return err;
	reply.item = item->uuid;
	reply.rev = item->rev;
	changes = change_begin(call, "review");
	review_reply(call->session, changes, &reply);
	return change_end(call, changes, &problems);
}

/* --- closing ------------------------------------------------------------------------- */

static void
tell_report(struct verb_call *call, const struct review *review)
{
	const struct review_count *all = &review->all;

	buf_printf(call->message, _("\"%s\": %" PRId64 " assets, %" PRId64
	    " found, %" PRId64 " missing, %" PRId64 " without an answer.\n"),
	    review->name, all->items, all->answer[REVIEW_PRESENT] +
	    all->answer[REVIEW_CHANGED] + all->answer[REVIEW_MOVED],
	    all->answer[REVIEW_ABSENT], all->items - all->answered);
}

static const struct err *
run_close(struct verb_call *call)
{
	const char *yes = verb_value(call, "yes");
	struct review_close options = {
		.next = verb_value(call, "next"),
		.unanswered = yes == NULL ? -1 : strtoll(yes, NULL, 10),
		.reason = verb_value(call, "reason"),
		.dry_run = verb_value(call, "dry-run") != NULL,
	};
	struct problems problems = { .arena = call->arena };
	struct commit_result result;
	struct review review;
	const struct err *err;

	err = load(call, &review);
	if (err == NULL)
		err = review_close(call->session, &review, &options,
		    call->arena, &result);
	if (err != NULL)
		return err;
	tell_report(call, &review);
	change_tell(call, &result, &problems);
	call->status = review.all.answer[REVIEW_ABSENT] > 0 ? LEFT_OVER : 0;
	return NULL;
}

/* --- the verb -------------------------------------------------------------------------- */

static const struct step steps[] = {
	{ "list", 0, 0, false, run_list },
	{ "start", 0, 0, true, run_start },
	{ "progress", 0, 0, false, run_progress },
	{ "sheet", 0, 0, false, run_sheet },
	{ "import", 1, 1, true, run_import },
	{ "answer", 2, 2, true, run_answer },
	{ "close", 0, 0, true, run_close },
};

static const struct err *
run(struct verb_call *call)
{
	const char *word = call->operands == 0 ? "list" : call->operand[0];
	const char *why = register_read_only(call->session);
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int n = call->operands == 0 ? 0 : call->operands - 1;

		if (strcmp(steps[i].word, word) != 0)
			continue;
		if (n < steps[i].min || n > steps[i].max)
			return err_new(ERR_USAGE, _("review %s takes %d words "
			    "more. See: daicho help review"), word,
			    steps[i].min);
		if (steps[i].writes && why != NULL)
			return err_new(ERR_READONLY, "%s", why);
		return steps[i].run(call);
	}
	return err_new(ERR_USAGE, _("There is no \"review %s\". There are "
	    "list, start, progress, sheet, import, answer and close."), word);
}

static const struct verb_option options[] = {
	{ "where", 'w', "QUERY", N_("start: the assets to look for") },
	{ "due", 0, "DATE", N_("start: day by which all answers are due") },
	{ "name", 0, "NAME", N_("start: what the round is called") },
	{ "review", 0, "REF", N_("which round, where several are open") },
	{ "by", 0, "department", N_("sheet: one for each department") },
	{ "output", 'o', "DIR", N_("sheet: folder for the workbooks and their prints") },
	{ "apply", 0, NULL, N_("import: write the answers") },
	{ "place", 0, "TEXT", N_("answer: where it was seen") },
	{ "next", 0, "DATE", N_("close: when what was found is due again") },
	{ "yes", 0, "N", N_("close: how many are known to have no answer") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "dry-run", 0, NULL, N_("say what would change, write nothing") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_review = {
	.name = "review",
	.synopsis = "[list|start|progress|sheet|import FILE|answer ASSET "
	    "WORD|close]",
	.help = N_("Look whether each asset is still there (棚卸)"),
	.options = options,
	.min = 0, .max = 3,
	.run = run,
};
