/* SPDX-License-Identifier: ISC */
#include "model/discovery/discover.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/path.h"
#include "model/discovery/cross.h"
#include "model/discovery/oui.h"
#include "model/discovery/run.h"

enum { STEP_EVERY = 1024, SITES_NAMED = 8 };

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- the site ----------------------------------------------------------- */

struct sites {
	struct arena	*arena;
	const char	*uuid;
	struct buf	 names;
	size_t		 n;
};

static bool
note_site(void *ctx, const struct record *record)
{
	struct sites *sites = ctx;
	const char *name = record_text(record, F_site_name);

	if (sites->n++ == 0)
		sites->uuid = arena_strdup(sites->arena, record->uuid);
	if (name != NULL && sites->n <= SITES_NAMED)
		buf_printf(&sites->names, "%s%s",
		    sites->names.len > 0 ? ", " : "", name);
	return true;
}

static const struct err *
find_site(const struct session *session, const char *ref,
    struct arena *arena, const char **out)
{
	struct sites sites = { .arena = arena };
	struct fieldset want = { { 0 } };
	const struct err *err;
	char uuid[UUID_LEN];

	if (ref != NULL) {
		err = register_resolve(session, TO(site), ref, uuid);
		if (err == NULL)
			*out = arena_strdup(arena, uuid);
		return err;
	}
	fieldset_add(&want, F_site_name);
	err = store_each(register_reader(session), ENTITY_site, NULL, NULL, 0,
	    &want, note_site, &sites);
	if (err == NULL && sites.n == 0)
		err = err_new(ERR_NOT_FOUND, _("The register has no site, and "
		    "an address means something only inside one. Add it "
		    "first: daicho add site name=NAME"));
	else if (err == NULL && sites.n > 1)
		err = err_new(ERR_NOT_FOUND, _("The register has several "
		    "sites. Say which one the files were taken at with "
		    "--site: %s."), buf_str(&sites.names));
	*out = sites.uuid;
	buf_release(&sites.names);
	return err;
}

/* --- the files ---------------------------------------------------------- */

struct intake {
	struct round	*round;
	size_t		 file;
	const char	*name;
};

static void
take(void *ctx, const struct sighting *sighting)
{
	struct intake *intake = ctx;

	round_add(intake->round, intake->file, intake->name, sighting);
}

static void
pass_on_warnings(const struct scan_file *file, struct problems *problems)
{
	struct problem problem = { .file = file->name, .warning = true };
	size_t i;

	for (i = 0; problems != NULL && i < file->warnings.n; i++) {
		problem = file->warnings.item[i];
		problem.file = file->name;
		problem.warning = true;
		problem_add(problems, &problem);
	}
	if (problems != NULL && file->cut != NULL) {
		problem = (struct problem){ .file = file->name,
		    .reason = file->cut, .warning = true };
		problem_add(problems, &problem);
	}
}

/* What is wrong with one of several files is told with that of the others. */
static void
note_refused(struct problems *problems, const struct err *err)
{
	const struct problem problem = { .reason = err->msg };

	if (problems != NULL)
		problem_add(problems, &problem);
}

static const struct err *
scan(struct session *session, const struct discover_options *options,
    struct round *round, struct arena *arena, struct problems *problems,
    struct scan_file *file, size_t *n_files)
{
	struct intake intake = { .round = round };
	const struct err *err = NULL;
	size_t i, k, n = 0, refused = 0;
	struct err first;

	for (i = 0; i < options->n_files && err == NULL; i++) {
		struct round before = *round;

		intake.file = n;
		intake.name = strcmp(options->file[i], "-") == 0 ? "stdin" :
		    path_base(options->file[i]);
		file[n].warnings.arena = arena;
		err = import_scan_mapped(session, options->file[i],
		    options->as, options->map, arena, take, &intake, &file[n]);
		if (err != NULL && err->kind == ERR_INPUT) {
			if (refused++ == 0)
				err_copy(&first, err);
			note_refused(problems, err);
			err = NULL;
			continue;
		}
		if (err != NULL)
			break;
		for (k = 0; k < n; k++)
			if (strcmp(file[k].sha256, file[n].sha256) == 0)
				break;
		if (k < n) {
			/* The same file named twice is one file. */
			round->n_seen = before.n_seen;
			round->n_spoken = before.n_spoken;
			round->sightings = before.sightings;
			round->ignored = before.ignored;
			continue;
		}
		pass_on_warnings(&file[n], problems);
		n++;
	}
	*n_files = n;
	if (err == NULL && refused == 1)
		err = err_new(ERR_INPUT, "%s", first.msg);
	else if (err == NULL && refused > 1)
		err = err_new(ERR_INPUT, _("%zu of %zu files cannot be taken. "
		    "Nothing was imported. Leave them out, or mend what is "
		    "named above."), refused, options->n_files);
	return err;
}

/* --- scope -------------------------------------------------------------- */

static int
compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_scope(struct discover_report *report, struct arena *arena,
    const char *const *scope, size_t n)
{
	const char **all = arena_calloc(arena, report->n_scope + n,
	    sizeof(*all));
	size_t i, k, kept = 0;

	for (i = 0; i < report->n_scope; i++)
		all[kept++] = report->scope[i];
	for (i = 0; i < n; i++)
		all[kept++] = scope[i];
	if (kept > 1)
		qsort(all, kept, sizeof(*all), compare_words);
	for (i = 0, k = 0; i < kept; i++)
		if (k == 0 || strcmp(all[k - 1], all[i]) != 0)
			all[k++] = all[i];
	report->scope = all;
	report->n_scope = k;
}

/*
 * The scope kept is that of the files which cover most, so that nothing is
 * taken for swept that only a lease file speaks of.
 */
static const struct err *
set_scope(const struct discover_options *options,
    struct discover_report *report, struct arena *arena)
{
	enum cover best = COVER_NOTHING, cover;
	char text[CIDR_LEN];
	struct cidr cidr;
	size_t i;

	for (i = 0; i < options->n_scope; i++) {
		const char *canonical;

		if (!cidr_parse(options->scope[i], &cidr))
			return err_new(ERR_USAGE, _("--scope: \"%s\" is no "
			    "address range; write it as 10.0.0.0/24, several "
			    "divided by commas."), options->scope[i]);
		cidr_format(&cidr, text);
		canonical = arena_strdup(arena, text);
		add_scope(report, arena, &canonical, 1);
	}
	if (options->n_scope > 0)
		return NULL;
	for (i = 0; i < report->n_files; i++) {
		cover = coverage_of(report->file[i].strength,
		    report->file[i].complete);
		if (cover > best)
			best = cover;
	}
	for (i = 0; i < report->n_files; i++)
		if (coverage_of(report->file[i].strength,
		    report->file[i].complete) == best)
			add_scope(report, arena, report->file[i].scope,
			    report->file[i].n_scope);
	return NULL;
}

static void
set_run(struct discover_report *report)
{
	size_t i;

	report->complete = true;
	for (i = 0; i < report->n_files; i++) {
		const struct scan_file *file = &report->file[i];

		if (file->started != 0 && (report->started == 0 ||
		    file->started < report->started))
			report->started = file->started;
		if (file->ended > report->ended)
			report->ended = file->ended;
		report->complete &= file->complete;
	}
}

static void
set_covering(struct run *run, const struct discover_report *report)
{
	struct covering *covering = &run->covering;
	enum cover cover;
	size_t i;

	covering->import = run->import;
	covering->site = run->round->site;
	covering->at = report->ended != 0 ? report->ended :
	    report->started != 0 ? report->started : run->now;
	covering->scope = arena_calloc(run->arena, report->n_scope,
	    sizeof(*covering->scope));
	for (i = 0; i < report->n_scope; i++)
		if (cidr_parse(report->scope[i],
		    &covering->scope[covering->n_scope]))
			covering->n_scope++;
	for (i = 0; i < report->n_files; i++) {
		cover = coverage_of(report->file[i].strength,
		    report->file[i].complete);
		if (covering->strength == NULL || cover > covering->cover) {
			covering->cover = cover;
			covering->strength =
			    import_strength_key(report->file[i].strength);
		}
	}
}

/* --- imported before? --------------------------------------------------- */

struct past {
	struct arena	*arena;
	const struct discover_report *report;
	bool		*old;		/* per file: imported before */
	struct past_import {
		const char	*uuid;
		bool		 same_place;
		size_t		 files, matched;
	}		*item;
	size_t		 n, cap;
};

static bool
same_scope(const struct value *value, const struct discover_report *report)
{
	size_t i, n = value != NULL && value->kind == VALUE_LIST ?
	    value->n : 0;

	if (n != report->n_scope)
		return false;
	for (i = 0; i < n; i++)
		if (strcmp(value->list[i], report->scope[i]) != 0)
			return false;
	return true;
}

static bool
past_import(void *ctx, const struct record *record)
{
	struct past *past = ctx;
	struct past_import *item;

	past->item = arena_grow(past->arena, past->item, &past->cap,
	    past->n + 1, sizeof(*past->item));
	item = &past->item[past->n++];
	memset(item, 0, sizeof(*item));
	item->uuid = arena_strdup(past->arena, record->uuid);
	item->same_place = same(record_text(record, F_import_site),
	    past->report->site) && same_scope(record_value(record,
	    F_import_scope), past->report);
	return true;
}

static bool
past_file(void *ctx, const struct record *record)
{
	struct past *past = ctx;
	const char *import = record_text(record, F_import_file_import);
	const char *sha256 = record_text(record, F_import_file_sha256);
	bool matched = false;
	size_t i;

	for (i = 0; i < past->report->n_files; i++)
		if (same(past->report->file[i].sha256, sha256))
			matched = past->old[i] = true;
	for (i = past->n; i-- > 0;)
		if (same(past->item[i].uuid, import)) {
			past->item[i].files++;
			past->item[i].matched += matched;
			break;
		}
	return true;
}

/* The round that had just these files, site and scope, if any. */
static const struct err *
find_past(const struct session *session, struct discover_report *report,
    struct arena *arena, bool *old)
{
	struct past past = { .arena = arena, .report = report, .old = old };
	struct store *store = register_reader(session);
	struct fieldset want = { { 0 } };
	const struct err *err;
	size_t i;

	fieldset_add(&want, F_import_site);
	fieldset_add(&want, F_import_scope);
	err = store_each(store, ENTITY_import, NULL, NULL, 0, &want,
	    past_import, &past);
	memset(&want, 0, sizeof(want));
	fieldset_add(&want, F_import_file_import);
	fieldset_add(&want, F_import_file_sha256);
	if (err == NULL)
		err = store_each(store, ENTITY_import_file, NULL, NULL, 0,
		    &want, past_file, &past);
	for (i = 0; err == NULL && i < past.n; i++)
		if (past.item[i].same_place &&
		    past.item[i].files == report->n_files &&
		    past.item[i].matched == report->n_files) {
			report->import = past.item[i].uuid;
			report->duplicate = true;
		}
	return err;
}

/* --- matching ----------------------------------------------------------- */

static void
note_seen(struct run *run, size_t i)
{
	const struct match *match = &run->match[i];
	int64_t at = run->round->device[i].at;

	if (match->level < MATCH_PROPOSED)
		return;
	if (at > run->asset_seen[match->asset])
		run->asset_seen[match->asset] = at;
	if (match->interface != KNOWN_NONE &&
	    at > run->interface_seen[match->interface])
		run->interface_seen[match->interface] = at;
}

static const struct err *
match_all(struct run *run, const bool *old)
{
	struct round *round = run->round;
	const struct err *err;
	size_t i, k;

	run->match = arena_calloc(run->arena, round->n_devices,
	    sizeof(*run->match));
	run->verdict = arena_calloc(run->arena, round->n_devices,
	    sizeof(*run->verdict));
	run->observation = arena_calloc(run->arena, round->n_devices,
	    sizeof(*run->observation));
	run->asset_seen = arena_calloc(run->arena, run->identity.n_assets,
	    sizeof(*run->asset_seen));
	run->interface_seen = arena_calloc(run->arena,
	    run->identity.n_interfaces, sizeof(*run->interface_seen));
	identity_match_round(&run->identity, round, run->match);
	err = cross_round(run->session, &run->identity, round, &run->covering,
	    run->match);
	if (err != NULL)
		return err;
	for (i = 0; i < round->n_devices; i++) {
		struct device *device = &round->device[i];

		if (i % STEP_EVERY == 0 && !session_step(run->session,
		    _("Matching"), (int64_t)i, (int64_t)round->n_devices))
			return err_new(ERR_CANCELLED,
			    _("Stopped; nothing was imported."));
		device->stale = true;
		for (k = 0; k < device->n; k++)
			device->stale &= old[round->seen[round->member[
			    device->first + k]].file];
		classify(&run->identity, device, &run->match[i], run->today,
		    &run->verdict[i]);
		note_seen(run, i);
	}
	return NULL;
}

static const struct err *
judge_coverage(struct run *run)
{
	struct covering *covering = NULL, *all;
	const struct err *err;
	size_t n = 0;

	err = coverage_load(run->session, run->arena, &covering, &n);
	if (err != NULL)
		return err;
	all = arena_calloc(run->arena, n + 1, sizeof(*all));
	if (n > 0)
		memcpy(all, covering, n * sizeof(*all));
	if (run->changes != NULL)
		all[n++] = run->covering;
	coverage_judge(&run->places, all, n, run->now, run->arena,
	    &run->coverage);
	return NULL;
}

/* --- the report --------------------------------------------------------- */

static void
fill_report(struct run *run, struct discover_report *report)
{
	const struct round *round = run->round;
	size_t i;

	report->sightings = round->sightings;
	report->devices = (int64_t)round->n_devices;
	report->count[RESULT_IGNORED] = round->ignored;
	for (i = 0; i < round->n_devices; i++) {
		report->count[run->verdict[i].result]++;
		report->count[RESULT_ROGUE] += verdict_has_rogue(
		    &run->verdict[i]);
	}
	report->count[RESULT_MISSING] = run->missing;
	report->count[RESULT_NOT_COVERED] = (int64_t)(run->coverage.zones -
	    run->coverage.zones_covered);
	report->coverage = run->coverage;
	report->finding = run->queue.out;
	report->n_findings = run->queue.n_out;
	for (i = 0; i < report->n_findings; i++)
		report->undecided |=
		    finding_is_undecided(report->finding[i].state);
}

/* --- the round ---------------------------------------------------------- */

static void
run_release(struct run *run)
{
	identity_release(&run->identity);
	map_release(&run->keys);
	arena_free(run->scratch);
	if (run->queue.scratch != NULL)
		queue_release(&run->queue);
	changes_free(run->changes);
}

static const struct err *
commit(struct run *run, const struct discover_options *options,
    struct discover_report *report)
{
	struct commit_options commit_options = {
		.dry_run = options->dry_run
	};

	if (run->changes == NULL)
		return NULL;
	run_record(run, report);
	return register_commit(run->session, run->changes, &commit_options,
	    NULL);
}

static const struct err *
prepare(struct run *run, const struct discover_options *options,
    struct discover_report *report, bool *old)
{
	const struct err *err;

	set_run(report);
	err = set_scope(options, report, run->arena);
	if (err == NULL)
		err = find_past(run->session, report, run->arena, old);
	if (err == NULL && !report->duplicate) {
		run->changes = changes_new(run->session, "discover");
		session_uuid(run->session, run->import);
		if (!options->dry_run)
			report->import = arena_strdup(run->arena, run->import);
	}
	if (err == NULL)
		err = places_load(run->session, run->arena, &run->places);
	if (err == NULL)
		err = identity_load(run->session, &run->places, run->arena,
		    &run->identity);
	return err;
}

const struct err *
run_round(struct session *session, const struct discover_options *options,
    struct round *round, struct scan_file *file, size_t n_files,
    struct arena *arena, struct discover_report *out)
{
	struct run run = {
		.session = session, .arena = arena, .round = round,
		.now = session_now(session), .today = session_today(session),
	};
	const struct err *err;
	bool *old = arena_calloc(arena, n_files, sizeof(*old));

	memset(out, 0, sizeof(*out));
	out->site = round->site;
	out->file = file;
	out->n_files = n_files;
	map_init(&run.keys);
	run.scratch = arena_new();
	err = prepare(&run, options, out, old);
	if (err == NULL) {
		set_covering(&run, out);
		round_join(round, &run.places, file, n_files, run.now);
		if (options->vendors != NULL)
			oui_fill(round, options->vendors);
		err = match_all(&run, old);
	}
	if (err == NULL)
		err = judge_coverage(&run);
	if (err == NULL)
		err = queue_load(&run.queue, session, arena);
	if (err == NULL) {
		run.queue.changes = run.changes;
		run.queue.import = run.import;
		run_judge(&run);
		fill_report(&run, out);
		err = commit(&run, options, out);
	}
	run_release(&run);
	return err;
}

const struct err *
discover_run(struct session *session, const struct discover_options *options,
    struct arena *arena, struct problems *problems,
    struct discover_report *out)
{
	struct scan_file *file = arena_calloc(arena, options->n_files,
	    sizeof(*file));
	struct round round;
	const struct err *err;
	const char *site = NULL, *why = register_read_only(session);
	size_t n = 0;

	memset(out, 0, sizeof(*out));
	if (why != NULL && !options->dry_run)
		return err_new(ERR_READONLY, "%s", why);
	/* A large set that is half written would look like a difference. */
	err = why == NULL ? register_settle(session) : NULL;
	if (err == NULL)
		err = find_site(session, options->site, arena, &site);
	if (err != NULL)
		return err;
	round_init(&round, arena, site);
	err = scan(session, options, &round, arena, problems, file, &n);
	if (err == NULL)
		err = run_round(session, options, &round, file, n, arena,
		    out);
	round_release(&round);
	return err;
}
