/* SPDX-License-Identifier: ISC */
/* The first screen: what waits for a person, and where one can go. */
#include "tui/views/home.h"

#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/views/finding.h"
#include "tui/views/tally.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum {
	TEXT_AT = 2, COUNT_END = 35, CHANGE_END = 43, OLDEST_END = 51,
	WHERE_AT = 52, NUMBER_AT = 2, LABEL_AT = 5, PLACE_END = 18,
	PLACE_AT = 21, WAYS = 3, LISTS_H = 12,
	DAY_W = 6,
};

struct home {
	struct home_facts facts;
	bool		 drawn, done;
	size_t		 cursor;
};

/* The three ways to begin with an empty register. */
static const struct way {
	const char	*label, *text, *line;
} ways[WAYS] = {
	{ N_("Import the spreadsheet you have"),
	    N_("CSV from Excel is read as it is, title rows and Japanese "
	    "dates included.\nYou see what would be written first."),
	    "import " },
	{ N_("Import a scan"),
	    N_("nmap, DHCP leases and ARP tables. Every device found is "
	    "listed\nas not yet approved."), "discover " },
	{ N_("Open the demo city"),
	    N_("Kirigahama: a city hall, a hospital, a water plant and their "
	    "findings.\nIt is written beside this register and changes "
	    "nothing here."), "demo " },
};

static const struct err *
home_start(struct view *view, const void *args)
{
	struct home *d = view->data;

	(void)args;
	home_facts_reset(view->session, &d->facts);
	return NULL;
}

static void
home_end(struct view *view)
{
	struct home *d = view->data;

	home_facts_release(&d->facts);
}

static void
home_refresh(struct view *view)
{
	struct home *d = view->data;

	d->facts.step = 0;
	d->done = false;
}

static bool
home_tick(struct view *view)
{
	struct home *d = view->data;
	bool more = false;

	if (d->done || !d->drawn)
		return false;
	app_error(view->app, home_facts_step(view->session, &d->facts,
	    &more));
	d->done = !more;
	return true;
}

/* --- drawing ------------------------------------------------------------------------ */

static void
draw_wait(struct home *d, struct screen *screen, int y, int w, size_t i)
{
	struct home_wait *wait = &d->facts.wait[i];
	const char *count = wait->known ? wait->count.s : "…";
	bool here = d->cursor == i, small = screen_is_small(screen);
	int end = small ? w - 1 : COUNT_END, x;

	x = screen_put_right(screen, y, 0, end, wait->role, count);
	screen_put(screen, y, TEXT_AT, x - TEXT_AT - 1, ROLE_text,
	    wait->label);
	if (!small) {
		screen_put_right(screen, y, COUNT_END,
		    CHANGE_END - COUNT_END, ROLE_text,
		    buf_str(&wait->change));
		screen_put_right(screen, y, CHANGE_END,
		    OLDEST_END - CHANGE_END, ROLE_text,
		    buf_str(&wait->oldest));
		screen_put(screen, y, WHERE_AT, w - WHERE_AT - 1, ROLE_text,
		    buf_str(&wait->where));
	}
	if (here) {
		screen_put(screen, y, 0, 1, ROLE_text, ">");
		screen_paint(screen, (struct area){ y, 0, 1, w - 1 },
		    ROLE_select);
		screen_cursor(screen, y, 0, false);
	}
}

static void
draw_place(struct view *view, struct screen *screen, int y, int w, size_t i)
{
	struct home *d = view->data;
	struct home_place *place = &d->facts.place[i];
	char key[2] = { place->key, '\0' };
	int end = PLACE_END + (view->session->lang == LANG_EN);

	screen_put(screen, y, NUMBER_AT, 1, ROLE_key, key);
	screen_put(screen, y, LABEL_AT, end - LABEL_AT, ROLE_strong,
	    place->label);
	screen_put_right(screen, y, LABEL_AT, end - LABEL_AT, ROLE_strong,
	    buf_str(&place->count));
	screen_put(screen, y, PLACE_AT, w - PLACE_AT - 1, ROLE_dim,
	    buf_str(&place->text));
	if (d->cursor == d->facts.n_waits + i) {
		screen_put(screen, y, 0, 1, ROLE_text, ">");
		screen_paint(screen, (struct area){ y, 0, 1, w - 1 },
		    ROLE_select);
		screen_cursor(screen, y, 0, false);
	}
}

static void
draw_sentence(struct view *view, struct screen *screen, int y, int w)
{
	struct home *d = view->data;
	struct buf critical = { 0 }, covered = { 0 };
	int x = TEXT_AT;

	if (d->facts.step > 1) {
		home_sentence(view->session, &d->facts, &critical, &covered);
		x += screen_put(screen, y, x, w - x - 1,
		    d->facts.critical > 0 ? ROLE_critical : ROLE_text,
		    buf_str(&critical)) + 2;
		screen_put(screen, y, x, w - x - 1,
		    d->facts.coverage.zones == 0 ||
		    d->facts.coverage.zones_covered < d->facts.coverage.zones ?
		    ROLE_high : ROLE_text, buf_str(&covered));
	}
	buf_release(&critical);
	buf_release(&covered);
}

static void
draw_import(struct view *view, struct screen *screen, int y, int w,
    size_t i, bool label)
{
	struct home *d = view->data;
	struct buf line = { 0 };
	int x = TEXT_AT;

	if (i >= d->facts.n_imports)
		return;
	home_import_line(view->session, d->facts.import[i], d->facts.arena,
	    label, &line);
	if (label)
		x += screen_put(screen, y, x, w - x, ROLE_head,
		    _("Latest import")) + 2;
	screen_put(screen, y, x, w - x - 1, ROLE_text, line.s);
	buf_release(&line);
}

/* Below the places, where the screen is high: lists of what is new. */
static void
draw_lists(struct view *view, struct screen *screen, int y, int bottom, int w)
{
	struct home *d = view->data;
	struct home_facts *f = &d->facts;
	struct buf text = { 0 };
	size_t i;

	if (y + LISTS_H >= bottom) {
		draw_import(view, screen, y, w, 0, true);
		return;
	}
	if (f->n_pending > 0)
		screen_put(screen, y++, TEXT_AT, w, ROLE_head,
		    f->wait[WAIT_PENDING].label);
	for (i = 0; i < f->n_pending && i < 3 && y < bottom; i++, y++) {
		screen_put(screen, y, TEXT_AT, 9, ROLE_text, register_ref_of(
		    view->session, f->pending[i]->uuid, f->arena));
		screen_put(screen, y, TEXT_AT + 9, 40, ROLE_text,
		    register_name_of(view->session, f->pending[i]->uuid,
		    f->arena));
		buf_clear(&text);
		words_age(view->session, record_int(f->pending[i],
		    F_created_at), &text);
		screen_put_right(screen, y, w - 20, 19, ROLE_text, text.s);
	}
	y++;
	if (y + 1 < bottom)
		screen_put(screen, y++, TEXT_AT, w, ROLE_head,
		    _("Latest imports"));
	for (i = 0; i < f->n_imports && y < bottom; i++, y++)
		draw_import(view, screen, y, w, i, false);
	y++;
	if (y + 1 < bottom)
		screen_put(screen, y++, TEXT_AT, w, ROLE_head,
		    _("Latest changes"));
	for (i = 0; i < f->n_changes && y < bottom; i++, y++) {
		const struct store_tx *tx = &f->change[i];

		buf_clear(&text);
		words_moment(view->session, tx->at, &text);
		screen_put(screen, y, TEXT_AT, 11, ROLE_text, text.s);
		screen_put(screen, y, TEXT_AT + 13, 11, ROLE_text, tx->who);
		buf_clear(&text);
		history_what(view->session, tx, f->arena, &text);
		if (tx->why != NULL)
			buf_printf(&text, "  %s", tx->why);
		screen_put(screen, y, TEXT_AT + 25, w - TEXT_AT - 26,
		    ROLE_dim, text.s);
	}
	buf_release(&text);
}

static int
draw_devices(struct view *view, struct screen *screen, int y, int x, int w)
{
	struct home *d = view->data;
	struct home_facts *f = &d->facts;
	struct buf text = { 0 };
	size_t i;

	buf_printf(&text, _("%d–%zu of %lld"), f->n_devices > 0 ? 1 : 0,
	    f->n_devices, (long long)f->devices);
	screen_put(screen, y, x, w, ROLE_strong, _("Unapproved devices"));
	screen_put_right(screen, y++, x, w, ROLE_dim, text.s);
	for (i = 0; i < f->n_devices; i++, y++) {
		const struct record *finding = f->device[i];
		struct finding_words words;
		enum role role;
		int end;

		buf_clear(&text);
		role = words_due(view->session,
		    record_int(finding, F_finding_due), &text);
		end = screen_put_right(screen, y, x, w, role, text.s);
		finding_words(view->session, finding, f->arena, &words);
		screen_put(screen, y, x, 4, words.role, words.severity);
		screen_put(screen, y, x + 5, 14, ROLE_text, words.subject);
		screen_put(screen, y, x + 20, 11, ROLE_text, words.detail);
		screen_put(screen, y, x + 32, end - x - 33, ROLE_dim,
		    words.zone != NULL ? words.zone : "");
	}
	buf_release(&text);
	return y + 1;
}

static void
draw_zone(struct view *view, struct screen *screen, int y, int x, int w,
    const struct coverage_row *row)
{
	struct home *d = view->data;
	enum role role = cover_pass(row) + 1 < COVER_PASSES ? ROLE_high :
	    ROLE_text;
	const struct choice *by = row->strength == NULL ? NULL :
	    choice_find("import_strength", row->strength);
	struct buf text = { 0 };

	screen_put(screen, y, x, 22, role, register_name_of(view->session,
	    row->zone, d->facts.arena));
	words_last(view->session, row->last_covered, &text);
	screen_put(screen, y, x + 23, 10, role, text.s);
	screen_put(screen, y, x + 34, 11, ROLE_dim, by == NULL ? "–" :
	    by->label[view->session->lang]);
	buf_clear(&text);
	buf_printf(&text, _("%lld d"), (long long)row->interval_days);
	screen_put_right(screen, y, x + 45, w - 45, ROLE_dim, text.s);
	buf_release(&text);
}

static int
draw_coverage(struct view *view, struct screen *screen, int y, int bottom,
    int x, int w)
{
	struct home *d = view->data;
	const struct coverage *c = &d->facts.coverage;
	struct buf text = { 0 };
	const char *zone;
	int used, pass;
	size_t i;

	buf_printf(&text, _("%zu of %zu zones within their interval"),
	    c->zones_covered, c->zones);
	used = screen_put(screen, y, x, w, ROLE_strong, _("Coverage"));
	screen_put(screen, y++, x + used + 2, w - used - 2, ROLE_dim, text.s);
	for (pass = 0; pass < COVER_PASSES; pass++)
		for (i = 0, zone = NULL; i < c->n && y < bottom; i++) {
			const struct coverage_row *row = &c->row[i];

			if (cover_pass(row) != pass ||
			    (zone != NULL && strcmp(zone, row->zone) == 0))
				continue;
			zone = row->zone;
			draw_zone(view, screen, y++, x, w, row);
		}
	buf_release(&text);
	return y + 1;
}

static void
draw_due(struct view *view, struct screen *screen, int y, int bottom, int x,
    int w)
{
	struct home *d = view->data;
	struct buf text = { 0 };
	size_t i;

	if (y + 1 >= bottom)
		return;
	screen_put(screen, y++, x, w, ROLE_strong, _("Due next"));
	for (i = 0; i < d->facts.n_due && y < bottom; i++, y++) {
		const struct record *finding = d->facts.due[i];
		enum role role;

		buf_clear(&text);
		role = words_due(view->session,
		    record_int(finding, F_finding_due), &text);
		screen_put(screen, y, x, 11, role, text.s);
		screen_put(screen, y, x + 12, w - 12, ROLE_text,
		    register_name_of(view->session, finding->uuid,
		    d->facts.arena));
	}
	buf_release(&text);
}

static void
draw_empty(struct screen *screen, struct area area, size_t cursor)
{
	int y = area.y + 2;
	size_t i;

	screen_put(screen, y, TEXT_AT, area.w, ROLE_strong,
	    _("This register is empty. Three ways to begin:"));
	y += 3;
	for (i = 0; i < WAYS; i++, y++) {
		const char *line = gettext(ways[i].text), *end;
		char key[2] = { (char)('1' + i), '\0' };
		struct buf one = { 0 };

		if (cursor == i) {
			screen_put(screen, y, TEXT_AT, 1, ROLE_strong, ">");
			screen_cursor(screen, y, TEXT_AT, false);
		}
		screen_put(screen, y, 4, 1, ROLE_key, key);
		screen_put(screen, y++, 7, area.w - 8, cursor == i ?
		    ROLE_select : ROLE_strong, gettext(ways[i].label));
		for (; *line != '\0'; line = end + (*end == '\n')) {
			end = line + strcspn(line, "\n");
			buf_clear(&one);
			buf_addn(&one, line, (size_t)(end - line));
			screen_put(screen, y++, 7, area.w - 8, ROLE_dim,
			    one.s);
		}
		buf_release(&one);
	}
	y++;
	screen_put(screen, y, 4, 1, ROLE_key, "a");
	screen_put(screen, y, 7, area.w - 8, ROLE_text,
	    _("Or type in the first asset by hand."));
}

static void
home_draw(struct view *view, struct screen *screen, struct area area)
{
	struct home *d = view->data;
	bool wide = area.w >= SCREEN_PANE_W, small = screen_is_small(screen);
	int w = wide ? LIST_W : area.w, y = area.y, bottom = area.y + area.h;
	int x = LIST_W + 2, pane = area.w - x - 1;
	size_t i;

	d->drawn = true;
	if (d->facts.empty) {
		draw_empty(screen, area, d->cursor % WAYS);
		return;
	}
	if (!small) {
		draw_sentence(view, screen, y + 1, w);
		y += 3;
		screen_put(screen, y, TEXT_AT, COUNT_END - TEXT_AT, ROLE_head,
		    _("Waiting for a person"));
		screen_put_right(screen, y, 0, COUNT_END, ROLE_head,
		    _("count"));
		screen_put_right(screen, y, 0, CHANGE_END, ROLE_head,
		    _("7 days"));
		screen_put_right(screen, y, 0, OLDEST_END, ROLE_head,
		    _("oldest"));
		screen_put(screen, y++, WHERE_AT, w, ROLE_head, _("where"));
	}
	for (i = 0; i < d->facts.n_waits && y < bottom; i++)
		draw_wait(d, screen, y++, w, i);
	if (!small)
		screen_put(screen, ++y, TEXT_AT, w, ROLE_head, _("Go to"));
	y += !small;
	for (i = 0; i < d->facts.n_places && y < bottom; i++)
		draw_place(view, screen, y++, w, i);
	if (!small)
		draw_lists(view, screen, y + 1, bottom, w);
	if (!wide)
		return;
	for (y = area.y; y < bottom; y++)
		screen_put(screen, y, LIST_W, 1, ROLE_border, "│");
	y = draw_devices(view, screen, area.y + 1, x, pane);
	y = draw_coverage(view, screen, y, bottom, x, pane);
	draw_due(view, screen, y, bottom, x, pane);
}

static void
home_title(struct view *view, bool top, struct title *title)
{
	struct home *d = view->data;

	if (!top)
		return;
	buf_add(&title->crumb, _("Home"));
	buf_printf(&title->person, "%s\t", d->facts.person.len > 0 ?
	    d->facts.person.s : register_user(view->session));
	words_today(view->session, &title->person);
}

static void
home_status(struct view *view, struct buf *left, struct buf *right)
{
	struct home *d = view->data;
	struct buf text = { 0 };

	if (d->facts.empty) {
		buf_add(left, _("Nothing is counted as safe yet: "
		    "0 zones, 0 imports."));
	} else if (register_read_only(view->session) != NULL) {
		buf_add(left, register_read_only(view->session));
	} else if (d->facts.n_changes > 0) {
		int64_t at = d->facts.change[0].at;

		words_moment(view->session, at, &text);
		buf_printf(right, _("saved %s"), clock_day(at) ==
		    session_today(view->session) ? text.s + DAY_W : text.s);
	}
	if (!d->done)
		buf_add(right, _("  counting"));
	buf_release(&text);
}

/* --- acting ------------------------------------------------------------------------- */

static const struct err *
open_wait(struct view *view, const struct home_wait *wait)
{
	struct list_args queue = { ENTITY_finding, wait->filter, NULL };

	if (wait->ops != NULL)
		return app_open(view->app, wait->ops, NULL);
	if (wait->entity != ENTITY_NONE)
		return list_open(view->app, (enum entity_id)wait->entity,
		    wait->filter);
	return app_open(view->app, &view_discovery, &queue);
}

static const struct err *
open_place(struct view *view, const struct home_place *place)
{
	if (place->ops != NULL)
		return app_open(view->app, place->ops, NULL);
	return list_open(view->app, (enum entity_id)place->entity, NULL);
}

/* The command to complete; the demo goes beside this register. */
static const struct err *
begin_way(struct view *view, size_t way)
{
	const char *path = register_path(view->session);
	struct buf line = { 0 };
	const struct err *err;

	buf_add(&line, ways[way].line);
	if (way + 1 == WAYS)
		buf_printf(&line, "'%.*skirigahama'",
		    (int)(path_base(path) - path), path);
	err = palette_open(view->app, line.s);
	buf_release(&line);
	return err;
}

static const struct err *
open_here(struct view *view)
{
	struct home *d = view->data;

	if (d->facts.empty)
		return begin_way(view, d->cursor % WAYS);
	if (d->cursor < d->facts.n_waits)
		return open_wait(view, &d->facts.wait[d->cursor]);
	return open_place(view, &d->facts.place[d->cursor - d->facts.n_waits]);
}

static const struct err *
home_act(struct view *view, enum action_id action, uint32_t key)
{
	struct home *d = view->data;
	struct edit_args add = { .entity = ENTITY_asset };
	size_t n = d->facts.empty ? WAYS : d->facts.n_waits +
	    d->facts.n_places;
	size_t i;

	switch (action) {
	case ACTION_screens:
		for (i = 0; i < d->facts.n_places; i++)
			if ((uint32_t)d->facts.place[i].key == key)
				return open_place(view, &d->facts.place[i]);
		return NULL;
	case ACTION_begin:
		return begin_way(view, key - '1');
	case ACTION_add_first:
		return app_open(view->app, &view_edit, &add);
	case ACTION_open:
	case ACTION_begin_here:
		return open_here(view);
	case ACTION_coverage:
		return app_open(view->app, &view_coverage, NULL);
	case ACTION_imports:
		return app_open(view->app, &view_imports, NULL);
	case ACTION_search:
		return app_open(view->app, &view_hits, NULL);
	case ACTION_line_up:
		d->cursor -= d->cursor > 0;
		return NULL;
	case ACTION_line_down:
		d->cursor += d->cursor + 1 < n;
		return NULL;
	case ACTION_first:
		d->cursor = 0;
		return NULL;
	case ACTION_last:
		d->cursor = n - 1;
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static unsigned
home_where(const struct view *view)
{
	const struct home *d = view->data;

	return d->facts.empty ? AT_EMPTY : AT_HOME;
}

static const enum action_id *
home_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_screens, ACTION_more, ACTION_import,
		ACTION_search, ACTION_command, ACTION_help, ACTION_quit,
		ACTION_NONE
	};
	static const enum action_id empty[] = {
		ACTION_begin_here, ACTION_begin, ACTION_add_first,
		ACTION_command,
		ACTION_help, ACTION_quit, ACTION_NONE
	};
	const struct home *d = view->data;

	return d->facts.empty ? empty : actions;
}

const struct view_ops view_home = {
	.name = "home", .shape = VIEW_FULL, .size = sizeof(struct home),
	.open = home_start, .close = home_end, .where = home_where,
	.footer = home_footer, .title = home_title, .draw = home_draw,
	.status = home_status, .act = home_act, .refresh = home_refresh,
	.tick = home_tick,
};

/* --- without a terminal ---------------------------------------------------------------- */

const struct err *
home_plain(struct session *session, struct buf *out)
{
	struct screen *screen = screen_new(24, 100);
	struct app *app = NULL;
	const struct err *err;
	struct buf text = { 0 };
	const char *line;
	size_t n;

	err = app_new(session, screen, NULL, &app);
	if (err == NULL) {
		app_draw(app);
		while (app_tick(app))
			;
		app_draw(app);
		screen_dump(screen, &text, false);
		/* Without the footer, whose keys mean nothing here. */
		for (line = buf_str(&text), n = 0; *line != '\0' && n < 23;
		    n++) {
			size_t len = strcspn(line, "\n"), end = len;

			while (end > 0 && line[end - 1] == ' ')
				end--;
			buf_addn(out, line, end);
			buf_addc(out, '\n');
			line += len + (line[len] == '\n');
		}
	}
	app_free(app);
	screen_free(screen);
	buf_release(&text);
	return err;
}
