"""What the tests of documents print."""

from __future__ import annotations

from datetime import date

from xingping.documents.certificate import CertificateText

CERTIFICATE = CertificateText(
    number="XP-2026-510104-0007",
    centre="演示·东光社区服务中心",
    body="演示评定机构",
    stars=4,
    awarded=date(2026, 5, 31),
    last_day=date(2029, 5, 31),
    address="https://demo.example/v/0123456789abcdef0123456789abcdef",
    announcement="演评告〔2026〕3号",
    total="912.33",
    centre_en="Demo Dongguang Community Service Center",
    body_en="Demo Rating Body",
)
