/* SPDX-License-Identifier: ISC */
#include "base/problem.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <string.h>

void
problem_add(struct problems *list, const struct problem *problem)
{
	struct problem *copy;

	list->item = arena_grow(list->arena, list->item, &list->cap,
	    list->n + 1, sizeof(*list->item));
	copy = &list->item[list->n++];
	*copy = *problem;
	copy->file = arena_strdup(list->arena, problem->file);
	copy->column = arena_strdup(list->arena, problem->column);
	copy->field = arena_strdup(list->arena, problem->field);
	copy->value = arena_strdup(list->arena, problem->value);
	copy->reason = arena_strdup(list->arena, problem->reason);
	copy->record = arena_strdup(list->arena, problem->record);
	copy->uuid = arena_strdup(list->arena, problem->uuid);
	if (!problem->warning)
		list->errors++;
}

enum { PART = 80 };	/* cells: more would bury the reason */

static void
part(struct buf *out, const char *s)
{
	struct buf safe = { 0 };
	size_t n;

	if (s == NULL)
		return;
	utf8_safe(&safe, s, strlen(s), 0);
	n = utf8_clip(buf_str(&safe), PART, NULL);
	buf_addn(out, buf_str(&safe), n);
	buf_add(out, n < safe.len ? "…: " : ": ");
	buf_release(&safe);
}

/* Many reasons quote the value themselves. */
static bool
quotes(const char *reason, const char *value)
{
	size_t n = value == NULL ? 0 : strlen(value);
	const char *at = reason;

	while (n > 0 && (at = strstr(at, value)) != NULL) {
		if (at > reason && at[-1] == '"' && at[n] == '"')
			return true;
		if (at - reason >= 3 && strncmp(at - 3, "「", 3) == 0 &&
		    strncmp(at + n, "」", 3) == 0)
			return true;
		at += n;
	}
	return false;
}

void
problem_format(const struct problem *problem, struct buf *out)
{
	if (problem->file != NULL)
		utf8_safe(out, problem->file, strlen(problem->file), 0);
	if (problem->line > 0)
		buf_printf(out, "%s%ld", problem->file != NULL ? ":" : "",
		    problem->line);
	if (problem->file != NULL || problem->line > 0)
		buf_add(out, ": ");
	if (problem->line == 0)
		part(out, problem->record);
	part(out, problem->column != NULL ? problem->column : problem->field);
	if (!quotes(problem->reason, problem->value))
		part(out, problem->value);
	utf8_safe(out, problem->reason, strlen(problem->reason),
	    UTF8_KEEP_NEWLINE);
}
