/* SPDX-License-Identifier: ISC */
/* draw: a diagram as a file, or in character cells. */
#include "render/draw.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "model/register.h"
#include "render/canvas.h"
#include "render/fold.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { FILE_MODE = 0640, CELLS_NODES = 40, CELLS_WIDTH = 160 };

static const struct {
	const char	*word;
	enum diagram_type type;
} types[] = {
	{ "network", DIAGRAM_NETWORK }, { "dataflow", DIAGRAM_DATAFLOW },
};

static const struct err *
choose_type(const struct verb_call *call, enum diagram_type *type)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].word, call->operand[0]) == 0) {
			*type = types[i].type;
			return NULL;
		}
	return err_new(ERR_USAGE, _("There is no diagram \"%s\". There are "
	    "network and dataflow."), call->operand[0]);
}

/* By --format, else by the extension of the file. */
static const struct err *
choose_format(const struct verb_call *call, const char *path, int *format)
{
	const char *word = verb_value(call, "format");

	if (word == NULL && strcmp(path, "-") == 0)
		return err_new(ERR_USAGE, _("-o - needs --format: svg, pdf, "
		    "png, dot or txt."));
	if (word == NULL)
		word = path_extension(path);
	*format = draw_format_find(word);
	if (*format < 0)
		return err_new(ERR_USAGE, _("\"%s\" is no format to draw. "
		    "There are svg, pdf, png, dot and txt."), word);
	return NULL;
}

static const struct err *
small_number(const struct verb_call *call, const char *name, int most,
    int *out)
{
	const char *text = verb_value(call, name);
	char *end;
	long n;

	if (text == NULL)
		return NULL;
	n = strtol(text, &end, 10);
	if (end == text || *end != '\0' || n < 0 || n > most)
		return err_new(ERR_USAGE, _("--%s takes a number from 0 to "
		    "%d."), name, most);
	*out = (int)n;
	return NULL;
}

static const struct err *
read_options(const struct verb_call *call, struct draw_options *options)
{
	const struct err *err;

	options->query = verb_value(call, "where");
	options->around = verb_value(call, "around");
	options->level = -1;
	options->hops = 1;
	err = small_number(call, "level", 2, &options->level);
	if (err == NULL)
		err = small_number(call, "hops", 99, &options->hops);
	if (err == NULL && options->around == NULL &&
	    verb_value(call, "hops") != NULL)
		err = err_new(ERR_USAGE, _("--hops needs --around, which "
		    "names what to start from."));
	return err;
}

/*
 * In cells: alike devices fold more and more until the drawing is as narrow as
 * the terminal; what is still too much becomes an overview.
 */
static const struct err *
draw_cells(struct verb_call *call, struct diagram *diagram)
{
	static const enum fold_grain grains[] = { FOLD_FINE, FOLD_FAMILY,
		FOLD_REST };
	bool network = diagram->type == DIAGRAM_NETWORK;
	int limit = call->columns > 0 ? call->columns : CELLS_WIDTH;
	struct canvas *canvas = NULL;
	const struct err *err;
	size_t i = 0;

	for (;;) {
		err = canvas_draw(call->session, diagram, !network,
		    call->arena, &canvas);
		if (err != NULL || !network || canvas->w <= limit ||
		    i == sizeof(grains) / sizeof(grains[0]))
			break;
		diagram = fold_alike(diagram, grains[i++], 2, NULL, 0,
		    call->arena);
	}
	if (err == NULL && network && canvas->w > limit &&
	    diagram->nodes > CELLS_NODES)
		err = canvas_draw(call->session, fold_overview(diagram,
		    FOLD_BOXES, NULL, 0, call->arena), false, call->arena,
		    &canvas);
	if (err == NULL)
		canvas_print(canvas, call->session->ascii, call->out);
	return err;
}

static void
tell(struct verb_call *call, const char *path,
    const struct draw_report *report)
{
	if (report->fallback != NULL)
		buf_printf(call->message, _("The diagram could not be laid "
		    "out on a sheet; it was %s.\n"), report->fallback);
	if (report->small)
		buf_printf(call->message, _("Even on %s some text is small. "
		    "Draw a part with -w, or a site at a time.\n"),
		    report->paper);
	if (strcmp(path, "-") == 0)
		return;
	if (report->paper != NULL)
		buf_printf(call->message, _("%s was written (%s).\n"), path,
		    report->paper);
	else
		buf_printf(call->message, _("%s was written.\n"), path);
}

static const struct err *
draw_file(struct verb_call *call, const struct diagram *diagram,
    const char *path, enum draw_format format)
{
	struct draw_report report;
	struct buf bytes = { 0 };
	const struct err *err;

	err = draw_write(call->session, diagram, format,
	    verb_value(call, "style"), &bytes, &report);
	if (err == NULL && strcmp(path, "-") == 0)
		buf_addn(call->out, buf_str(&bytes), bytes.len);
	else if (err == NULL)
		err = path_write(path, buf_str(&bytes), bytes.len, FILE_MODE);
	if (err == NULL)
		tell(call, path, &report);
	buf_release(&bytes);
	return err;
}

static const struct err *
run(struct verb_call *call)
{
	const char *path = verb_value(call, "output");
	struct draw_options options = { 0 };
	enum diagram_type type = DIAGRAM_NETWORK;
	struct diagram *diagram;
	const struct err *err;
	int format = DRAW_TXT;

	err = choose_type(call, &type);
	if (err == NULL && path != NULL)
		err = choose_format(call, path, &format);
	else if (err == NULL && verb_value(call, "format") != NULL)
		err = err_new(ERR_USAGE, _("--format needs -o, which says "
		    "where to: a file, or - for standard output."));
	if (err == NULL)
		err = read_options(call, &options);
	if (err == NULL)
		err = register_settle(call->session);
	if (err == NULL)
		err = draw_build(call->session, type, &options, call->arena,
		    &diagram);
	if (err != NULL)
		return err;
	return path == NULL ? draw_cells(call, diagram) :
	    draw_file(call, diagram, path, (enum draw_format)format);
}

static const struct verb_option options[] = {
	{ "output", 'o', "FILE",
	    N_("where to; its extension says how: svg, pdf, png, dot, txt") },
	{ "where", 'w', "QUERY",
	    N_("only assets (network) or flows (dataflow) that match") },
	{ "around", 0, "REF", N_("only what is near this record") },
	{ "hops", 0, "N", N_("how many lines away, with --around (1)") },
	{ "level", 0, "N", N_("data flow: 0 context, 1 processes, 2 parts") },
	{ "style", 0, "FILE", N_("colours and sizes of your own") },
	{ "format", 0, "FORMAT", N_("svg, pdf, png, dot or txt, for -o -") },
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_draw = {
	.name = "draw",
	.synopsis = "network|dataflow [-w QUERY] [-o FILE]",
	.help = N_("Draw the network or the data flows"),
	.options = options,
	.min = 1,
	.max = 1,
	.run = run,
};
