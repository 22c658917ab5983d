/* SPDX-License-Identifier: ISC */
/* Reading values: what people, files and the journal wrote. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include "base/utf8.h"
#include "model/record.h"

enum {
	TEXT_LIMIT = 4000,		/* bytes of one line */
	NOTE_LIMIT = 1024 * 1024,
	LIST_LIMIT = 10000,		/* items */
	CHOICES_NAMED = 16,
};

/* Blanks as people type them: ASCII, no-break and ideographic. */
static size_t
blank_at(const char *s)
{
	if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r')
		return 1;
	if (strncmp(s, "\xc2\xa0", 2) == 0)
		return 2;
	return strncmp(s, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

/* Bytes of the blank that ends at s[n]; 0 when none does. */
static size_t
blank_before(const char *s, size_t n)
{
	size_t len;

	for (len = 1; len <= 3 && len <= n; len++)
		if (blank_at(&s[n - len]) == len)
			return len;
	return 0;
}

/* Copies n bytes without the blanks around them. */
static char *
trimmed(struct arena *arena, const char *s, size_t n)
{
	char *copy = arena_strndup(arena, s, n);
	size_t skip, end;

	while ((skip = blank_at(copy)) > 0)
		copy += skip;
	end = strlen(copy);
	while ((skip = blank_before(copy, end)) > 0)
		end -= skip;
	copy[end] = '\0';
	return copy;
}

static const struct err *
read_text(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	char *from, *to;

	(void)session;
	(void)arena;
	for (from = to = text; *from != '\0'; from++) {
		char c = *from == '\r' ? '\n' : *from;

		if (*from == '\r' && from[1] == '\n')
			continue;
		*to++ = field->type != TYPE_NOTE && (c == '\n' ||
		    c == '\t') ? ' ' : c;
	}
	*to = '\0';
	if (strlen(text) >
	    (field->type == TYPE_NOTE ? NOTE_LIMIT : TEXT_LIMIT))
		return err_new(ERR_INVALID,
		    _("The text is too long; %d bytes is the limit."),
		    field->type == TYPE_NOTE ? NOTE_LIMIT : TEXT_LIMIT);
	*out = (struct value){ .kind = VALUE_TEXT, .s = text };
	return NULL;
}

static const struct err *
read_mail(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	const char *at = strchr(text, '@');

	if (at == NULL || at == text || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL || strpbrk(text, " \t\r\n") != NULL)
		return err_new(ERR_INVALID, _("\"%s\" is not a mail address; "
		    "write it as name@example.jp."), text);
	return read_text(session, field, text, arena, out);
}

/* The form in which numbers and addresses are read: full width is narrow. */
static const char *
narrow(struct arena *arena, const char *text)
{
	struct buf form = { 0 };
	const char *copy;

	utf8_fold(&form, text);
	copy = arena_strdup(arena, buf_str(&form));
	buf_release(&form);
	return copy;
}

static const struct err *
read_sha256(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	const char *s = narrow(arena, text);

	(void)session;
	(void)field;
	if (strlen(s) != 64 || strspn(s, "0123456789abcdef") != 64)
		return err_new(ERR_INVALID, _("\"%s\" is not a SHA-256 hash; "
		    "write its 64 hexadecimal digits."), text);
	*out = (struct value){ .kind = VALUE_TEXT, .s = s };
	return NULL;
}

static const struct err *
read_mac(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	char form[MAC_LEN];
	struct mac mac;

	(void)session;
	(void)field;
	if (!mac_parse(narrow(arena, text), &mac))
		return err_new(ERR_INVALID, _("\"%s\" is not a MAC address; "
		    "write six pairs such as 00:1b:63:0a:00:05."), text);
	mac_format(&mac, form);
	*out = (struct value){ .kind = VALUE_TEXT,
	    .s = arena_strdup(arena, form) };
	return NULL;
}

static const struct err *
read_ip(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	char form[IP_LEN];
	struct ip ip;

	(void)session;
	(void)field;
	if (!ip_parse(narrow(arena, text), &ip))
		return err_new(ERR_INVALID, _("\"%s\" is not an IP address; "
		    "write it as 192.168.50.2 or 2001:db8::2."), text);
	ip_format(&ip, form);
	*out = (struct value){ .kind = VALUE_TEXT,
	    .s = arena_strdup(arena, form) };
	return NULL;
}

static const struct err *
read_cidr(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	char form[CIDR_LEN];
	struct cidr cidr;

	(void)session;
	(void)field;
	if (!cidr_parse(narrow(arena, text), &cidr))
		return err_new(ERR_INVALID, _("\"%s\" is not an address range; "
		    "write it as 192.168.50.0/24."), text);
	cidr_format(&cidr, form);
	*out = (struct value){ .kind = VALUE_TEXT,
	    .s = arena_strdup(arena, form) };
	return NULL;
}

static const struct err *
read_port(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	char form[64];

	(void)session;
	(void)field;
	if (!port_parse(narrow(arena, text), form, sizeof(form)))
		return err_new(ERR_INVALID, _("\"%s\" is not a port; "
		    "write it as tcp/443 or udp/1000-1010."), text);
	*out = (struct value){ .kind = VALUE_TEXT,
	    .s = arena_strdup(arena, form) };
	return NULL;
}

/* Says which choices there are. */
static const struct err *
no_choice(const struct session *session, const struct choice *rows, size_t n,
    const char *text)
{
	struct buf names = { 0 };
	const struct err *err;
	size_t i;

	for (i = 0; i < n && i < CHOICES_NAMED; i++)
		buf_printf(&names, "%s%s (%s)", i > 0 ? ", " : "",
		    rows[i].key, rows[i].label[session->lang]);
	if (n > CHOICES_NAMED)
		buf_add(&names, ", …");
	err = n == 0 ?
	    err_new(ERR_INVALID, _("\"%s\" cannot be used here, because the "
	    "register has no levels for this field."), text) :
	    err_new(ERR_INVALID, _("\"%s\" is not one of the choices; "
	    "choose from %s."), text, buf_str(&names));
	buf_release(&names);
	return err;
}

static const struct err *
read_choice(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	const struct choice *rows, *found;
	size_t n;

	rows = field_choices(session, field, &n);
	found = rows == NULL ? NULL : choice_match(rows, n, text);
	if (found == NULL)
		return no_choice(session, rows, n, text);
	*out = (struct value){ .kind = VALUE_TEXT,
	    .s = arena_strdup(arena, found->key) };
	return NULL;
}

/* A number of 1 to digits digits; false when there is none. */
static bool
number(const char **s, int digits, int *out)
{
	int n = 0;

	*out = 0;
	while (n < digits && **s >= '0' && **s <= '9') {
		*out = *out * 10 + *(*s)++ - '0';
		n++;
	}
	return n > 0 && (**s < '0' || **s > '9');
}

/* "2026-05-18", "2026/5/18", "2026.5.18". */
static bool
civil_day(const char *s, int32_t *day)
{
	int year, month, date;
	char sep;

	if (!number(&s, 4, &year) || year < 1000)
		return false;
	sep = *s;
	if (sep == '\0' || strchr("-/.", sep) == NULL)
		return false;
	s++;
	if (!number(&s, 2, &month) || *s++ != sep ||
	    !number(&s, 2, &date) || *s != '\0' ||
	    !date_exists(year, month, date))
		return false;
	*day = date_from_civil(year, month, date);
	return true;
}

static const struct err *
read_date(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	char form[DATE_LEN];
	int32_t day;

	(void)session;
	(void)field;
	if (!civil_day(narrow(arena, text), &day))
		return err_new(ERR_INVALID, _("\"%s\" is not a day that "
		    "exists; write it as 2026-05-18."), text);
	date_format(day, form);
	*out = (struct value){ .kind = VALUE_TEXT,
	    .s = arena_strdup(arena, form) };
	return NULL;
}

static const struct err *
read_datetime(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	const char *s = narrow(arena, text);
	int32_t day;
	int64_t ms;

	(void)session;
	(void)field;
	if (civil_day(s, &day))
		ms = clock_day_end(day);
	else if (!datetime_parse(text, &ms) && !datetime_parse(s, &ms))
		return err_new(ERR_INVALID, _("\"%s\" is not a moment; write "
		    "it as 2026-05-18 08:55."), text);
	*out = (struct value){ .kind = VALUE_INT, .i = ms };
	return NULL;
}

static const struct err *
read_int(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	const char *s = narrow(arena, text);
	long long i;
	char *end;

	(void)session;
	errno = 0;
	i = strtoll(s, &end, 10);
	if (*s < '0' || *s > '9' || *end != '\0' || errno != 0)
		return err_new(ERR_INVALID, _("\"%s\" is not a whole number; "
		    "write digits only."), text);
	if (field->type == TYPE_VLAN && (i < 1 || i > 4094))
		return err_new(ERR_INVALID, _("VLAN %s does not exist; write "
		    "a number from 1 to 4094."), text);
	*out = (struct value){ .kind = VALUE_INT, .i = i };
	return NULL;
}

static const struct err *
read_computed(const struct session *session, const struct field *field,
    char *text, struct arena *arena, struct value *out)
{
	(void)session;
	(void)field;
	(void)text;
	(void)arena;
	(void)out;
	return err_new(ERR_INVALID,
	    _("This field is worked out by the program; leave it out."));
}

typedef const struct err *(*read_fn)(const struct session *session,
    const struct field *field, char *text, struct arena *arena,
    struct value *out);

static const read_fn readers[] = {
	[TYPE_TEXT] = read_text, [TYPE_NOTE] = read_text,
	[TYPE_PHONE] = read_text, [TYPE_MAIL] = read_mail,
	[TYPE_VERSION] = read_text, [TYPE_QUERY] = read_text,
	[TYPE_SHA256] = read_sha256, [TYPE_MAC] = read_mac,
	[TYPE_IP] = read_ip, [TYPE_IPS] = read_ip, [TYPE_CIDR] = read_cidr,
	[TYPE_PORTS] = read_port, [TYPE_CHOICE] = read_choice,
	[TYPE_YESNO] = read_choice, [TYPE_SCALE] = read_choice,
	[TYPE_DATE] = read_date, [TYPE_REF] = read_text,
	[TYPE_REFS] = read_text, [TYPE_INT] = read_int,
	[TYPE_HOURS] = read_int, [TYPE_VLAN] = read_int,
	[TYPE_DATETIME] = read_datetime, [TYPE_COMPUTED] = read_computed,
};

/* Length of a divider of list items at s, or 0. */
static size_t
divider(const struct field *field, const char *s)
{
	if (*s == ';' || *s == '\n')
		return 1;
	if (field->type == TYPE_TEXT)
		return 0;
	if (*s == ',')
		return 1;
	return strncmp(s, "、", strlen("、")) == 0 ? strlen("、") : 0;
}

static bool
in_list(const struct value *list, const char *s)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->list[i], s) == 0)
			return true;
	return false;
}

static const struct err *
read_list(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct value *out)
{
	struct value list = { .kind = VALUE_LIST }, item;
	const struct err *err;
	size_t cap = 0, n;
	char *part;

	while (*text != '\0') {
		for (n = 0; text[n] != '\0' && divider(field, &text[n]) == 0;)
			n++;
		part = trimmed(arena, text, n);
		text += n + (text[n] == '\0' ? 0 : divider(field, &text[n]));
		if (*part == '\0')
			continue;
		err = readers[field->type](session, field, part, arena, &item);
		if (err != NULL)
			return err;
		/* Equal positions of plain texts belong together. */
		if ((field->flags & FL_MANY) == 0 && in_list(&list, item.s))
			continue;
		if (list.n == LIST_LIMIT)
			return err_new(ERR_INVALID, _("There are more than "
			    "%d values; leave some out."), LIST_LIMIT);
		list.list = arena_grow(arena, list.list, &cap, list.n + 1,
		    sizeof(*list.list));
		list.list[list.n++] = item.s;
	}
	*out = list.n > 0 ? list : (struct value){ .kind = VALUE_NONE };
	return NULL;
}

const struct err *
value_read(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct value *out)
{
	char *s;

	*out = (struct value){ .kind = VALUE_NONE };
	if (text == NULL)
		return NULL;
	if (!utf8_valid(text, strlen(text)))
		return err_new(ERR_INVALID, _("The text is not valid UTF-8; "
		    "type it again or convert the file."));
	if (field_is_many(field))
		return read_list(session, field, text, arena, out);
	s = trimmed(arena, text, strlen(text));
	return *s == '\0' ? NULL :
	    readers[field->type](session, field, s, arena, out);
}

const struct err *
value_parse(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct value *out)
{
	const struct err *err;

	err = value_read(session, field, text, arena, out);
	if (err != NULL)
		err = err_new(err->kind, "%s: %s",
		    field->label[session->lang], err->msg);
	return err;
}

static const struct err *
wrong_json(const struct field *field)
{
	return err_new(ERR_INVALID, _("The value of %s is of the wrong kind; "
	    "use null, a number, a text or a list of texts as it needs."),
	    field->key);
}

static const struct err *
list_from_json(const struct field *field, const json_t *json,
    struct arena *arena, struct value *out)
{
	size_t i, n = json_array_size(json);
	struct value list = { .kind = VALUE_LIST, .n = n };

	list.list = arena_calloc(arena, n, sizeof(*list.list));
	for (i = 0; i < n; i++) {
		const char *s = json_string_value(json_array_get(json, i));

		if (s == NULL || *s == '\0')
			return wrong_json(field);
		list.list[i] = arena_strdup(arena, s);
	}
	if (n > 0)
		*out = list;
	return NULL;
}

const struct err *
value_from_json(const struct field *field, const void *any,
    struct arena *arena, struct value *out)
{
	const json_t *json = any;
	const char *s;

	*out = (struct value){ .kind = VALUE_NONE };
	if (json == NULL || json_is_null(json))
		return NULL;
	if (field_is_many(field))
		return json_is_array(json) ?
		    list_from_json(field, json, arena, out) :
		    wrong_json(field);
	if (field_is_int(field)) {
		if (!json_is_integer(json))
			return wrong_json(field);
		*out = (struct value){ .kind = VALUE_INT,
		    .i = json_integer_value(json) };
		return NULL;
	}
	s = json_string_value(json);
	if (s == NULL)
		return wrong_json(field);
	if (*s != '\0')
		*out = (struct value){ .kind = VALUE_TEXT,
		    .s = arena_strdup(arena, s) };
	return NULL;
}
