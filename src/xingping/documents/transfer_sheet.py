"""The transfer sheet (转办单): a complaint that belongs to 12345 or 信访 is handed over on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingping.documents.official import Official, fields, note, official_pdf, paragraph


@dataclass(frozen=True, slots=True)
class TransferText:
    """What the sheet says. `contact` stays empty where the complainant did not agree to hand it over."""

    body: str
    number: str
    receiver: str
    """Where it goes: 12345 政务服务便民热线, a 信访 office, another authority."""
    received: date
    receipt: str
    region: str
    category: str
    summary: str
    ground: str
    """Why it belongs to the receiver."""
    transferred: date
    centre: str = ""
    contact: str = ""
    handler: str = ""


def transfer_sheet_pdf(text: TransferText) -> bytes:
    """The sheet as PDF. Raises DocumentError."""
    pairs = [
        ("收件编号", text.receipt),
        ("收到日期", text.received.isoformat()),
        ("地区", text.region),
        ("类别", text.category),
        ("涉及单位", text.centre or "（未指明）"),
        ("反映内容", text.summary),
        ("转办理由", text.ground),
        ("联系方式", text.contact or "（来件人不愿提供或要求保密）"),
        ("经办人", text.handler),
        ("接收单位签收", "\n\n"),
    ]
    return official_pdf(
        Official(
            title="来件转办单",
            head=text.body,
            number=text.number,
            addressee=text.receiver,
            parts=[
                paragraph("下列来件不属于本机构受理范围，现转请你单位依职责办理，并请直接答复来件人。"),
                fields(pairs),
                note("来件人已被告知转办去向。请勿把来件人的信息透露给被反映的单位。"),
            ],
            signer=text.body,
            signed=text.transferred,
            size=12,
        )
    )
