/* SPDX-License-Identifier: ISC */
/*
 * demo: makes the register of Kirigahama, an invented city, in a new place.
 * The register goes through what share/demo/timeline.tsv says, moment by
 * moment, with the clock set back, so that its history is a real one.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/path.h"
#include "model/discovery/discover.h"
#include "model/history.h"
#include "model/signoff.h"
#include "model/snapshot.h"
#include "verb/demo_data.h"
#include "verb/verb.h"

enum {
	FILE_BYTES = 4 << 20,	/* of one demo file */
	FILES_MAX = 8,		/* in one discovery round */
	SEEN_MAX = 512,
};

/* Files that are written out; name is where they go in the demo's folder. */
static const struct {
	const char	*from, *name;
	enum charset	 charset;
} demo_files[] = {
	{ "ledger.csv", "台帳.csv", CHARSET_CP932 },
	{ "files/agents.csv", "agents.csv", CHARSET_UTF8 },
	{ "files/dmz_nmap_cut.xml", "dmz_nmap_cut.xml", CHARSET_UTF8 },
	{ "files/guest_dnsmasq.leases", "guest_dnsmasq.leases", CHARSET_UTF8 },
	{ "files/guest_arpscan.txt", "guest_arpscan.txt", CHARSET_UTF8 },
	{ "files/his_arpscan.txt", "his_arpscan.txt", CHARSET_UTF8 },
	{ "files/his_lldp.json", "his_lldp.json", CHARSET_UTF8 },
	{ "files/his_nmap.xml", "his_nmap.xml", CHARSET_UTF8 },
	{ "files/internet_mgmt_nmap.xml", "internet_mgmt_nmap.xml",
	    CHARSET_UTF8 },
	{ "files/lgwan_nmap.xml", "lgwan_nmap.xml", CHARSET_UTF8 },
	{ "files/lgwan_proc_arp.txt", "lgwan_proc_arp.txt", CHARSET_UTF8 },
	{ "files/mynumber_arp_a.txt", "mynumber_arp_a.txt", CHARSET_UTF8 },
	{ "files/mynumber_nmap.xml", "mynumber_nmap.xml", CHARSET_UTF8 },
	{ "files/north_arp_a.txt", "north_arp_a.txt", CHARSET_UTF8 },
	{ "files/ot_neigh.txt", "ot_neigh.txt", CHARSET_UTF8 },
	{ "files/ot_nmap.xml", "ot_nmap.xml", CHARSET_UTF8 },
	{ "files/school_nmap.xml", "school_nmap.xml", CHARSET_UTF8 },
	{ "files/zeek_conn.log", "zeek_conn.log", CHARSET_UTF8 },
	{ "files/earlier/dmz_nmap.xml", "earlier/dmz_nmap.xml", CHARSET_UTF8 },
	{ "files/earlier/lgwan_nmap_1.xml", "earlier/lgwan_nmap_1.xml",
	    CHARSET_UTF8 },
	{ "files/earlier/lgwan_nmap_2.xml", "earlier/lgwan_nmap_2.xml",
	    CHARSET_UTF8 },
	{ "files/earlier/north_arpscan.txt", "earlier/north_arpscan.txt",
	    CHARSET_UTF8 },
	{ "files/earlier/ot_nmap_1.xml", "earlier/ot_nmap_1.xml",
	    CHARSET_UTF8 },
	{ "files/week2/his_nmap.xml", "week2/his_nmap.xml", CHARSET_UTF8 },
	{ "files/week2/ot_neigh.txt", "week2/ot_neigh.txt", CHARSET_UTF8 },
	{ "files/week2/ot_nmap.xml", "week2/ot_nmap.xml", CHARSET_UTF8 },
};
enum { DEMO_FILES = sizeof(demo_files) / sizeof(demo_files[0]) };

/* A finding that the timeline may decide about, by hardware address. */
struct seen {
	const char	*mac, *uuid;
};

struct demo {
	struct verb_call	*call;
	struct session		 session;	/* of the one who acts */
	struct arena		*arena;
	struct demo_time	 time;
	struct demo_data	*data;
	struct demo_table	 timeline;
	const char		*dir;
	const char		*register_path;
	int64_t			 now;
	int64_t			 ids;		/* uuids given so far */
	int64_t			 tx;		/* last edit */
	struct record		*signoff;	/* the last; NULL: none */
	bool			 had_dir;	/* the folder was there */
	struct seen		 seen[SEEN_MAX];
	size_t			 n_seen;
};

static int64_t
demo_now(void *ctx)
{
	return ((struct demo *)ctx)->now;
}

/* The same demo has the same uuids, so that its diagrams do not change. */
static void
next_uuid(void *ctx, char out[UUID_LEN])
{
	struct demo *demo = ctx;
	struct buf text = { 0 };

	buf_printf(&text, "kirigahama %" PRId64, ++demo->ids);
	demo_uuid(buf_str(&text), out);
	buf_release(&text);
}

/* --- files ---------------------------------------------------------------- */

static const char *
in_dir(struct demo *demo, const char *name)
{
	return arena_printf(demo->arena, "%s/%s", demo->dir, name);
}

static const struct err *
refuse_existing(const char *path)
{
	return path_exists(path) ? err_new(ERR_INPUT, _("%s exists already. "
	    "Name a new folder; nothing is ever overwritten."), path) : NULL;
}

static const struct err *
check_fresh(struct demo *demo)
{
	const struct err *err = refuse_existing(demo->register_path);
	size_t i;

	for (i = 0; i < DEMO_FILES && err == NULL; i++)
		err = refuse_existing(in_dir(demo, demo_files[i].name));
	return err;
}

static const struct err *
write_file(struct demo *demo, size_t which)
{
	struct buf path = { 0 }, text = { 0 }, expanded = { 0 }, bytes = { 0 };
	const char *bad;
	const struct err *err;

	path_share(&path, arena_printf(demo->arena, "demo/%s",
	    demo_files[which].from));
	err = path_read(buf_str(&path), FILE_BYTES, &text);
	if (err != NULL)
		goto done;
	if (!demo_time_expand(&demo->time, buf_str(&text), &expanded, &bad)) {
		err = err_new(ERR_INPUT, _("%s: \"%.40s\" is no moment of "
		    "the demo."), buf_str(&path), bad);
		goto done;
	}
	charset_encode(demo_files[which].charset, buf_str(&expanded), &bytes,
	    NULL);
	err = path_write(in_dir(demo, demo_files[which].name), bytes.s,
	    bytes.len, 0644);
done:
	buf_release(&path);
	buf_release(&text);
	buf_release(&expanded);
	buf_release(&bytes);
	return err;
}

static const struct err *
write_files(struct demo *demo)
{
	const struct err *err = path_mkdirs(in_dir(demo, "earlier"));
	size_t i;

	if (err == NULL)
		err = path_mkdirs(in_dir(demo, "week2"));
	for (i = 0; i < DEMO_FILES && err == NULL; i++)
		err = write_file(demo, i);
	return err;
}

/* A demo that went wrong leaves nothing behind that looks like one. */
static void
remove_all(struct demo *demo)
{
	static const char *const suffix[] = { "", "-wal", "-shm", "-lock",
		"-owner", "-reserve" };
	size_t i;

	for (i = 0; i < DEMO_FILES; i++)
		unlink(in_dir(demo, demo_files[i].name));
	for (i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++)
		unlink(arena_printf(demo->arena, "%s%s", demo->register_path,
		    suffix[i]));
	rmdir(in_dir(demo, "earlier"));
	rmdir(in_dir(demo, "week2"));
	if (!demo->had_dir)
		rmdir(demo->dir);
}

/* --- the timeline --------------------------------------------------------- */

static const char *
cell(const struct demo *demo, size_t row, const char *column)
{
	const char *text = demo_table_cell(&demo->timeline, row, column);

	return *text == '\0' ? NULL : text;
}

/* The same for cells that must be filled. */
static const char *
filled(const struct demo *demo, size_t row, const char *column)
{
	return demo_table_cell(&demo->timeline, row, column);
}

static const struct err *
commit(struct demo *demo, size_t row, struct changes *changes)
{
	struct problems problems = { .arena = demo->arena };
	struct commit_options options = { .problems = &problems };
	struct commit_result result = { 0 };
	struct buf text = { 0 };
	const struct err *err;

	changes_reason(changes, cell(demo, row, "reason"),
	    cell(demo, row, "ref"));
	err = register_commit(&demo->session, changes, &options, &result);
	demo->tx = result.tx;
	if (err != NULL && problems.n > 0) {
		problem_format(&problems.item[0], &text);
		err = err_new(err->kind, "%s", buf_str(&text));
		buf_release(&text);
	}
	return err;
}

static const struct err *
act_put(struct demo *demo, size_t row)
{
	struct changes *changes = changes_new(&demo->session, "edit");
	const char *stage = filled(demo, row, "what");
	const struct err *err;
	size_t n;

	err = demo_data_put(demo->data, &demo->session, stage, changes, &n);
	if (err == NULL && n == 0)
		err = err_new(ERR_INPUT, _("Nothing has the stage \"%s\"."),
		    stage);
	if (err == NULL)
		err = commit(demo, row, changes);
	changes_free(changes);
	return err;
}

static const struct err *
act_edit(struct demo *demo, size_t row)
{
	struct changes *changes = changes_new(&demo->session, "edit");
	const struct err *err = demo_data_edit(demo->data, &demo->session,
	    filled(demo, row, "what"), changes);

	if (err == NULL)
		err = commit(demo, row, changes);
	changes_free(changes);
	return err;
}

static const struct err *
act_undo(struct demo *demo, size_t row)
{
	struct undo_obstacle obstacle;
	struct commit_result result;
	size_t n;

	(void)row;
	return history_undo(&demo->session, demo->tx, demo->arena, &obstacle,
	    1, &n, &result);
}

/* Divides at blanks. */
static size_t
split(struct demo *demo, const char *text, const char **out, size_t max)
{
	size_t n = 0, len;

	for (; text != NULL && *text != '\0' && n < max;
	    text += len + (text[len] == ' ')) {
		len = strcspn(text, " ");
		out[n++] = arena_strndup(demo->arena, text, len);
	}
	return n;
}

static void
remember(struct demo *demo, const struct discover_report *report)
{
	size_t i;

	for (i = 0; i < report->n_findings; i++) {
		const struct discover_finding *f = &report->finding[i];

		if (f->mac == NULL || demo->n_seen == SEEN_MAX)
			continue;
		demo->seen[demo->n_seen].mac = arena_strdup(demo->arena,
		    f->mac);
		demo->seen[demo->n_seen++].uuid = arena_strdup(demo->arena,
		    f->uuid);
	}
}

static const struct err *
act_discover(struct demo *demo, size_t row)
{
	const char *file[FILES_MAX], *scope[FILES_MAX];
	struct discover_options options = { .file = file, .scope = scope };
	struct discover_report report = { 0 };
	struct arena *arena = arena_new();
	struct problems problems = { .arena = arena };
	const struct err *err;
	size_t i;

	options.n_files = split(demo, filled(demo, row, "what"), file,
	    FILES_MAX);
	for (i = 0; i < options.n_files; i++)
		file[i] = in_dir(demo, file[i]);
	options.n_scope = split(demo, cell(demo, row, "scope"), scope,
	    FILES_MAX);
	options.site = demo_data_uuid(demo->data, filled(demo, row, "site"));
	err = discover_run(&demo->session, &options, arena, &problems,
	    &report);
	if (err == NULL)
		remember(demo, &report);
	arena_free(arena);
	return err;
}

static const struct err *
act_decide(struct demo *demo, size_t row)
{
	const char *target = filled(demo, row, "target");
	const char *until = cell(demo, row, "until");
	struct decide_options options = {
		.decision = filled(demo, row, "what"),
		.reason = cell(demo, row, "reason"),
		.ref = cell(demo, row, "ref"),
	};
	struct problems problems = { .arena = demo->arena };
	struct commit_result result;
	char date[DATE_LEN];
	int32_t day;
	size_t i;

	if (until != NULL && demo_time_day(&demo->time, until, &day)) {
		date_format(day, date);
		options.until = date;
	}
	if (cell(demo, row, "second") != NULL)
		options.second = demo_data_uuid(demo->data,
		    cell(demo, row, "second"));
	for (i = demo->n_seen; i-- > 0; )
		if (strcmp(demo->seen[i].mac, target) == 0)
			return decide_apply(&demo->session,
			    &demo->seen[i].uuid, 1, &options, &problems,
			    &result);
	return err_new(ERR_INPUT, _("No finding is about %s."), target);
}

/* The reason is its name. */
static const struct err *
act_snapshot(struct demo *demo, size_t row)
{
	struct record *made = NULL;

	return snapshot_take(&demo->session, cell(demo, row, "reason"), NULL,
	    cell(demo, row, "ref"), demo->arena, &made);
}

static const struct err *
act_signoff(struct demo *demo, size_t row)
{
	struct signoff_request request = {
		.subject = filled(demo, row, "what"),
		.diagram = cell(demo, row, "target") == NULL ? NULL :
		    demo_data_uuid(demo->data, cell(demo, row, "target")),
		.comment = cell(demo, row, "reason"),
		.ref = cell(demo, row, "ref"),
	};

	return signoff_start(&demo->session, &request, demo->arena,
	    &demo->signoff);
}

/* The next hand of the last sign-off. */
static const struct err *
act_sign(struct demo *demo, size_t row)
{
	bool check = strcmp(filled(demo, row, "what"), "check") == 0;
	struct record *now = NULL;
	const struct err *err;

	if (demo->signoff == NULL)
		return err_new(ERR_INPUT, _("Nothing was signed off yet."));
	err = store_get(register_reader(&demo->session), ENTITY_signoff,
	    demo->signoff->uuid, NULL, demo->arena, &now);
	return err != NULL ? err : signoff_sign(&demo->session, now,
	    check ? SIGNOFF_CHECK : SIGNOFF_APPROVE,
	    cell(demo, row, "reason"), NULL, cell(demo, row, "ref"));
}

static const struct {
	const char		*word;
	const struct err	*(*run)(struct demo *demo, size_t row);
} acts[] = {
	{ "put", act_put },
	{ "edit", act_edit },
	{ "undo", act_undo },
	{ "discover", act_discover },
	{ "decide", act_decide },
	{ "snapshot", act_snapshot },
	{ "signoff", act_signoff },
	{ "sign", act_sign },
};

static const struct err *
run_row(struct demo *demo, size_t row)
{
	const char *word = filled(demo, row, "act");
	const char *who = filled(demo, row, "who");
	size_t i;

	if (!demo_time_moment(&demo->time, filled(demo, row, "when"),
	    &demo->now))
		return err_new(ERR_INPUT, _("\"%s\" is no moment of the "
		    "demo."), filled(demo, row, "when"));
	demo->session.user = demo_data_name(demo->data, who);
	if (demo->session.user == NULL)
		return err_new(ERR_INPUT, _("Nobody has the handle \"%s\"."),
		    who);
	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].word, word) == 0)
			return acts[i].run(demo, row);
	return err_new(ERR_INPUT, _("\"%s\" is nothing that can happen."),
	    word);
}

static const struct err *
run_timeline(struct demo *demo)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < demo->timeline.n_rows && err == NULL; i++) {
		if (!session_step(demo->call->session, _("Demo register"),
		    (int64_t)i, (int64_t)demo->timeline.n_rows))
			return err_new(ERR_CANCELLED, _("The demo was not "
			    "finished; nothing is left of it."));
		err = run_row(demo, i);
		if (err != NULL)
			err = err_new(err->kind, "%s:%ld: %s",
			    demo->timeline.file, demo->timeline.line[i],
			    err->msg);
	}
	return err;
}

/* --- the verb ------------------------------------------------------------- */

static const struct err *
make(struct demo *demo)
{
	struct session *session = &demo->session;
	const struct err *err;

	err = demo_data_load(session, &demo->time, demo->arena, &demo->data);
	if (err == NULL)
		err = demo_table_read("demo/timeline.tsv", session->lang,
		    demo->arena, &demo->timeline);
	if (err == NULL)
		err = write_files(demo);
	if (err != NULL)
		return err;
	if (!demo_time_moment(&demo->time, filled(demo, 0, "when"),
	    &demo->now))
		return err_new(ERR_INPUT, _("\"%s\" is no moment of the "
		    "demo."), filled(demo, 0, "when"));
	session->user = demo_data_name(demo->data, filled(demo, 0, "who"));
	err = register_create(session, demo->register_path, "municipal",
	    "personal", session->lang == LANG_JA ? "霧ヶ浜市" : "Kirigahama");
	if (err == NULL)
		err = run_timeline(demo);
	register_close(session);
	return err;
}

/* Leaves the new register open where none was. */
static const struct err *
open_it(struct verb_call *call, const struct demo *demo)
{
	const char *path = demo->register_path;
	const struct err *err;

	buf_printf(call->message, _("%s and discovery files to try lie in the "
	    "same folder. Later: daicho -r %s\n"), path, path);
	buf_printf(call->message, _("The scans of the week after wait in "
	    "%s/week2: daicho -r %s discover %s/week2/ot_nmap.xml --site "
	    "\"%s\"\n"), demo->dir, path, demo->dir,
	    demo_data_name(demo->data, "plant"));
	if (call->session->reg != NULL)
		return NULL;
	err = register_open(call->session, path);
	if (err != NULL)
		return err;
	call->session->path = register_path(call->session);
	call->open_screen = true;
	return NULL;
}

static const struct err *
run_demo(struct verb_call *call)
{
	struct demo *demo = arena_alloc(call->arena, sizeof(*demo));
	const struct err *err;
	struct err kept;

	demo->call = call;
	demo->arena = call->arena;
	demo->dir = call->operands > 0 ? call->operand[0] : "kirigahama";
	demo->register_path = in_dir(demo, "kirigahama.daicho");
	if (!demo_time_init(&demo->time, verb_value(call, "date"),
	    session_now(call->session)))
		return err_new(ERR_USAGE, _("--date needs a day such as "
		    "2026-05-18."));
	err = check_fresh(demo);
	if (err != NULL)
		return err;
	demo->had_dir = path_exists(demo->dir);
	demo->session = *call->session;
	demo->session.reg = NULL;
	demo->session.read_only = false;
	demo->session.clock = (struct clock){ demo_now, demo };
	demo->session.uuid = next_uuid;
	demo->session.uuid_ctx = demo;
	demo->session.progress = (struct progress){ 0 };
	err = make(demo);
	if (err != NULL) {
		err_copy(&kept, err);
		remove_all(demo);
		return err_new(kept.kind, "%s", kept.msg);
	}
	return open_it(call, demo);
}

static const struct verb_option demo_options[] = {
	{ "date", 0, "DATE", N_("the day on which the demo stands; today") },
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_demo = {
	.name = "demo",
	.synopsis = "[DIR] [--date DATE]",
	.help = N_("Make the register of an invented city and open it"),
	.options = demo_options,
	.flags = VERB_NO_REGISTER | VERB_FILES,
	.min = 0, .max = 1,
	.run = run_demo,
};
