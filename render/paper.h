/* SPDX-License-Identifier: ISC */
/*
 * Reports on paper: A4 pages of PDF with headings, tables, boxes for seals and
 * page numbers.  Pango sets the text, Cairo writes the file.
 */
#ifndef DAICHO_RENDER_PAPER_H
#define DAICHO_RENDER_PAPER_H

#include "model/report/report.h"

/*
 * Appends the bytes of a PDF.  one_page: everything is made smaller, down to
 * a half, until it fits; what does not fit even then goes on.
 */
const struct err *paper_write(const struct report *report, bool one_page,
    struct buf *out) ERR_MUST_CHECK;

#endif
