/* SPDX-License-Identifier: ISC */
/*
 * What a worker's child gives up for good before it touches foreign bytes:
 * starting programs, sockets, other processes, and writing or making files.
 * Reading stays allowed (fonts).
 */
#ifndef DAICHO_BASE_SANDBOX_H
#define DAICHO_BASE_SANDBOX_H

/* Best effort: a kernel without Landlock or seccomp leaves the limits. */
void sandbox_enter(void);
/*
 * For a whole process that stands before a service account: no programs, and
 * files are written below one folder only (NULL: nowhere).  What is open stays
 * open.
 */
void sandbox_confine(const char *folder);

#endif
