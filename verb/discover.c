/* SPDX-License-Identifier: ISC */
/* discover and coverage: files in, and what was looked at when. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/mail.h"
#include "base/utf8.h"
#include "model/discovery/oui.h"
#include "model/discovery/prune.h"
#include "verb/change.h"
#include "verb/finding_rows.h"
#include "verb/notify.h"
#include "verb/spool.h"

/* --- as JSON ------------------------------------------------------------ */

static void
json_warnings(struct json *json, struct verb_call *call,
    const struct scan_file *file)
{
	size_t i;

	json_open(json, '[');
	if (file->cut != NULL)
		json_string(json, file->cut);
	for (i = 0; i < file->warnings.n; i++) {
		const struct problem *p = &file->warnings.item[i];

		json_string(json, p->line > 0 ? arena_printf(call->arena,
		    "%ld: %s", p->line, p->reason) : p->reason);
	}
	json_close(json, ']');
}

static void
json_file(struct json *json, struct verb_call *call,
    const struct scan_file *file)
{
	json_key(json, "file");
	json_string(json, file->name);
	json_key(json, "kind");
	json_string(json, file->importer->name);
	json_key(json, "sha256");
	json_string(json, file->sha256);
	json_key(json, "strength");
	json_string(json, import_strength_key(file->strength));
	json_key(json, "warnings");
	json_warnings(json, call, file);
}

static void
json_run(struct json *json, int64_t started, int64_t ended, bool complete)
{
	json_key(json, "complete");
	json_bool(json, complete);
	json_key(json, "started");
	json_moment(json, started);
	json_key(json, "ended");
	json_moment(json, ended);
}

static void
json_import(struct json *json, struct verb_call *call,
    const struct discover_report *report)
{
	size_t i;

	json_open(json, '{');
	json_key(json, "uuid");
	json_string(json, report->import);
	json_key(json, "duplicate");
	json_bool(json, report->duplicate);
	json_file(json, call, &report->file[0]);
	json_run(json, report->started, report->ended, report->complete);
	json_key(json, "site");
	json_ref(json, call->session, report->site);
	json_key(json, "scope");
	json_strings(json, report->scope, report->n_scope);
	json_key(json, "files");
	json_open(json, '[');
	for (i = 0; i < report->n_files; i++) {
		const struct scan_file *file = &report->file[i];

		json_open(json, '{');
		json_file(json, call, file);
		json_run(json, file->started, file->ended, file->complete);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

static void
report_json(struct verb_call *call, const struct discover_report *report)
{
	struct json json = { .out = call->out, .indent = 1 };
	size_t i;

	json_open(&json, '{');
	json_key(&json, "import");
	json_import(&json, call, report);
	json_key(&json, "counts");
	json_open(&json, '{');
	json_key(&json, "sightings");
	json_int(&json, report->sightings);
	json_key(&json, "devices");
	json_int(&json, report->devices);
	for (i = 0; i < RESULT_COUNT; i++) {
		json_key(&json, result_key((enum result)i));
		json_int(&json, report->count[i]);
	}
	json_close(&json, '}');
	json_key(&json, "findings");
	json_open(&json, '[');
	for (i = 0; i < report->n_findings; i++) {
		json_open(&json, '{');
		finding_json(&json, call->session, &report->finding[i]);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_key(&json, "coverage");
	coverage_json(&json, call->session, &report->coverage);
	json_close(&json, '}');
	buf_addc(call->out, '\n');
}

/* --- for people --------------------------------------------------------- */

static void
tell_files(struct verb_call *call, const struct discover_report *report)
{
	size_t i;

	for (i = 0; i < report->n_files; i++) {
		const struct scan_file *file = &report->file[i];

		utf8_safe(call->out, file->name, strlen(file->name), 0);
		buf_printf(call->out, ": %s, %s, %s\n", choice_label(
		    call->session, "import_kind", file->importer->name),
		    choice_label(call->session, "import_strength",
		    import_strength_key(file->strength)),
		    file->complete ? _("read to the end") : _("cut short"));
	}
	if (report->duplicate)
		buf_printf(call->out, "%s\n", _("These files were imported "
		    "before; nothing was changed."));
}

static void
tell_counts(struct verb_call *call, const struct discover_report *report)
{
	const char *before = " ";
	size_t i;

	buf_printf(call->out, _("%" PRId64 " sightings, %" PRId64
	    " devices:"), report->sightings, report->devices);
	for (i = 0; i < RESULT_COUNT; i++) {
		/* The one zero that is news, beside the coverage. */
		if (report->count[i] == 0 && i != RESULT_UNAPPROVED)
			continue;
		buf_printf(call->out, "%s%s %" PRId64, before,
		    choice_label(call->session, "finding_result",
		    result_key((enum result)i)), report->count[i]);
		before = ", ";
	}
	buf_addc(call->out, '\n');
	coverage_line(call->session, &report->coverage, call->out);
	buf_addc(call->out, '\n');
}

static const struct err *
report_rows(struct verb_call *call, struct rows *rows,
    const struct discover_report *report)
{
	size_t i;

	if (rows_format(rows) == ROWS_TABLE) {
		tell_files(call, report);
		tell_counts(call, report);
		if (report->n_findings == 0)
			return NULL;
	}
	finding_columns(rows, call->session);
	for (i = 0; i < report->n_findings; i++)
		finding_row(rows, &report->finding[i]);
	return rows_end(rows);
}

/* --- discover ----------------------------------------------------------- */

static void
split_scope(struct verb_call *call, struct discover_options *options)
{
	const char *text = verb_value(call, "scope");
	const char **scope;
	size_t cap = 1, n;

	if (text == NULL)
		return;
	for (n = 0; text[n] != '\0'; n++)
		cap += text[n] == ',';
	scope = arena_calloc(call->arena, cap, sizeof(*scope));
	for (; *text != '\0'; text += n + (text[n] == ',')) {
		n = strcspn(text, ",");
		scope[options->n_scope++] = arena_strndup(call->arena, text,
		    n);
	}
	options->scope = scope;
}

/* Only what is new, a line each; silence where there is nothing. */
static void
tell_new(struct verb_call *call, const struct discover_report *report)
{
	size_t i;

	for (i = 0; i < report->n_findings; i++)
		if (report->finding[i].is_new)
			notify_line(call->session, &report->finding[i],
			    call->out);
}

/* Prints a round in the format that was asked for, and tells others. */
static const struct err *
tell_round(struct verb_call *call, const struct discover_report *report,
    const struct problems *problems)
{
	struct rows *rows = NULL;
	const struct err *err = NULL;

	change_tell_problems(call, problems);
	if (report->undecided)
		call->status = 1;
	if (verb_value(call, "quiet") != NULL)
		tell_new(call, report);
	else
		err = rows_new(call, &rows);
	if (err == NULL && rows != NULL && rows_format(rows) == ROWS_JSON)
		report_json(call, report);
	else if (err == NULL && rows != NULL)
		err = report_rows(call, rows, report);
	return err != NULL || report->import == NULL ? err :
	    notify_findings(call, report);
}

static const struct err *
run_spool(struct verb_call *call, const char *folder,
    const struct discover_options *options)
{
	const struct err *err;
	size_t refused;

	if (call->operands > 0)
		return err_new(ERR_USAGE, _("Name files, or a folder with "
		    "--spool, but not both."));
	if (options->dry_run || verb_wants_json(call))
		return err_new(ERR_USAGE, _("--spool moves files away as it "
		    "imports them; it goes neither with --dry-run nor with "
		    "--format json."));
	err = spool_run(call, folder, options, tell_round, &refused);
	if (err == NULL && refused > 0)
		call->status = 1;
	return err;
}

static void
tell_pruned(struct verb_call *call, const struct prune_report *report)
{
	struct json json = { .out = call->out, .indent = 1 };

	if (verb_wants_json(call)) {
		json_open(&json, '{');
		json_key(&json, "change_set");
		if (report->tx != 0)
			json_int(&json, report->tx);
		else
			json_null(&json);
		json_key(&json, "rounds");
		json_int(&json, report->rounds);
		json_key(&json, "observations");
		json_int(&json, report->observations);
		json_key(&json, "kept");
		json_int(&json, report->kept);
		json_close(&json, '}');
		buf_addc(call->out, '\n');
		return;
	}
	buf_printf(call->out, _("%" PRId64 " rounds with %" PRId64
	    " observations are older."), report->rounds,
	    report->observations);
	buf_addc(call->out, '\n');
	if (report->tx == 0)
		return;
	buf_printf(call->out, _("They are removed as change set %" PRId64
	    "; records still refer to %" PRId64 " of the observations, which "
	    "stay."), report->tx, report->kept);
	buf_addc(call->out, '\n');
}

static const struct err *
run_prune(struct verb_call *call, const char *date)
{
	struct prune_report report;
	const struct err *err;
	int32_t day;

	if (call->operands > 0 || verb_value(call, "spool") != NULL)
		return err_new(ERR_USAGE, _("--prune removes old rounds and "
		    "reads no files; give it alone."));
	if (!date_parse(date, &day))
		return err_new(ERR_USAGE, _("--prune: \"%s\" is no date; "
		    "write it as 2024-04-01."), date);
	err = discover_prune(call->session, clock_day_start(day),
	    verb_value(call, "reason"), verb_value(call, "ref"),
	    verb_value(call, "dry-run") != NULL, &report);
	if (err == NULL)
		tell_pruned(call, &report);
	return err;
}

static const struct err *
run_discover(struct verb_call *call)
{
	struct discover_options options = {
		.vendors = oui_folders,
		.site = verb_value(call, "site"),
		.as = verb_value(call, "as"),
		.dry_run = verb_value(call, "dry-run") != NULL,
	};
	const char *map = verb_value(call, "map");
	const char *mail = verb_value(call, "mail");
	struct problems problems = { .arena = call->arena };
	const char *spool = verb_value(call, "spool");
	const char *prune = verb_value(call, "prune");
	struct discover_report report;
	struct rows *rows = NULL;
	const struct err *err;

	if (prune != NULL)
		return run_prune(call, prune);
	split_scope(call, &options);
	err = rows_new(call, &rows);
	if (err == NULL && mail != NULL)
		err = mail_check(mail);
	if (err == NULL && map != NULL) {
		err = import_map_read(call->session, map, call->arena,
		    &options.map);
		if (options.as == NULL)
			options.as = "csv";
	}
	if (err == NULL && spool != NULL)
		return run_spool(call, spool, &options);
	if (err == NULL && call->operands == 0)
		err = err_new(ERR_USAGE, _("Name the files to read, as in: "
		    "daicho discover scan.xml"));
	if (err == NULL)
		err = import_list_files((const char *const *)call->operand,
		    (size_t)call->operands, call->arena, &options.file,
		    &options.n_files);
	if (err == NULL)
		err = discover_run(call->session, &options, call->arena,
		    &problems, &report);
	if (err != NULL && problems.errors > 1)
		change_tell_problems(call, &problems);
	return err != NULL ? err : tell_round(call, &report, &problems);
}

static void
list_formats(struct buf *out)
{
	const struct importer *row;

	buf_printf(out, "%s\n", _("Files may be packed with gzip or xz; a "
	    "folder stands for the files in it, - for standard input. The "
	    "formats, with their words for --as:"));
	for (row = importers; row->name != NULL; row++) {
		buf_add(out, "  ");
		utf8_pad(out, row != importers &&
		    strcmp(row->word, row[-1].word) == 0 ? "" : row->word, 14);
		buf_printf(out, " %s\n", _(row->help));
	}
}

static const struct verb_option discover_options[] = {
	{ "site", 0, "SITE", N_("where the files were taken; needed when there "
	    "are several") },
	{ "scope", 0, "CIDR,…", N_("what was really looked at, where the "
	    "files do not say") },
	{ "as", 0, "FORMAT", N_("the format, where two are alike") },
	{ "map", 0, "NAME|FILE", N_("which columns of a table mean what: a "
	    "saved mapping, or a CSV of heading and key") },
	{ "dry-run", 0, NULL, N_("say what would be found, write nothing") },
	{ "spool", 0, "DIR", N_("import what lies in a folder, and move it "
	    "to done/ or refused/ there") },
	{ "prune", 0, "DATE", N_("remove the rounds that ended before a day, "
	    "with their observations, for good") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	NOTIFY_OPTIONS,
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_discover = {
	.name = "discover",
	.synopsis = "FILE… [--site S] [--scope CIDR,…] [--as FORMAT] "
	    "[--map NAME|FILE] [--dry-run] | --spool DIR | --prune DATE --reason TEXT",
	.help = N_("Read discovery files as one round and raise findings"),
	.more = list_formats,
	.options = discover_options,
	.flags = VERB_WRITES | VERB_FILES,
	.min = 0, .max = -1,
	.run = run_discover,
};

/* --- coverage ----------------------------------------------------------- */

static void
coverage_rows(struct rows *rows, const struct session *session,
    const struct coverage *coverage)
{
	bool people = rows_are_for_people(rows);
	size_t i;

	field_column(rows, session, "zone", ENTITY_network, F_network_zone);
	field_column(rows, session, "network", ENTITY_interface,
	    F_interface_network);
	rows_column(rows, "state", _("Coverage"), false);
	field_column(rows, session, "last_covered", ENTITY_zone,
	    F_zone_last_covered);
	field_column(rows, session, "strength", ENTITY_import_file,
	    F_import_file_strength);
	field_column(rows, session, "interval_days", ENTITY_zone,
	    F_zone_review_interval_days);
	rows_spare(rows, 2);
	field_column(rows, session, "import", ENTITY_observation,
	    F_observation_import);
	rows_spare(rows, 1);
	for (i = 0; i < coverage->n; i++) {
		const struct coverage_row *row = &coverage->row[i];

		rows_ref(rows, row->zone);
		rows_ref(rows, row->network);
		rows_text(rows, people ? coverage_state_label(row->state) : row->state);
		rows_moment(rows, row->last_covered);
		rows_choice(rows, "import_strength", row->strength);
		rows_int(rows, row->interval_days);
		rows_ref(rows, row->import);
	}
}

static const struct err *
run_coverage(struct verb_call *call)
{
	struct coverage coverage;
	struct rows *rows = NULL;
	const struct err *err;

	err = rows_new(call, &rows);
	if (err == NULL)
		err = coverage_list(call->session, call->arena, &coverage);
	if (err != NULL)
		return err;
	call->status = coverage.zones_covered < coverage.zones ? 1 : 0;
	if (rows_format(rows) == ROWS_TABLE) {
		coverage_line(call->session, &coverage, call->out);
		buf_addc(call->out, '\n');
	}
	coverage_rows(rows, call->session, &coverage);
	return rows_end(rows);
}

static const struct verb_option coverage_options[] = {
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_coverage = {
	.name = "coverage",
	.synopsis = "",
	.help = N_("What was looked at when, zone by zone"),
	.options = coverage_options,
	.min = 0, .max = 0,
	.run = run_coverage,
};
