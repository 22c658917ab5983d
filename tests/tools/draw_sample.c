/* SPDX-License-Identifier: ISC */
/*
 * draw_sample network|dataflow svg|pdf|png FILE [STYLE]: writes a sample
 * diagram, for looking at.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "render/sheet.h"
#include "tests/tools/sample.h"

static const struct err *
draw(struct session *session, char **argv, const char *sheet_file)
{
	struct arena *arena = arena_new();
	const struct err *err;
	struct diagram *diagram;
	struct style *style;
	struct buf dot = {0}, out = {0};
	struct sheet sheet;
	int64_t begin = clock_monotonic();

	diagram = strcmp(argv[1], "network") == 0 ? sample_network(arena) :
	    sample_dataflow(arena);
	err = style_load(sheet_file, arena, &style);
	if (err == NULL)
		err = sheet_write(session, diagram, style, &dot, &sheet);
	if (err == NULL)
		fprintf(stderr, "%s, scale %.2f, %zu straight, %d ms\n",
		    sheet.paper, sheet.scale, sheet.straight,
		    (int)(clock_monotonic() - begin));
	if (err == NULL && strcmp(argv[2], "dot") != 0)
		err = layout_render(session, buf_str(&dot), "nop2",
		    strcmp(argv[2], "svg") == 0 ? LAYOUT_SVG :
		    strcmp(argv[2], "pdf") == 0 ? LAYOUT_PDF : LAYOUT_PNG,
		    (int)style_number(style, "page", NULL, "png_dpi"), &out);
	if (err == NULL)
		err = strcmp(argv[2], "dot") == 0 ?
		    path_write(argv[3], dot.s, dot.len, 0644) :
		    path_write(argv[3], out.s, out.len, 0644);
	buf_release(&out);
	buf_release(&dot);
	arena_free(arena);
	return err;
}

int
main(int argc, char **argv)
{
	struct session session;
	const struct err *err;

	setlocale(LC_ALL, "");
	if (argc < 4) {
		fputs("usage: draw_sample network|dataflow svg|pdf|png|dot "
		    "FILE [STYLE]\n", stderr);
		return 2;
	}
	session_init(&session);
	err = draw(&session, argv, argc > 4 ? argv[4] : NULL);
	if (err != NULL)
		fprintf(stderr, "%s\n", err->msg);
	session_release(&session);
	return err_exit_status(err);
}
