/* SPDX-License-Identifier: ISC */
/* init, backup, restore, doctor: looking after a register. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "model/history.h"
#include "verb/settings.h"
#include "verb/verb.h"

/* The folder of the default register is daicho's own; others have theirs. */
static const struct err *
prepare_folder(const char *path)
{
	struct buf folder = { 0 }, own = { 0 };
	const struct err *err = NULL;

	path_data(&own, "register.daicho");
	if (strcmp(path, buf_str(&own)) == 0) {
		buf_addn(&folder, path, (size_t)(path_base(path) - path));
		err = path_mkdirs(buf_str(&folder));
	}
	buf_release(&own);
	buf_release(&folder);
	return err;
}

static const struct err *
run_init(struct verb_call *call)
{
	const char *scheme = verb_value(call, "scheme");
	const char *mode = verb_value(call, "mode");
	const char *path = call->session->path;
	const struct err *err;

	err = prepare_folder(path);
	if (err == NULL)
		err = settings_check_place(call->session, mode,
		    verb_value(call, "service-uid"));
	if (err == NULL)
		err = register_create(call->session, path,
		    scheme == NULL ? "municipal" : scheme,
		    mode == NULL ? "personal" : mode,
		    verb_value(call, "name"));
	if (err == NULL)
		buf_printf(call->message, _("%s was made and is empty.\n"),
		    path);
	return err;
}

/* Opens a register beside the session's own and walks its journal. */
static const struct err *
verify_copy(const struct session *session, const char *path,
    struct verify_report *report)
{
	struct session copy = *session;
	const struct err *err;

	copy.reg = NULL;
	copy.read_only = true;
	err = register_open(&copy, path);
	if (err == NULL)
		err = store_check(register_reader(&copy));
	if (err == NULL)
		err = history_verify(&copy, report);
	if (err == NULL && report->broken != 0)
		err = err_new(ERR_REGISTER, _("The journal of %s is broken at "
		    "entry %" PRId64 "."), path, report->broken);
	register_close(&copy);
	register_install(session);
	return err;
}

static const struct err *
copy_register(struct verb_call *call, struct store *from, const char *to)
{
	struct verify_report report = { 0 };
	const struct err *err;

	if (path_exists(to))
		return err_new(ERR_INPUT, _("%s exists already. Choose another "
		    "name; nothing is ever overwritten."), to);
	err = store_backup(from, to);
	if (err == NULL)
		err = verify_copy(call->session, to, &report);
	if (err != NULL) {
		unlink(to);
		return err;
	}
	buf_printf(call->message, _("%s was written and verified: %" PRId64
	    " journal entries.\n"), to, report.entries);
	return NULL;
}

/*
 * For people who may not open the register itself.  It replaces the copy of
 * the day before, and nothing else: what can be written to is no such copy.
 */
static const struct err *
publish(struct verb_call *call, const char *to)
{
	struct verify_report report = { 0 };
	const struct err *err;
	struct stat st;

	if (lstat(to, &st) == 0 && (!S_ISREG(st.st_mode) ||
	    (st.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0))
		return err_new(ERR_INPUT, _("%s exists and is no published "
		    "copy. Choose another name; nothing else is ever "
		    "overwritten."), to);
	err = store_publish(register_reader(call->session), to);
	if (err == NULL)
		err = verify_copy(call->session, to, &report);
	if (err == NULL)
		buf_printf(call->message, _("%s was written and verified: %"
		    PRId64 " journal entries.\n"), to, report.entries);
	return err;
}

static const struct err *
run_backup(struct verb_call *call)
{
	const struct err *err = register_settle(call->session);

	if (err == NULL && verb_value(call, "publish") != NULL)
		return publish(call, call->operand[0]);
	return err != NULL ? err : copy_register(call,
	    register_reader(call->session), call->operand[0]);
}

static const struct err *
run_restore(struct verb_call *call)
{
	struct session from = *call->session;
	const struct err *err;

	from.reg = NULL;
	from.read_only = true;
	err = register_open(&from, call->operand[0]);
	if (err == NULL)
		err = copy_register(call, register_reader(&from),
		    call->operand[1]);
	register_close(&from);
	return err;
}

static const struct err *
run_doctor(struct verb_call *call)
{
	struct verify_report report = { 0 };
	const struct err *err;

	buf_printf(call->out, "daicho %s\n", PACKAGE_VERSION);
	buf_printf(call->out, "%s %s\n", _("Register"),
	    register_path(call->session));
	if (register_read_only(call->session) != NULL)
		buf_printf(call->out, "%s\n",
		    register_read_only(call->session));
	store_describe(register_reader(call->session), call->out);
	buf_addc(call->out, '\n');
	call->status = settings_tell_access(call);
	err = store_check(register_reader(call->session));
	if (err == NULL)
		err = history_verify(call->session, &report);
	if (err != NULL)
		return err;
	buf_printf(call->out, _("Journal %" PRId64 " entries, %s\n"),
	    report.entries,
	    report.broken == 0 ? _("whole") : _("BROKEN"));
	if (report.broken != 0)
		call->status = 1;
	return NULL;
}

static const struct verb_option init_options[] = {
	{ "scheme", 0, "NAME",
	    N_("scale of confidentiality: municipal, government, sme, iso") },
	{ "mode", 0, "MODE", N_("personal, team or hardened") },
	{ "service-uid", 0, "N", N_("the service account of a hardened "
	    "register, to be sure it is the right one") },
	{ "name", 0, "NAME", N_("organisation, for the title row") },
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_init = {
	.name = "init",
	.synopsis = "[--scheme S] [--mode personal|team|hardened] "
	    "[--service-uid N] [--name NAME]",
	.help = N_("Make an empty register"),
	.options = init_options,
	.flags = VERB_NO_REGISTER,
	.min = 0, .max = 0,
	.run = run_init,
};

static const struct verb_option backup_options[] = {
	{ "publish", 0, NULL, N_("a copy for those who may only read; it "
	    "replaces the one before") },
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_backup = {
	.name = "backup",
	.synopsis = "FILE [--publish]",
	.help = N_("Copy the register and verify the copy"),
	.options = backup_options,
	.flags = VERB_PRESENT | VERB_FILES,
	.min = 1, .max = 1,
	.run = run_backup,
};

const struct verb verb_restore = {
	.name = "restore",
	.synopsis = "FILE NEW",
	.help = N_("Make a new register from a backup; overwrites nothing"),
	.flags = VERB_NO_REGISTER | VERB_FILES,
	.min = 2, .max = 2,
	.run = run_restore,
};

const struct verb verb_doctor = {
	.name = "doctor",
	.synopsis = "",
	.help = N_("Look whether everything is sound"),
	.flags = VERB_PRESENT,
	.min = 0, .max = 0,
	.run = run_doctor,
};
