/* SPDX-License-Identifier: ISC */
/* ":": actions of the screen below, lists to go to, and verbs. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/lineedit.h"
#include "tui/prompt.h"
#include "tui/views/views.h"
#include "verb/verb.h"

enum {
	ITEMS_MAX = 256, BOX_W = 68, ROWS = 8, NAME_W = 21, BOX_H = ROWS + 6,
	RIGHT_W = 10, HELP_SCORE = 1000, MOVING_SCORE = 500,
};

enum item_kind { ITEM_ACTION, ITEM_LIST, ITEM_VERB };

struct item {
	enum item_kind	 kind;
	int		 id;		/* action or entity */
	const struct verb *verb;
	const char	*name, *help, *right, *why;
	int		 score;
};

struct palette {
	struct lineedit	 edit;
	struct item	 item[ITEMS_MAX];
	size_t		 n, total, cursor, top, at;
};

/* Letters may be left out; the closer together, the better.  -1: no match. */
static int
fuzzy(const char *name, const char *typed)
{
	const char *at = name;
	int score = 0;

	for (; *typed != '\0'; typed++) {
		const char *hit = at;

		if (*typed == ' ')
			continue;
		while (*hit != '\0' && tolower((unsigned char)*hit) !=
		    tolower((unsigned char)*typed))
			hit++;
		if (*hit == '\0')
			return -1;
		score += (int)(hit - at);
		at = hit + 1;
	}
	return score;
}

static void
add(struct view *view, struct item item)
{
	struct palette *d = view->data;
	const char *typed = lineedit_text(&d->edit);
	struct buf folded = { 0 }, help = { 0 };
	size_t verb = strlen(item.name);

	d->total++;
	item.score = fuzzy(item.name, typed);
	/* Moving by name is possible, but never what one looks for. */
	if (item.score >= 0 && item.kind == ITEM_ACTION && action_get(
	    (enum action_id)item.id)->group == GROUP_MOVING)
		item.score += MOVING_SCORE;
	/* "list assets -w …" is the verb list with its operands. */
	if (item.kind == ITEM_VERB && strncmp(typed, item.name, verb) == 0 &&
	    typed[verb] == ' ')
		item.score = 0;
	if (item.score < 0) {
		utf8_fold(&folded, typed);
		utf8_fold(&help, item.help);
		if (folded.len > 1 &&
		    strstr(buf_str(&help), folded.s) != NULL)
			item.score = HELP_SCORE;
	}
	buf_release(&folded);
	buf_release(&help);
	if (item.score >= 0 && d->n < ITEMS_MAX)
		d->item[d->n++] = item;
}

static int
compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->score != y->score)
		return x->score - y->score;
	return strcmp(x->name, y->name);
}

static void
add_actions(struct view *view, const struct view *below)
{
	unsigned where = below != NULL ? below->ops->where(below) : 0;
	int i;

	for (i = 0; i < ACTION_COUNT; i++) {
		const struct action *action = action_get((enum action_id)i);
		struct buf keys = { 0 };
		struct item item = { .kind = ITEM_ACTION, .id = i,
		    .name = action->name, .help = gettext(action->help) };

		if ((action->where & where) == 0 ||
		    i == ACTION_command)
			continue;
		action_keys((enum action_id)i, &keys);
		item.right = arena_strdup(view->arena, buf_str(&keys));
		if ((action->flags & ACT_WRITE) != 0)
			item.why = register_read_only(view->session);
		if (item.why == NULL && below->ops->reason != NULL)
			item.why = below->ops->reason(below,
			    (enum action_id)i);
		buf_release(&keys);
		add(view, item);
	}
}

static bool
is_used(const struct view *view, enum entity_id entity)
{
	int64_t n = 0;

	return store_count(register_reader(view->session), entity, NULL,
	    &n) == NULL && n > 0;
}

/* What a register can define has to be found before there is any. */
static bool
is_definition(int entity)
{
	return entity == ENTITY_custom_field || entity == ENTITY_custom_choice;
}

static void
look_up(struct view *view)
{
	struct palette *d = view->data;
	int i;

	d->n = d->total = d->cursor = d->top = 0;
	add_actions(view, app_below(view));
	for (i = 0; i < ENTITY_COUNT; i++) {
		const struct entity *entity = entity_get((enum entity_id)i);

		if (i == ENTITY_finding || (entity->hidden &&
		    !is_definition(i) && !is_used(view, (enum entity_id)i) &&
		    strstr(lineedit_text(&d->edit), entity->plural) == NULL))
			continue;
		add(view, (struct item){ .kind = ITEM_LIST, .id = i,
		    .name = arena_printf(view->arena, "goto %s",
		    entity->plural),
		    .help = entity->label_plural[view->session->lang],
		    .right = "" });
	}
	for (i = 0; verbs[i] != NULL; i++)
		add(view, (struct item){ .kind = ITEM_VERB,
		    .verb = verbs[i], .name = verbs[i]->name,
		    .help = gettext(verbs[i]->help), .right = _("verb"),
		    .why = (verbs[i]->flags & VERB_WRITES) == 0 ? NULL :
		    register_read_only(view->session) });
	qsort(d->item, d->n, sizeof(d->item[0]), compare_items);
}

static const struct err *
palette_start(struct view *view, const void *args)
{
	struct palette *d = view->data;

	lineedit_set(&d->edit, args);
	look_up(view);
	return NULL;
}

static void
palette_end(struct view *view)
{
	struct palette *d = view->data;

	lineedit_release(&d->edit);
}

static void
draw_item(struct screen *screen, struct area row, const struct item *item,
    bool here)
{
	struct buf text = { 0 };
	enum role role = item->why != NULL ? ROLE_off : ROLE_text;
	int x = row.x + 1, end = row.x + row.w - 1;

	buf_printf(&text, "%s%s", item->why != NULL ? "(" : "", item->name);
	x += screen_put(screen, row.y, x + (item->why == NULL), NAME_W, role,
	    text.s);
	if (x < row.x + NAME_W)
		x = row.x + NAME_W;
	end = screen_put_right(screen, row.y, end - RIGHT_W, RIGHT_W,
	    ROLE_key, item->right);
	buf_clear(&text);
	buf_printf(&text, "%s%s", item->why != NULL ? item->why : item->help,
	    item->why != NULL ? ")" : "");
	screen_put(screen, row.y, x + 1, end - x - 2,
	    item->why != NULL ? role : ROLE_dim, text.s);
	if (here) {
		screen_put(screen, row.y, row.x, 1, ROLE_text, ">");
		screen_paint(screen, row, ROLE_select);
	}
	buf_release(&text);
}

static void
draw_foot(struct view *view, struct screen *screen, struct area box)
{
	struct palette *d = view->data;
	struct buf text = { 0 };
	int y = box.y + box.h - 3;
	const char *earlier = prompt_earlier(view->arena, "command", 1);

	if (d->cursor < d->n && d->item[d->cursor].kind == ITEM_VERB) {
		const struct verb *verb = d->item[d->cursor].verb;

		buf_printf(&text, "%s %s", verb->name, verb->synopsis);
		screen_put(screen, y, box.x + 2, box.w - 4, ROLE_text,
		    text.s);
	}
	if (earlier != NULL) {
		buf_clear(&text);
		buf_printf(&text, "%s  %s", _("Earlier"), earlier);
		screen_put(screen, y + 1, box.x + 2, box.w - 4, ROLE_dim,
		    text.s);
	}
	buf_release(&text);
}

static void
palette_draw(struct view *view, struct screen *screen, struct area area)
{
	struct palette *d = view->data;
	bool small = screen_is_small(screen);
	struct area box = { area.y + 1, 6, BOX_H, BOX_W }, row;
	struct buf foot = { 0 };
	int rows = ROWS, i, used;
	size_t last;

	if (small || area.w < BOX_W + 8) {
		box = (struct area){ area.y, 0, area.h, area.w };
		rows = area.h - 6 > 1 ? area.h - 6 : 1;
	} else {
		box.x = (area.w - BOX_W) / 2;
	}
	if (d->cursor < d->top)
		d->top = d->cursor;
	if (d->cursor >= d->top + (size_t)rows)
		d->top = d->cursor - (size_t)rows + 1;
	last = d->top + (size_t)rows < d->n ? d->top + (size_t)rows : d->n;
	buf_printf(&foot, _("%zu–%zu of %zu"), d->n > 0 ? d->top + 1 : 0,
	    last, d->n);
	screen_box(screen, box, ROLE_text, _("Command"), foot.s);
	row = (struct area){ box.y + 3, box.x + 1, 1, box.w - 2 };
	for (i = 0; i < rows && d->top + (size_t)i < d->n; i++, row.y++)
		draw_item(screen, row, &d->item[d->top + (size_t)i],
		    d->top + (size_t)i == d->cursor);
	draw_foot(view, screen, box);
	used = screen_put(screen, box.y + 1, box.x + 2, 2, ROLE_strong, ": ");
	lineedit_draw(&d->edit, screen, box.y + 1, box.x + 2 + used,
	    box.w - 4 - used, ROLE_text);
	buf_release(&foot);
}

static void
palette_status(struct view *view, struct buf *left, struct buf *right)
{
	(void)view;
	(void)right;
	buf_add(left,
	    _("Letters may be left out: \"flt\" finds filter."));
}

static bool
palette_type(struct view *view, uint32_t key, const char *paste)
{
	struct palette *d = view->data;

	if (!lineedit_key(&d->edit, key, paste))
		return false;
	look_up(view);
	return true;
}

/* True when what was typed is a verb with operands, to be run as it stands. */
static bool
is_line(const struct palette *d)
{
	const char *typed = lineedit_text(&d->edit);
	struct buf word = { 0 };
	size_t n = strcspn(typed, " ");
	bool is;

	buf_addn(&word, typed, n);
	is = typed[n] == ' ' && verb_find(buf_str(&word)) != NULL;
	buf_release(&word);
	return is;
}

/* Verbs that need operands are completed, not run. */
static bool
needs_more(const struct verb *verb)
{
	return verb->min > 0;
}

/* The words that may stand where the last one of a line is being typed. */
struct wording {
	const char	*typed;		/* the beginning of the word */
	const char	*first;		/* that fits; NULL: none */
	struct buf	 all;
	size_t		 n;
};

static void
offer(struct wording *w, const char *word)
{
	if (strncmp(word, w->typed, strlen(w->typed)) != 0)
		return;
	if (w->n++ == 0)
		w->first = word;
	else
		buf_addc(&w->all, ' ');
	buf_add(&w->all, word);
}

/* The entity that a line of a verb speaks of; ENTITY_NONE when none. */
static int
entity_of_line(struct arena *arena, const char *line)
{
	int entity = ENTITY_NONE;

	while (entity == ENTITY_NONE && *line != '\0') {
		size_t n = strcspn(line, " ");

		if (line[n] == ' ')
			entity = entity_find(arena_strndup(arena, line, n));
		line += n;
		line += strspn(line, " ");
	}
	return entity;
}

/* Options, entities, then the fields of the entity. */
static void
complete_word(struct view *view)
{
	struct palette *d = view->data;
	const char *line = lineedit_text(&d->edit), *space;
	const struct verb *verb = verb_find(arena_strndup(view->arena, line,
	    strcspn(line, " ")));
	int entity = entity_of_line(view->arena, line), i;
	struct wording w = { 0 };
	struct buf text = { 0 };

	space = strrchr(line, ' ') + 1;
	/* Within "-w '(kind=…": the word begins behind the sign. */
	w.typed = space + strspn(space, "(\"'");
	for (i = 0; *space == '-' && verb->options != NULL &&
	    verb->options[i].name != NULL; i++)
		offer(&w, arena_printf(view->arena, "--%s",
		    verb->options[i].name));
	for (i = 0; *space != '-' && entity == ENTITY_NONE &&
	    i < ENTITY_COUNT; i++)
		offer(&w, entity_get((enum entity_id)i)->plural);
	for (i = 0; *space != '-' && entity != ENTITY_NONE && i <
	    (int)entity_field_count((enum entity_id)entity); i++)
		offer(&w, entity_field((enum entity_id)entity,
		    (size_t)i)->key);
	if (w.n == 1 || (w.n > 1 && *w.typed != '\0' &&
	    strcmp(w.first, w.typed) != 0)) {
		buf_addn(&text, line, (size_t)(w.typed - line));
		buf_add(&text, w.first);
		lineedit_set(&d->edit, text.s);
		look_up(view);
	}
	if (w.n > 1)
		app_say(view->app, "%s", w.all.s);
	buf_release(&w.all);
	buf_release(&text);
}

static void
complete(struct view *view)
{
	struct palette *d = view->data;
	struct buf line = { 0 };

	if (is_line(d)) {
		complete_word(view);
		return;
	}
	if (d->n == 0)
		return;
	buf_printf(&line, "%s%s", d->item[d->cursor].name,
	    d->item[d->cursor].kind == ITEM_VERB ? " " : "");
	lineedit_set(&d->edit, line.s);
	buf_release(&line);
	look_up(view);
}

static const struct err *
run(struct view *view)
{
	struct palette *d = view->data;
	const struct item *item = &d->item[d->cursor];
	struct app *app = view->app;
	const struct err *err = NULL;
	char *line;

	if (is_line(d) || (d->n > 0 && item->kind == ITEM_VERB &&
	    !needs_more(item->verb))) {
		line = arena_strdup(view->arena, is_line(d) ?
		    lineedit_text(&d->edit) : item->name);
		prompt_remember(view->session, "command", line);
		app_close(view);
		return output_run(app, line);
	}
	if (d->n == 0) {
		app_say(app, _("Nothing has this name. "
		    "Shorten what was typed."));
		return NULL;
	}
	if (item->kind == ITEM_VERB) {
		complete(view);
		return NULL;
	}
	prompt_remember(view->session, "command", item->name);
	app_close(view);
	if (item->kind == ITEM_LIST)
		err = list_open(app, (enum entity_id)item->id, NULL);
	else
		app_act(app, (enum action_id)item->id, 0);
	return err;
}

static void
earlier(struct view *view, uint32_t key)
{
	struct palette *d = view->data;
	const char *line;

	if (key == ('N' & KEY_CTRL_MASK)) {
		d->at -= d->at > 0;
		line = d->at > 0 ? prompt_earlier(view->arena, "command",
		    d->at) : "";
	} else {
		line = prompt_earlier(view->arena, "command", d->at + 1);
		d->at += line != NULL;
	}
	if (line != NULL) {
		lineedit_set(&d->edit, line);
		look_up(view);
	}
}

static const struct err *
palette_act(struct view *view, enum action_id action, uint32_t key)
{
	struct palette *d = view->data;

	switch (action) {
	case ACTION_run:
		return run(view);
	case ACTION_complete:
		complete(view);
		return NULL;
	case ACTION_pick_command:
		if (key == K_UP)
			d->cursor -= d->cursor > 0;
		else
			d->cursor += d->cursor + 1 < d->n;
		return NULL;
	case ACTION_history_line:
		earlier(view, key);
		return NULL;
	case ACTION_close_palette:
		app_close(view);
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static unsigned
palette_where(const struct view *view)
{
	(void)view;
	return AT_PALETTE;
}

static const enum action_id *
palette_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_run, ACTION_complete, ACTION_pick_command,
		ACTION_history_line, ACTION_close_palette, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct err *
palette_open(struct app *app, const char *text)
{
	return app_open(app, &view_palette, text);
}

const struct view_ops view_palette = {
	.name = "palette", .shape = VIEW_DIALOG,
	.size = sizeof(struct palette), .open = palette_start,
	.close = palette_end, .where = palette_where,
	.footer = palette_footer, .draw = palette_draw,
	.status = palette_status, .type = palette_type, .act = palette_act,
};
