/* SPDX-License-Identifier: ISC */
/* settings: how the register is kept. */
#include "verb/settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json.h"
#include "model/register.h"
#include "model/scheme_change.h"
#include "model/store/files.h"
#include "verb/change.h"

enum { SHARED = 0660, OTHERS = 077, KEY_W = 12, VALUE_W = 10 };

const struct err *
settings_check_place(const struct session *session, const char *mode,
    const char *service_uid)
{
	if (service_uid != NULL && strtoll(service_uid, NULL, 10) !=
	    (int64_t)session->uid)
		return err_new(ERR_INPUT, _("daicho runs as account %ju, not "
		    "as %s. Call it through the service account: sudo -u "
		    "ACCOUNT daicho …"), (uintmax_t)session->uid,
		    service_uid);
	if (mode != NULL && strcmp(mode, "team") == 0 &&
	    files_mode(session->path) != SHARED)
		return err_new(ERR_INPUT, _("A team's register lies in a folder "
		    "that the team shares. Make one, as in: install -d -g "
		    "GROUP -m 2770 FOLDER, and name a file in it with -r."));
	if (mode != NULL && strcmp(mode, "hardened") == 0 &&
	    files_mode(session->path) == SHARED)
		return err_new(ERR_INPUT, _("A hardened register lies in a "
		    "folder of its service account alone. Make one, as in: "
		    "install -d -o ACCOUNT -m 700 FOLDER."));
	return NULL;
}

/* --- listing ---------------------------------------------------------------- */

static const struct err *
tell(struct verb_call *call)
{
	const char *format = verb_value(call, "format");
	bool json = format != NULL && strcmp(format, "json") == 0;
	struct json object = { .out = call->out, .indent = 1 };
	const struct err *err = NULL;
	const struct setting *row;
	const char *value;

	if (json)
		json_open(&object, '{');
	for (row = settings; err == NULL && row->key != NULL; row++) {
		err = setting_get(register_reader(call->session), row->key,
		    call->arena, &value);
		if (err != NULL)
			break;
		if (!json) {
			buf_printf(call->out, "%-*s %-*s %s\n", KEY_W,
			    row->key, VALUE_W, *value == '\0' ? "-" : value,
			    _(row->help));
			continue;
		}
		json_key(&object, row->key);
		if (*value == '\0')
			json_null(&object);
		else
			json_string(&object, value);
	}
	if (json) {
		json_close(&object, '}');
		buf_addc(call->out, '\n');
	}
	return err;
}

/* --- changing ----------------------------------------------------------------- */

static const struct err *
set_one(struct verb_call *call, struct changes *changes, const char *word,
    struct problems *problems)
{
	const char *equals = strchr(word, '='), *value;
	struct problem problem = { 0 };
	struct scheme_move *moves;
	const struct err *err;
	const char *key;
	size_t n;

	key = arena_strndup(call->arena, word, equals == NULL ?
	    strlen(word) : (size_t)(equals - word));
	value = equals == NULL ? NULL : equals + 1;
	/* With a map of levels: daicho scheme. */
	if (strcmp(key, "scheme") == 0 && value != NULL)
		return scheme_change(changes, value, NULL, &moves, &n,
		    problems);
	problem.field = key;
	problem.reason = equals == NULL ? _("Write it as KEY=VALUE.") :
	    setting_refuses(key, value);
	if (problem.reason != NULL) {
		problem_add(problems, &problem);
		return NULL;
	}
	if (strcmp(key, "mode") != 0)
		return register_set(call->session, changes, key, value);
	err = settings_check_place(call->session, value, NULL);
	return err != NULL ? err : register_set_mode(call->session, changes,
	    value);
}

static const struct err *
run_settings(struct verb_call *call)
{
	struct problems problems = { .arena = call->arena };
	const struct err *err = NULL;
	struct changes *changes;
	int i;

	if (call->operands == 0)
		return tell(call);
	changes = change_begin(call, "settings");
	for (i = 0; err == NULL && i < call->operands; i++)
		err = set_one(call, changes, call->operand[i], &problems);
	if (err != NULL) {
		changes_free(changes);
		return err;
	}
	return change_end(call, changes, &problems);
}

/* --- doctor --------------------------------------------------------------------- */

static const char *
describe_mode(const struct actor *actor)
{
	if (actor->mode == MODE_PERSONAL)
		return _("whoever can open the file may do everything");
	if (actor->mode == MODE_HARDENED)
		return _("who has no role is a viewer; the file is the "
		    "service account's alone");
	if (actor->n_rows > 0)
		return _("who has no role is a viewer; editors can open the "
		    "file itself and are trusted");
	return _("nobody has a role yet, so everybody is an editor; give one "
	    "with: daicho add role account=NAME role=admin");
}

int
settings_tell_access(struct verb_call *call)
{
	const struct session *session = call->session;
	const struct actor *actor = register_actor(session);
	struct buf *out = call->out;
	struct stat st;

	buf_printf(out, _("Mode %s: %s\n"), mode_word(actor->mode),
	    describe_mode(actor));
	buf_printf(out, _("You are %s (uid %ju), %s%s\n"),
	    register_user(session), (uintmax_t)actor->uid,
	    right_label(session, actor->right), actor->distinct ? "" :
	    _("; no person is known, so nothing can be approved"));
	if (actor->service_uid >= 0)
		buf_printf(out, _("Service account uid %jd\n"),
		    (intmax_t)actor->service_uid);
	buf_printf(out, _("Four-eyes %s\n"), actor->four_eyes ? _("on") :
	    _("off"));
	if (actor->mode != MODE_HARDENED ||
	    stat(register_path(session), &st) != 0)
		return 0;
	if ((int64_t)st.st_uid == actor->service_uid &&
	    (st.st_mode & OTHERS) == 0)
		return 0;
	buf_printf(out, _("The file can be opened past the service account: "
	    "chown %jd, chmod 600.\n"), (intmax_t)actor->service_uid);
	return 1;
}

static const struct verb_option options[] = {
	CHANGE_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_settings = {
	.name = "settings",
	.synopsis = "[KEY=VALUE…]",
	.help = N_("Show or change how the register is kept"),
	.options = options,
	.min = 0, .max = -1,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_settings,
};
