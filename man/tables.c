/* SPDX-License-Identifier: ISC */
/*
 * Makes the manual: copies standard input and puts the tables of the program
 * in place of the lines @VERBS@, @ACTIONS@, @CHECKS@ and @FIELDS@.
 */
#include <stdio.h>
#include <string.h>

#include "model/check/check.h"
#include "model/field.h"
#include "tui/action.h"
#include "verb/verb.h"

/* Prints text so that troff takes it literally. */
static void
literal(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text != '\0'; text++) {
		if (*text == '-')
			fputs("\\-", stdout);
		else if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(*text);
	}
}

static void
item(const char *bold, const char *rest)
{
	fputs(".TP\n\\fB", stdout);
	literal(bold);
	fputs("\\fR ", stdout);
	literal(rest);
	putchar('\n');
}

static void
print_options(const struct verb_option *option)
{
	fputs(".RS\n", stdout);
	for (; option->name != NULL; option++) {
		char name[80];

		if (option->letter != 0)
			snprintf(name, sizeof(name), "-%c, --%s",
			    option->letter, option->name);
		else
			snprintf(name, sizeof(name), "--%s", option->name);
		item(name, option->argument == NULL ? "" : option->argument);
		literal(option->help);
		putchar('\n');
	}
	fputs(".RE\n", stdout);
}

static void
print_verbs(void)
{
	size_t i;

	for (i = 0; verbs[i] != NULL; i++) {
		item(verbs[i]->name, verbs[i]->synopsis);
		literal(verbs[i]->help);
		fputs(".\n", stdout);
		if (verbs[i]->options != NULL)
			print_options(verbs[i]->options);
	}
}

static void
print_actions(void)
{
	int i;

	for (i = 0; i < ACTION_COUNT; i++) {
		const struct action *action = action_get((enum action_id)i);

		item(*action->keys != '\0' ? action->keys : ":",
		    action->name);
		literal(action->help);
		putchar('\n');
	}
}

static void
print_checks(void)
{
	const struct check_rule *rule;

	for (rule = check_rules; rule->code != NULL; rule++) {
		char head[256];

		snprintf(head, sizeof(head), "%s (%s, %s)",
		    rule->label[LANG_EN], rule->label[LANG_JA],
		    rule->severity);
		item(rule->code, head);
		literal(rule->advice[LANG_EN]);
		fputs("\n[", stdout);
		literal(rule->source);
		fputs("]\n", stdout);
		if (rule->query == NULL)
			continue;
		fputs(".br\n", stdout);
		literal(entity_get(check_entity(rule))->key);
		fputs(": ", stdout);
		literal(rule->query);
		putchar('\n');
	}
}

static void
print_fields(void)
{
	const struct field *field;
	size_t i;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++) {
		const struct entity *entity = entity_get((enum entity_id)e);

		printf(".SS %s (%s)\n", entity->label_plural[LANG_EN],
		    entity->key);
		literal(entity->help[LANG_EN]);
		putchar('\n');
		for (i = COMMON_COUNT; (field = entity_field(
		    (enum entity_id)e, i)) != NULL; i++) {
			item(field->key, field->label[LANG_JA]);
			literal(field->help[LANG_EN]);
			putchar('\n');
		}
	}
}

int
main(void)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (strcmp(line, "@VERBS@\n") == 0)
			print_verbs();
		else if (strcmp(line, "@ACTIONS@\n") == 0)
			print_actions();
		else if (strcmp(line, "@CHECKS@\n") == 0)
			print_checks();
		else if (strcmp(line, "@FIELDS@\n") == 0)
			print_fields();
		else
			fputs(line, stdout);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
