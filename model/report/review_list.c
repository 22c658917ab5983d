/* SPDX-License-Identifier: ISC */
/* The sheet of a review on paper: ticked off by hand on the spot. */
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "model/report/report.h"

enum { SPARE_ROWS = 8 };

static const struct {
	size_t	position;
	int	width;
} columns[] = {
	{ F_asset_asset_no, 12 }, { F_asset_name, 24 },
	{ F_asset_model, 15 }, { F_asset_serial, 15 },
	{ F_asset_location, 18 }, { F_asset_user, 10 },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static bool
belongs(const struct review_item *item, const char *department)
{
	return department == NULL ? item->department == NULL :
	    item->department != NULL &&
	    strcmp(item->department, department) == 0;
}

/* "□現物有 □無 □変更 □移管", the answer that is known filled. */
static const char *
boxes(struct report *report, enum review_answer known)
{
	struct buf text = { 0 };
	const char *out;
	int answer;

	for (answer = REVIEW_PRESENT; answer < REVIEW_ANSWERS; answer++)
		buf_printf(&text, "%s%s%s", text.len > 0 ? " " : "",
		    answer == (int)known ? "■" : "□",
		    choice_find("review_answer", review_answer_key(
		    (enum review_answer)answer))->
		    label[report->session->lang]);
	out = arena_strdup(report->arena, buf_str(&text));
	buf_release(&text);
	return out;
}

static const struct err *
add_item(struct report *report, const struct review_item *item)
{
	struct fieldset want = { { 0 } };
	struct record *asset;
	const struct err *err;
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		fieldset_add(&want, columns[i].position);
	err = store_get(register_reader(report->session), ENTITY_asset,
	    item->asset, &want, report->arena, &asset);
	for (i = 0; err == NULL && i < COLUMNS; i++) {
		if (asset != NULL)
			report_field(report, asset, columns[i].position);
		else
			report_cell(report, NULL);
	}
	report_cell(report, boxes(report, item->answer));
	report_cell(report, item->place);
	return err;
}

static void
head(struct report *report, const struct review *review)
{
	enum lang lang = report->session->lang;
	struct report_section *section;
	char due[DATE_LEN] = "–";
	size_t i;

	if (review->due != 0)
		date_format(review->due, due);
	report->title = arena_printf(report->arena, _("Review sheet: %s"),
	    review->name);
	report->period = arena_printf(report->arena, _("Answers due %s"),
	    due);
	report->landscape = true;
	report->sign[0] = _("Made by");
	report->sign[1] = _("Checked by");
	report->sign[2] = _("Approved by");
	section = report_section(report, "assets", review->name);
	section->note = _("Say for each asset what you found. What stands "
	    "there and is not on the list goes below it.");
	for (i = 0; i < COLUMNS; i++)
		report_column(section, entity_field(ENTITY_asset,
		    columns[i].position)->label[lang], columns[i].width,
		    false);
	report_column(section, entity_field(ENTITY_review_item,
	    F_review_item_answer)->label[lang], 32, false);
	report_column(section, entity_field(ENTITY_review_item,
	    F_review_item_seen_place)->label[lang], 16, false);
}

const struct err *
report_review(struct session *session, const struct review *review,
    const char *department, bool all, struct arena *arena,
    struct report **out)
{
	struct report *report = report_new(session, "review", arena);
	const struct err *err = NULL;
	size_t i, k;

	*out = report;
	if (department != NULL)
		report->subject = register_name_of(session, department,
		    arena);
	head(report, review);
	for (i = 0; err == NULL && i < review->n; i++)
		if (all || belongs(&review->item[i], department))
			err = add_item(report, &review->item[i]);
	for (i = 0; i < SPARE_ROWS; i++)
		for (k = 0; k < COLUMNS + 2; k++)
			report_cell(report, k == 0 ? " " : NULL);
	return err;
}
