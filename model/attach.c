/* SPDX-License-Identifier: ISC */
#include "model/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/utf8.h"

enum { PIECE = 1 << 16 };

static const struct err *
refuse(const char *path)
{
	return err_new(ERR_INPUT, _("%s cannot be read: %s. Check its name "
	    "and its permissions."), path, strerror(errno));
}

static const struct err *
read_through(struct session *session, int fd, const char *path,
    int64_t total, struct attach_file *out)
{
	unsigned char piece[PIECE], digest[HASH_BYTES];
	struct hash hash;
	ssize_t n;

	hash_init(&hash);
	out->bytes = 0;
	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return refuse(path);
		hash_add(&hash, piece, (size_t)n);
		out->bytes += n;
		if (!session_step(session, _("Reading the file"), out->bytes,
		    total))
			return err_new(ERR_CANCELLED, _("Stopped; nothing was "
			    "written."));
	}
	hash_end(&hash, digest);
	hash_hex(digest, sizeof(digest), out->sha256);
	return NULL;
}

const struct err *
attach_measure(struct session *session, const char *path,
    struct arena *arena, struct attach_file *out)
{
	const struct err *err = NULL;
	struct stat st;
	char *real;
	int fd;

	*out = (struct attach_file){ .path = NULL };
	/* A pipe must not be waited for. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return refuse(path);
	real = realpath(path, NULL);
	if (real == NULL || fstat(fd, &st) != 0)
		err = refuse(path);
	else if (!S_ISREG(st.st_mode))
		err = err_new(ERR_INPUT, _("%s is no file; name one that can "
		    "be read again."), path);
	else
		err = read_through(session, fd, path, st.st_size, out);
	if (err == NULL)
		out->path = arena_strdup(arena, real);
	free(real);
	close(fd);
	return err;
}

/* The attachment that has the path; fields NULL: all. */
struct seek {
	const char	*path;
	struct arena	*arena;
	struct record	*found;
};

static bool
is_it(void *ctx, const struct record *record)
{
	struct seek *seek = ctx;
	const char *path = record_text(record, F_attachment_path);

	/* The query compares folded; files do not. */
	if (path != NULL && strcmp(path, seek->path) == 0)
		seek->found = record_copy(seek->arena, record);
	return seek->found == NULL;
}

const struct err *
attach_record(const struct session *session, const struct attach_file *file,
    const char *uuid, const char *title, struct arena *arena,
    struct record **out)
{
	struct seek seek = { .path = file->path, .arena = arena };
	struct fieldset want = fieldset_all(ENTITY_attachment);
	const struct err *err;
	struct buf folded = { 0 };
	struct record *record;
	struct query *query;

	utf8_fold(&folded, file->path);
	query = query_field(arena, ENTITY_attachment, F_attachment_path,
	    QUERY_EQ, (struct value){ .kind = VALUE_TEXT,
	    .s = arena_strdup(arena, buf_str(&folded)) });
	buf_release(&folded);
	err = store_each(register_reader(session), ENTITY_attachment, query,
	    NULL, 0, &want, is_it, &seek);
	if (err != NULL)
		return err;
	record = record_new(arena, ENTITY_attachment);
	if (seek.found != NULL) {
		memcpy(record->uuid, seek.found->uuid, UUID_LEN);
		record->rev = seek.found->rev;
		record_set(record, F_attachment_subject,
		    *record_value(seek.found, F_attachment_subject));
	}
	if (title == NULL && seek.found == NULL)
		title = path_base(file->path);
	if (title != NULL)
		record_set_text(record, F_attachment_title, title);
	record_set_text(record, F_attachment_path, file->path);
	record_set_text(record, F_attachment_sha256,
	    arena_strdup(arena, file->sha256));
	record_set_int(record, F_attachment_bytes, file->bytes);
	record_add_item(record, F_attachment_subject, arena, uuid);
	*out = record;
	return NULL;
}

const char *
attach_state_word(enum attach_state state)
{
	static const char *const words[] = { "same", "changed", "gone",
		"unreadable" };

	return words[state];
}

const struct err *
attach_verify(struct session *session, const struct record *attachment,
    struct arena *arena, enum attach_state *state)
{
	const char *path = record_text(attachment, F_attachment_path);
	const char *sha256 = record_text(attachment, F_attachment_sha256);
	struct attach_file file;
	const struct err *err;

	*state = ATTACH_GONE;
	if (path == NULL || !path_exists(path))
		return NULL;
	err = attach_measure(session, path, arena, &file);
	if (err != NULL && err->kind == ERR_CANCELLED)
		return err;
	if (err != NULL)
		*state = ATTACH_UNREADABLE;
	else
		*state = sha256 != NULL && strcmp(sha256, file.sha256) == 0 ?
		    ATTACH_SAME : ATTACH_CHANGED;
	return NULL;
}
