"""An XLSX file -> its worksheets as tables, read as a stream with bounded memory.

Why not a reader off the shelf: two cells far apart in a file of 5 kB make the quick one ask for 13 GB and end
the process, and it does not tell a formula without a saved result from an empty cell.
"""

from __future__ import annotations

from xingping.documents.cells import Room, Table, UnreadableFileError
from xingping.documents.xlsx_package import Attributes, Package, damaged
from xingping.documents.xlsx_sheet import SheetReader, Workbook, read_strings
from xingping.documents.xlsx_styles import read_styles

MAX_SHEETS = 200


def read_xlsx(data: bytes, room: Room | None = None) -> tuple[Table, ...]:
    """All worksheets, in the order of the workbook.

    Raises UnreadableFileError for a damaged, encrypted or unreasonably large file.
    """
    package = Package(data)
    main = _main_part(package)
    relations = package.relations(main)
    parts = {kind: target for kind, target in relations.values() if target in package}
    elements = package.elements(main)
    sheets = [attributes for name, attributes in elements if name == "sheet"]
    if len(sheets) > MAX_SHEETS:
        raise UnreadableFileError(f"工作表超过 {MAX_SHEETS} 张", "请只保留需要的工作表")
    workbook = Workbook(
        strings=read_strings(package, parts["sharedStrings"]) if "sharedStrings" in parts else (),
        styles=read_styles(package, parts["styles"]) if "styles" in parts else (),
        from_1904=any(
            attributes.get("date1904") in ("1", "true", "on")
            for name, attributes in elements
            if name == "workbookPr"
        ),
    )
    room = room or Room()
    return tuple(
        SheetReader(workbook, room).read(
            package, target, name=sheet.get("name", ""), hidden=sheet.get("state", "visible") != "visible"
        )
        for sheet in sheets
        for kind, target in (relations.get(_relation_of(sheet), ("", "")),)
        if kind == "worksheet"
    )


def _main_part(package: Package) -> str:
    main = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
    if main not in package:
        raise _other_format(package)
    if main.endswith(".bin"):
        raise UnreadableFileError("这是二进制工作簿（XLSB）", "请用 Excel 或 WPS 另存为 XLSX")
    if not main.startswith("xl/"):
        raise UnreadableFileError("这是 Office 文档，但不是表格", "请给出 CSV 或 XLSX 表格")
    return main


def _other_format(package: Package) -> UnreadableFileError:
    if "mimetype" in package and "content.xml" in package:
        return UnreadableFileError("这是 OpenDocument 文件（ODS）", "请另存为 XLSX 或 CSV")
    if "[Content_Types].xml" in package:
        return damaged()
    return UnreadableFileError("这是压缩包，不是 XLSX", "请先解压，再给出其中的 CSV 或 XLSX")


def _relation_of(sheet: Attributes) -> str:
    return next((value for key, value in sheet.items() if key.rpartition(":")[2] == "id"), "")
