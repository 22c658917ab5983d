/* SPDX-License-Identifier: ISC */
/* The table of actions, keys, roles, the list widget, a line being typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/action.h"
#include "tui/keymap.h"
#include "tui/lineedit.h"
#include "tui/table.h"
#include "tui/theme.h"
#include "tui/words.h"

static const struct action *
action(int i)
{
	return action_get((enum action_id)i);
}

static void
every_action_has_words(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < ACTION_COUNT; i++) {
		assert_true(action(i)->name[0] != '\0');
		assert_true(action(i)->label[0] != '\0');
		assert_true(action(i)->help[0] != '\0');
		assert_true(action(i)->where != 0);
	}
}

static void
names_of_one_screen_are_unique(void **state)
{
	int i, k;

	(void)state;
	for (i = 0; i < ACTION_COUNT; i++)
		for (k = i + 1; k < ACTION_COUNT; k++)
			if ((action(i)->where & action(k)->where) != 0)
				assert_string_not_equal(action(i)->name,
				    action(k)->name);
}

/* Every key that an action names can be typed and leads to it somewhere. */
static void
no_key_is_lost(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < ACTION_COUNT; i++) {
		const char *at = action(i)->keys;

		while (*at != '\0') {
			char name[32] = "";
			size_t n = strcspn(at, " ");
			unsigned bit;
			bool found = false;
			uint32_t key;

			assert_true(n > 0 && n < sizeof(name));
			memcpy(name, at, n);
			key = key_parse(name);
			assert_int_not_equal(key, 0);
			for (bit = 1; bit != 0 && !found; bit <<= 1)
				found = (action(i)->where & bit) != 0 &&
				    action_of_key(bit, key) ==
				    (enum action_id)i;
			if (!found)
				print_message("# %s: %s\n", action(i)->name,
				    name);
			assert_true(found);
			at += n;
			at += strspn(at, " ");
		}
	}
}

/* Terminals and multiplexers use these for themselves. */
static void
no_key_is_taken_from_the_terminal(void **state)
{
	static const char *const reserved[] = {
		"[", "]", "{", "}", "\\", "|", "Ctrl-A", "Ctrl-B", "Ctrl-S",
		"Ctrl-Q",
	};
	size_t k;
	int i;

	(void)state;
	for (i = 0; i < ACTION_COUNT; i++)
		for (k = 0; k < sizeof(reserved) / sizeof(reserved[0]); k++)
			assert_false(action_has_key((enum action_id)i,
			    key_parse(reserved[k])));
}

/* The key that confirms differs from the one that asked. */
static void
no_destructive_action_confirms_itself(void **state)
{
	static const enum action_id asking[] = {
		ACTION_undo, ACTION_redo, ACTION_retire, ACTION_undo_here,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		assert_false(action_has_key(asking[i], 'y'));
		assert_int_equal(action(asking[i])->flags & ACT_WRITE,
		    ACT_WRITE);
	}
	assert_int_equal(action_of_key(AT_ASK, K_ENTER), ACTION_no);
	assert_int_equal(action_of_key(AT_LEAVE, K_ENTER), ACTION_stay);
}

static void
wide_keys_count_as_narrow_ones(void **state)
{
	(void)state;
	assert_int_equal(key_narrow(0xFF1F), '?');
	assert_int_equal(key_narrow(0xFF41), 'a');
	assert_int_equal(key_narrow(0x3000), ' ');
	assert_int_equal(key_narrow('x'), 'x');
	assert_int_equal(key_narrow(K_UP), K_UP);
	assert_true(key_is_kana(0x304B));
	assert_true(key_is_kana(0xFF76));
	assert_false(key_is_kana('k'));
	assert_int_equal(key_parse("Ctrl-X"), 24);
	assert_int_equal(key_parse("NoSuchKey"), 0);
}

static void
roles_have_letters_of_their_own(void **state)
{
	int i, k;

	(void)state;
	for (i = 0; i < ROLE_COUNT; i++)
		for (k = i + 1; k < ROLE_COUNT; k++)
			assert_int_not_equal(role_letter((enum role)i),
			    role_letter((enum role)k));
}

/* Without colours a state still differs from plain text. */
static void
states_show_without_colour(void **state)
{
	static const enum role states[] = { ROLE_select, ROLE_selidle,
	    ROLE_critical, ROLE_high, ROLE_warn, ROLE_mark, ROLE_unsaved,
	    ROLE_ro, ROLE_ok, ROLE_error };
	struct theme theme;
	size_t i;

	(void)state;
	theme_load(&theme, 0);
	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		assert_int_not_equal(theme.role[states[i]].flags, 0);
	theme_load(&theme, 256);
	assert_int_equal(theme.role[ROLE_select].bg, 24);
	theme_load(&theme, 16);
	assert_int_equal(theme.role[ROLE_select].bg, 4);
}

static void
cursor_and_marks_stay_with_their_records(void **state)
{
	static const int64_t first[] = { 10, 11, 12, 13, 14 };
	static const int64_t turned[] = { 14, 13, 12, 11, 10 };
	static const int64_t fewer[] = { 14, 11, 10 };
	struct table table = { .shown = 3 };

	(void)state;
	table_set(&table, first, 5);
	table_go(&table, 3);
	table_act(&table, ACTION_mark);		/* 13, and on to 14 */
	assert_int_equal(table.cursor_key, 14);
	table_set(&table, turned, 5);
	assert_int_equal(table.cursor, 0);
	assert_int_equal(table.cursor_key, 14);
	assert_true(table_is_marked(&table, 13));
	table_set(&table, fewer, 3);
	assert_true(table_is_marked(&table, 13));
	assert_int_equal(table.n_marks, 1);
	table_act(&table, ACTION_mark_all);
	assert_int_equal(table.n_marks, 3);
	table_act(&table, ACTION_mark_all);
	assert_int_equal(table.n_marks, 0);
	table_set(&table, fewer, 0);
	assert_int_equal(table.cursor, 0);
	table_act(&table, ACTION_last);
	table_act(&table, ACTION_mark_range);
	table_release(&table);
}

static void
a_range_is_marked_both_ways(void **state)
{
	static const int64_t key[] = { 1, 2, 3, 4, 5, 6 };
	struct table table = { .shown = 6 };

	(void)state;
	table_set(&table, key, 6);
	table_go(&table, 4);
	table_act(&table, ACTION_mark_range);
	table_go(&table, 1);
	table_act(&table, ACTION_mark_range);
	assert_int_equal(table.n_marks, 4);
	assert_false(table_is_marked(&table, 1));
	assert_false(table_is_marked(&table, 6));
	table_release(&table);
}

static void
columns_never_exceed_their_room(void **state)
{
	int w;

	(void)state;
	for (w = 1; w < 80; w++) {
		struct table_column column[] = {
			{ .width = 9 }, { .width = 22, .grow = true,
			    .grow_max = 40 }, { .width = 12 },
		};
		size_t n = table_fit(column, 3, w), i;
		int used = 0;

		for (i = 0; i < n; i++)
			used += column[i].width + (i > 0);
		assert_true(n >= 1);
		assert_true(n == 1 || used <= w);
	}
}

static void
typing_moves_by_character(void **state)
{
	struct lineedit edit = { .at = 0 };

	(void)state;
	lineedit_set(&edit, "台帳");
	assert_true(lineedit_key(&edit, K_LEFT, ""));
	assert_true(lineedit_key(&edit, K_BACKSPACE, ""));
	assert_string_equal(lineedit_text(&edit), "帳");
	assert_true(lineedit_key(&edit, 'x', ""));
	assert_string_equal(lineedit_text(&edit), "x帳");
	/* A paste is one line, and runs nothing. */
	assert_true(lineedit_key(&edit, K_PASTE, "a\nb\n"));
	assert_string_equal(lineedit_text(&edit), "xa b帳");
	assert_true(lineedit_key(&edit, K_PASTE, "\xff\xfe"));
	assert_string_equal(lineedit_text(&edit), "xa b帳");
	assert_false(lineedit_key(&edit, K_ENTER, ""));
	assert_false(lineedit_key(&edit, K_F2, ""));
	lineedit_release(&edit);
}

static void
screen_cuts_nothing_in_half(void **state)
{
	struct screen *screen = screen_new(2, 6);
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(screen_put(screen, 0, 0, 5, ROLE_text, "台帳台"),
	    4);
	screen_put(screen, 0, 1, 2, ROLE_text, "xy");
	screen_put(screen, 1, 0, 6, ROLE_text, "a\033[2Jb");
	screen_put(screen, 5, 0, 6, ROLE_text, "outside");
	screen_dump(screen, &out, false);
	assert_string_equal(out.s, " xy   \na<1B>[\n");
	buf_release(&out);
	screen_free(screen);
}

static void
long_messages_break_where_people_would(void **state)
{
	struct buf out = { 0 };

	(void)state;
	words_wrap("The file was written.", 14, &out);
	assert_string_equal(out.s, "The file was\nwritten.");
	buf_clear(&out);
	/* No line begins with a full stop. */
	words_wrap("行を直してください。次の行", 18, &out);
	assert_string_equal(out.s, "行を直してくださ\nい。次の行");
	buf_clear(&out);
	words_wrap("one\n\ntwo", 10, &out);
	assert_string_equal(out.s, "one\n\ntwo");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_action_has_words),
		cmocka_unit_test(long_messages_break_where_people_would),
		cmocka_unit_test(names_of_one_screen_are_unique),
		cmocka_unit_test(no_key_is_lost),
		cmocka_unit_test(no_key_is_taken_from_the_terminal),
		cmocka_unit_test(no_destructive_action_confirms_itself),
		cmocka_unit_test(wide_keys_count_as_narrow_ones),
		cmocka_unit_test(roles_have_letters_of_their_own),
		cmocka_unit_test(states_show_without_colour),
		cmocka_unit_test(cursor_and_marks_stay_with_their_records),
		cmocka_unit_test(a_range_is_marked_both_ways),
		cmocka_unit_test(columns_never_exceed_their_room),
		cmocka_unit_test(typing_moves_by_character),
		cmocka_unit_test(screen_cuts_nothing_in_half),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
