#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Workbooks as people and enemies make them: make_xlsx.py FOLDER [NAME…].

Written part by part, so that what our own writer never writes is in them.
"""
import os
import struct
import sys
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def book(rows, behind="", strings=None, styles="", sheets=("Sheet1",),
         book_pr="", book_part="xl/workbook.xml"):
    """The parts of a workbook whose first sheet has these rows."""
    names = "".join('<sheet name="%s" sheetId="%d" r:id="rId%d"%s/>' % (
        name.lstrip("!"), i, i,
        ' state="hidden"' if name.startswith("!") else "")
        for i, name in enumerate(sheets, 1))
    rels = "".join('<Relationship Id="rId%d" Type="%s/worksheet" '
                   'Target="worksheets/sheet%d.xml"/>' % (i, REL, i)
                   for i in range(1, len(sheets) + 1))
    parts = {
        "[Content_Types].xml": HEAD + "<Types/>",
        "_rels/.rels": HEAD + '<Relationships %s><Relationship Id="rId1" '
        'Type="%s/officeDocument" Target="%s"/></Relationships>' % (
            RELS, REL, book_part),
        book_part: HEAD + '<workbook %s xmlns:r="%s">%s<sheets>%s</sheets>'
        '</workbook>' % (MAIN, REL, book_pr, names),
    }
    if styles:
        rels += ('<Relationship Id="s" Type="%s/styles" '
                 'Target="styles.xml"/>' % REL)
        parts["xl/styles.xml"] = HEAD + "<styleSheet %s>%s</styleSheet>" % (
            MAIN, styles)
    if strings is not None:
        rels += ('<Relationship Id="t" Type="%s/sharedStrings" '
                 'Target="/xl/sharedStrings.xml"/>' % REL)
        parts["xl/sharedStrings.xml"] = HEAD + "<sst %s>%s</sst>" % (
            MAIN, strings)
    parts["xl/_rels/workbook.xml.rels"] = HEAD + \
        "<Relationships %s>%s</Relationships>" % (RELS, rels)
    for i in range(1, len(sheets) + 1):
        parts["xl/worksheets/sheet%d.xml" % i] = HEAD + \
            "<worksheet %s><sheetData>%s</sheetData>%s</worksheet>" % (
                MAIN, rows if i == 1 else "", behind)
    return parts


def text(place, s):
    return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place, s)


def row(number, *cells):
    out = ""
    for i, cell in enumerate(cells):
        place = "%s%d" % (chr(ord("A") + i), number)
        if cell is None:
            continue
        out += cell.replace("@", place) if cell.startswith("<c") else \
            text(place, cell)
    return '<row r="%d">%s</row>' % (number, out)


def archive(parts, method=zipfile.ZIP_DEFLATED):
    import io
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, s in parts.items():
            info = zipfile.ZipInfo(name, (2026, 5, 18, 8, 55, 0))
            info.compress_type = method
            z.writestr(info, s)
    return out.getvalue()


HEADER = row(1, "管理番号", "機器名", "種別", "導入日")

STYLES = """<numFmts count="3">
<numFmt numFmtId="164" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>
<numFmt numFmtId="165" formatCode="0000"/>
<numFmt numFmtId="166" formatCode="#,##0.00E+00;[Red]-0"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>
<xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="57"/></cellXfs>"""


def people():
    """What people have: title rows, merged cells, dates in many shapes."""
    return book(
        row(1, "情報機器台帳") + row(2) +
        row(4, "管理番号", "機器名", "種別", "導入日", "設置場所") +
        row(5, '<c r="@" s="3"><v>12</v></c>',
            '<c r="@" t="s"><v>0</v></c>', '<c r="@" t="s"><v>1</v></c>',
            '<c r="@" s="1"><v>46160</v></c>', "窓口") +
        row(6, '<c r="@" s="3"><v>13</v></c>', '<c r="@" t="str">'
            '<f>CONCATENATE("a","b")</f><v>ab</v></c>',
            '<c r="@" t="s"><v>1</v></c>', '<c r="@" s="2"><v>46161</v></c>') +
        row(7, '<c r="@"><v>14</v></c>', "三台目", "PC",
            '<c r="@" s="5"><v>46162.5</v></c>', "別室") +
        row(8, None, '<c r="@" t="e"><f>1/0</f><v>#DIV/0!</v></c>') +
        row(900000),
        behind='<mergeCells count="2"><mergeCell ref="A1:E1"/>'
        '<mergeCell ref="E5:E6"/></mergeCells>',
        strings='<si><r><t>窓口</t></r><r><t xml:space="preserve"> 端末</t>'
        '</r><rPh sb="0" eb="2"><t>マドグチ</t></rPh></si><si><t>PC</t></si>',
        styles=STYLES)


def old_calendar():
    return book(HEADER + row(2, "PC-1", "Mac", "PC",
                             '<c r="@" s="1"><v>44698</v></c>'),
                styles=STYLES, book_pr='<workbookPr date1904="1"/>')


def several():
    return book(HEADER + row(2, "PC-1", "x", "PC"),
                sheets=("資産台帳", "拠点", "!選択肢"))


def mixed():
    """Two tables of ours that name each other, one wrongly."""
    parts = book(row(1, "資産番号", "資産名称", "拠点", "OS") +
                 row(2, "M-1", "x", "新庁舎") + row(3, "M-2", "y", "nowhere"),
                 sheets=("資産", "拠点"))
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet1.xml"] \
        .split("<sheetData>")[0] + "<sheetData>" + row(1, "拠点名", "備考") + \
        row(2, "新庁舎", "2026年移転") + "</sheetData></worksheet>"
    return parts


def prefixed():
    parts = book(HEADER + row(2, "PC-1", "x", "PC"))
    name = "xl/worksheets/sheet1.xml"
    s = parts[name]
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        for end in (" ", ">"):
            s = s.replace("<%s%s" % (tag, end), "<x:%s%s" % (tag, end))
        s = s.replace("</%s>" % tag, "</x:%s>" % tag)
    parts[name] = s.replace("xmlns=", "xmlns:x=")
    return parts


def formula():
    """Nothing of it may run, and what was never worked out is empty."""
    return book(HEADER + row(
        2, "PC-1", '<c r="@" t="str"><f>WEBSERVICE("http://x/")</f>'
        '<v>=cmd|x</v></c>', "PC", '<c r="@"><f>TODAY()</f></c>'))


def entities():
    parts = book(HEADER)
    parts["xl/worksheets/sheet1.xml"] = \
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' \
        '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' \
        '&b;</t></is></c></row></sheetData></worksheet>'
    return parts


def external():
    parts = book(HEADER)
    parts["xl/workbook.xml"] = \
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook/>'
    return parts


def deep():
    parts = book(HEADER)
    parts["xl/worksheets/sheet1.xml"] = "<a>" * 100000
    return parts


def strange():
    """Places and numbers that are none."""
    return book(
        row(1, "管理番号", "機器名") +
        '<row><c t="s"><v>99999999</v></c><c s="999"><v>1e999</v></c>'
        '<c t="b"><v>1</v></c><c t="d"><v>2026-05-18T00:00:00</v></c>'
        '<c><v>123456789012345678</v></c><c t="s"><v/></c></row>'
        '<row r="4"><c r="C4"><v>-0.5</v></c><c r="A4"><v>0.1</v></c>'
        '<c r="A4"><v>8.1999999999999993</v></c></row>',
        strings="<si><t>_x0041__x000D__x0000_b_xD83D_</t></si>")


def disorder():
    return book(HEADER + row(9, "PC-1", "x") + row(3, "PC-2", "y"))


def far():
    return book(HEADER + '<row r="2">%s</row>' % text("XFD2", "x"))


def no_sheet():
    parts = book(HEADER)
    del parts["xl/worksheets/sheet1.xml"]
    return parts


def ods():
    return {"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": "<x/>"}


def word():
    return {"_rels/.rels": book("")["_rels/.rels"].replace(
        "xl/workbook.xml", "word/document.xml"), "word/document.xml": "<x/>"}


def binary():
    return book(HEADER, book_part="xl/workbook.bin")


def other():
    return {"readme.txt": "x"}


def container(name):
    """An OLE file that names one stream."""
    sector = b"".join(struct.pack("<H", ord(c)) for c in name)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + \
        sector.ljust(512, b"\0")


def bomb(size=32 << 20):
    """Spaces, 32 MB of them, in 32 kB."""
    import io
    out = io.BytesIO()
    parts = book(HEADER)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, s in parts.items():
            if not name.endswith("sheet1.xml"):
                z.writestr(name, s)
        with z.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b"<worksheet><sheetData>")
            part.write(b" " * size)
            part.write(b"</sheetData></worksheet>")
    return out.getvalue()


SAMPLES = {f.__name__: f for f in (
    people, old_calendar, several, mixed, prefixed, formula, entities, external,
    deep, strange, disorder, far, no_sheet, ods, word, binary, other)}


def locked():
    """Bit 0 of the flags says that a part is encrypted."""
    s = bytearray(archive(book(HEADER)))
    at = 0
    while (at := s.find(b"PK\x01\x02", at)) >= 0:
        s[at + 8] |= 1
        at += 4
    at = 0
    while (at := s.find(b"PK\x03\x04", at)) >= 0:
        s[at + 6] |= 1
        at += 4
    return bytes(s)


RAW = {
    "cut": lambda: archive(people())[:900],
    "locked": locked,
    "old": lambda: container("Workbook"),
    "encrypted": lambda: container("EncryptedPackage"),
    "bomb": bomb,
}

if __name__ == "__main__":
    for name in sys.argv[2:] or list(SAMPLES) + list(RAW):
        with open(os.path.join(sys.argv[1], name + ".xlsx"), "wb") as f:
            f.write(archive(SAMPLES[name]()) if name in SAMPLES
                    else RAW[name]())
