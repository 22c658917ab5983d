/* SPDX-License-Identifier: ISC */
/* report: one page or one pack, as text, workbook or PDF. */
#include "model/report/report.h"

#include <string.h>

#include "base/clock.h"
#include "base/path.h"
#include "render/paper.h"
#include "verb/verb.h"

enum { FILE_MODE = 0600, TEMPLATE_MAX = 1 << 20 };

static const struct err *
write_text(struct verb_call *call, const struct report *report,
    struct buf *out)
{
	const char *path = verb_value(call, "template");
	struct buf text = { 0 };
	const struct err *err = NULL;

	if (path != NULL)
		err = path_read(path, TEMPLATE_MAX, &text);
	if (err == NULL)
		err = report_text(report, path != NULL ? buf_str(&text) :
		    NULL, out);
	buf_release(&text);
	return err;
}

static const struct err *
write_book(struct verb_call *call, const struct report *report,
    struct buf *out)
{
	(void)call;
	return report_book(report, out);
}

static const struct err *
write_paper(struct verb_call *call, const struct report *report,
    struct buf *out)
{
	(void)call;
	return paper_write(report, strcmp(report->kind, "weekly") == 0, out);
}

static const struct format {
	const char	*name;		/* extension, and word of --format */
	const struct err *(*write)(struct verb_call *call,
			    const struct report *report, struct buf *out);
} formats[] = {
	{ "txt", write_text }, { "xlsx", write_book }, { "pdf", write_paper },
};

static const struct err *
choose_format(const struct verb_call *call, const char *path,
    const struct format **format)
{
	const char *word = verb_value(call, "format");
	bool out = strcmp(path, "-") == 0;
	size_t i;

	if (word == NULL)
		word = out ? "txt" : path_extension(path);
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcasecmp(word, formats[i].name) != 0)
			continue;
		*format = &formats[i];
		if (i > 0 && verb_value(call, "template") != NULL)
			return err_new(ERR_USAGE, _("A template is for text; "
			    "write to a .txt file or to -."));
		if (i > 0 && out)
			return err_new(ERR_USAGE, _("This is no text; name a "
			    "file for it, as in: -o report.%s"), word);
		return NULL;
	}
	return err_new(ERR_USAGE, _("\"%s\" is no format of a report. There "
	    "are txt, xlsx and pdf."), word);
}

static const struct err *
read_day(const struct verb_call *call, const char *name, int32_t *day)
{
	const char *text = verb_value(call, name);

	if (text != NULL && !date_parse(text, day))
		return err_new(ERR_USAGE, _("--%s takes a day, as in "
		    "2026-05-18."), name);
	return NULL;
}

static const struct err *
unknown_kind(const char *word)
{
	struct buf known = { 0 };
	const struct report_kind *kind;
	const struct err *err;

	for (kind = report_kinds; kind->name != NULL; kind++)
		buf_printf(&known, "%s%s", known.len > 0 ? ", " : "",
		    kind->name);
	err = err_new(ERR_USAGE, _("There is no report \"%s\". There are "
	    "%s."), word, buf_str(&known));
	buf_release(&known);
	return err;
}

static const struct err *
put(struct verb_call *call, const char *path, const struct buf *bytes)
{
	const struct err *err;

	if (strcmp(path, "-") == 0) {
		buf_addn(call->out, buf_str(bytes), bytes->len);
		return NULL;
	}
	err = path_write(path, buf_str(bytes), bytes->len, FILE_MODE);
	if (err == NULL)
		buf_printf(call->message, _("%s was written.\n"), path);
	return err;
}

static const struct err *
run(struct verb_call *call)
{
	const struct report_kind *kind = report_find(call->operand[0]);
	const char *path = verb_value(call, "output");
	struct report_options options = { 0 };
	const struct format *format = NULL;
	struct report *report;
	struct buf bytes = { 0 };
	const struct err *err = NULL;

	if (kind == NULL)
		return unknown_kind(call->operand[0]);
	if (path == NULL)
		path = "-";
	err = choose_format(call, path, &format);
	if (err == NULL)
		err = read_day(call, "from", &options.from);
	if (err == NULL)
		err = read_day(call, "to", &options.to);
	if (err == NULL)
		err = register_settle(call->session);
	if (err == NULL)
		err = report_build(call->session, kind, &options, call->arena,
		    &report);
	if (err == NULL)
		err = format->write(call, report, &bytes);
	if (err == NULL)
		err = put(call, path, &bytes);
	buf_release(&bytes);
	return err;
}

static const struct verb_option options[] = {
	{ "output", 'o', "FILE",
	    N_("where to: .txt, .xlsx or .pdf; - is standard output") },
	{ "from", 0, "DATE", N_("first day of the period") },
	{ "to", 0, "DATE", N_("last day of the period (today)") },
	{ "template", 0, "FILE", N_("text with {words} for the sections") },
	{ "format", 0, "FORMAT", N_("txt, xlsx or pdf, where the extension "
	    "does not say") },
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_report = {
	.name = "report",
	.synopsis = "weekly|survey|findings|audit [-o FILE|-]",
	.help = N_("One page or one pack for a manager or an auditor"),
	.options = options,
	.min = 1, .max = 1,
	.run = run,
};
