/* SPDX-License-Identifier: ISC */
#include "render/style.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intl.h"
#include "base/path.h"

enum { SHEET_MAX = 256 * 1024, NAME_MAX_LEN = 120 };

struct style_value {
	const char	*name;
	const char	*value;
};

struct style {
	struct arena	*arena;
	struct style_value *value;
	size_t		 n, cap;
	bool		 closed;	/* no new names any more */
};

static struct style_value *
style_find(const struct style *style, const char *name)
{
	size_t low = 0, high = style->n, middle;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		order = strcmp(name, style->value[middle].name);
		if (order == 0)
			return &style->value[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static void
style_insert(struct style *style, const char *name, const char *value)
{
	size_t i;

	style->value = arena_grow(style->arena, style->value, &style->cap,
	    style->n + 1, sizeof(*style->value));
	for (i = style->n++; i > 0; i--) {
		if (strcmp(style->value[i - 1].name, name) < 0)
			break;
		style->value[i] = style->value[i - 1];
	}
	style->value[i].name = name;
	style->value[i].value = value;
}

static bool
is_name(const char *s)
{
	if (*s == '\0' || strlen(s) > NAME_MAX_LEN)
		return false;
	for (; *s != '\0'; s++)
		if (!islower((unsigned char)*s) &&
		    !isdigit((unsigned char)*s) && *s != '.' && *s != '_')
			return false;
	return true;
}

/* A colour, a number, a word or a list of font families. */
static bool
is_value(const char *s)
{
	size_t n;

	if (*s == '#')
		return strlen(s) == 7 &&
		    strspn(s + 1, "0123456789abcdefABCDEF") == 6;
	n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789 ,.-");
	return n > 0 && s[n] == '\0';
}

static char *
trim(char *s)
{
	size_t n;

	while (isblank((unsigned char)*s))
		s++;
	for (n = strlen(s); n > 0 && isspace((unsigned char)s[n - 1]); n--)
		s[n - 1] = '\0';
	return s;
}

static const struct err *
style_line(struct style *style, const char *file, int number, char *line)
{
	struct style_value *known;
	char *equals, *name, *value;

	line = trim(line);
	if (*line == '\0' || *line == '#')
		return NULL;
	equals = strchr(line, '=');
	if (equals == NULL)
		return err_new(ERR_INPUT,
		    _("%s:%d: no \"=\" found. Write \"name = value\"."), file,
		    number);
	*equals = '\0';
	name = trim(line);
	value = trim(equals + 1);
	known = is_name(name) ? style_find(style, name) : NULL;
	if (!is_name(name) || (known == NULL && style->closed))
		return err_new(ERR_INPUT, _("%s:%d: there is no style value of "
		    "this name. The names are those of "
		    "share/styles/default.style."), file, number);
	if (!is_value(value))
		return err_new(ERR_INPUT, _("%s:%d: %s has a value that is not "
		    "allowed. Give a colour such as #1F5F99, a number or a "
		    "word."), file, number, name);
	if (known != NULL)
		known->value = value;
	else
		style_insert(style, name, value);
	return NULL;
}

const struct err *
style_read(struct style *style, const char *name, const char *text, size_t n)
{
	const struct err *err = NULL;
	char *line, *next;
	int number = 0;

	line = arena_strndup(style->arena, text, n);
	for (; err == NULL && line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		err = style_line(style, name, ++number, line);
	}
	return err;
}

const struct err *
style_load(const char *path, struct arena *arena, struct style **out)
{
	const struct err *err = NULL;
	struct style *style = arena_alloc(arena, sizeof(*style));
	struct buf file = {0}, text = {0};

	style->arena = arena;
	path_share(&file, "styles/default.style");
	err = path_read(buf_str(&file), SHEET_MAX, &text);
	if (err == NULL)
		err = style_read(style, buf_str(&file), buf_str(&text),
		    text.len);
	style->closed = true;
	if (err == NULL && path != NULL) {
		buf_clear(&text);
		err = path_read(path, SHEET_MAX, &text);
		if (err == NULL)
			err = style_read(style, path, buf_str(&text),
			    text.len);
	}
	buf_release(&text);
	buf_release(&file);
	*out = err == NULL ? style : NULL;
	return err;
}

const char *
style_text(const struct style *style, const char *group, const char *name,
    const char *key)
{
	const struct style_value *value;
	char full[NAME_MAX_LEN + 1];

	if (name == NULL)
		snprintf(full, sizeof(full), "%s.%s", group, key);
	else
		snprintf(full, sizeof(full), "%s.%s.%s", group, name, key);
	value = style_find(style, full);
	if (value == NULL && name != NULL) {
		snprintf(full, sizeof(full), "%s.default.%s", group, key);
		value = style_find(style, full);
	}
	return value != NULL ? value->value : "";
}

/* strtod would read "0,5" in some locales. */
double
style_number(const struct style *style, const char *group, const char *name,
    const char *key)
{
	const char *s = style_text(style, group, name, key);
	double whole = 0, scale = 1, sign = 1;
	bool fraction = false;

	if (*s == '-') {
		sign = -1;
		s++;
	}
	for (; isdigit((unsigned char)*s) || (*s == '.' && !fraction); s++) {
		if (*s == '.') {
			fraction = true;
			continue;
		}
		whole = whole * 10 + (*s - '0');
		if (fraction)
			scale *= 10;
	}
	return sign * whole / scale;
}
