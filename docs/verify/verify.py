#!/usr/bin/env python3
"""独立验算：只用 Python 标准库，不用星评的任何代码，验算一份结果包（格式 xingping-bundle/1）。

    python3 verify.py 结果包.json [机构公钥 z6Mk…] [审计链头的 64 位指纹]

逐步打印；全部成立时退出码为 0，有不成立的为 1，读不出来为 2。
An independent check of a result bundle with nothing but Python's standard library.
"""

import hashlib
import json
import sys
from fractions import Fraction


def canonical(value):
    """RFC 8785 for objects, lists, strings and integers; anything else is refused."""
    if isinstance(value, dict):
        return "{" + ",".join(canonical(k) + ":" + canonical(value[k]) for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError("结果包里只应有对象、数组、字符串和整数")
    return json.dumps(value, ensure_ascii=False)


def sha(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


# Ed25519 (RFC 8032, section 6), for checking signatures only.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total


def point(raw):
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("不是 Ed25519 的点")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(key, signature, message):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    (x1, y1, z1, _), (x2, y2, z2, _) = times(s, BASE), add(point(signature[:32]), times(k, point(key)))
    return (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


def base58(text):
    letters, number = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 0
    if text[0] != "z":
        raise ValueError("应为 z 开头的 base58")
    for letter in text[1:]:
        number = number * 58 + letters.index(letter)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes(len(text[1:]) - len(text[1:].lstrip("1"))) + raw


def included(leaf, index, count, path, root):
    """RFC 9162, 2.1.3.2."""
    node, last = hashlib.sha256(b"\0" + leaf).digest(), count - 1
    for sibling in path:
        if index & 1 or index == last:
            node = hashlib.sha256(b"\1" + sibling + node).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\1" + node + sibling).digest()
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def aggregate(scores, rule):
    scores = sorted(scores)
    if rule == "trimmed" and len(scores) >= 5:
        scores = scores[1:-1]
    elif rule == "median":
        scores = scores[(len(scores) - 1) // 2 : len(scores) // 2 + 1]
    elif rule not in ("mean", "trimmed"):
        raise ValueError(f"不认识的汇总规则 {rule}")
    return Fraction(sum(scores), len(scores) * 100)


def recompute(bundle):
    """The exact result from the redacted sheets, by the edition in the bundle."""
    edition, rule = bundle["edition"]["content"], bundle["rule"]
    full = {row["serial"]: row["points"] for row in edition["indicators"]}
    decided = {row["serial"]: row["points"] for row in bundle["corrections"]}
    labels = {sheet["label"] for sheet in bundle["sheets"]}
    if len(labels) != len(bundle["sheets"]) or not set(decided) <= set(full):
        raise ValueError("评分表标签重复，或更正了不存在的指标")
    for sheet in bundle["sheets"]:
        for serial, score in sheet["scores"].items():
            if type(score) is not int or not 0 <= score <= full[serial] or score % rule["step"]:
                raise ValueError(f"评分表 {sheet['label']} 指标 {serial} 的得分 {score} 不合规定")
    rows, level1 = [], {}
    for row in edition["indicators"]:
        serial = row["serial"]
        scores = [sheet["scores"][serial] for sheet in bundle["sheets"] if serial in sheet["scores"]]
        points = Fraction(decided[serial], 100) if serial in decided else aggregate(scores, rule["aggregate"])
        rows.append({"serial": serial, "points": str(points)})
        level1[row["level1"]] = level1.get(row["level1"], 0) + points
    total = sum(level1.values())
    rate = total * 100 / edition["total_points"]
    stars = max([band["stars"] for band in edition["bands"] if rate >= Fraction(band["rate"])], default=0)
    subtotals = [{"name": name, "points": str(points)} for name, points in level1.items()]
    return {"total": str(total), "rate": str(rate), "stars": stars, "level1": subtotals, "indicators": rows}


PARTS = ("case", "issuer", "edition", "guide", "rule", "corrections", "result", "decision")


def later(stars, acts):
    """Yield (step, holds) for what was decided after the award: lowered, cancelled, given back."""
    before = 0
    for one in acts:
        now = one["stars"]
        rules = {
            "downgrade": 0 < now < stars,
            "cancel": now == 0 < stars,
            "restore": stars == 0 < now == before,
        }
        said = f"{one['date']} {one['act']} {stars} -> {now} 星 {one['certificate']} {one['document']}"
        yield f"公告以后：{said} {one['reason']}", rules.get(one["act"], False)
        before, stars = stars, now
    if acts:
        yield f"现在 {stars} 星", True


def check(bundle, key="", head=""):
    """Yield (step, holds) in order."""
    whole = (*PARTS, "later") if "later" in bundle else PARTS
    parts = {name: sha(bundle[name]) for name in whole}
    parts.update({f"sheet:{n}": sha(sheet) for n, sheet in enumerate(bundle["sheets"], 1)})
    listed, known = bundle["manifest"], {"format", "sheets", "manifest", "anchor", "signature", *whole}
    changed = sorted(n for n in {**parts, **listed} if parts.get(n) != listed.get(n))
    yield f"内容清单 {' '.join(changed)}", not changed and set(bundle) == known
    yield "标准版本的指纹", sha(bundle["edition"]["content"]) == bundle["edition"]["hash"]
    result, decision = recompute(bundle), bundle["decision"]
    yield f"重新计算：总分 {result['total']}，{result['stars']} 星", result == bundle["result"]
    awarded = decision["outcome"] == "award"
    given = result["stars"] if awarded else 0
    fits = decision["outcome"] in ("award", "not_awarded") and (given > 0) == awarded
    yield f"决定：{decision['outcome']}，{decision['stars']} 星", fits and decision["stars"] == given
    yield from later(decision["stars"], bundle.get("later", []))
    anchor = bundle["anchor"]
    yield "审计记录", anchor["entry"]["detail"]["after"]["bundle"] == sha(bundle["manifest"])
    first, hashes = anchor["blocks"][0], [sha(block) for block in anchor["blocks"]]
    path, root = [bytes.fromhex(one) for one in anchor["path"]], bytes.fromhex(first["root"])
    leaf = bytes.fromhex(sha(anchor["entry"]))
    yield "审计区块", included(leaf, anchor["index"], first["count"], path, root)
    follows = [(b["previous"], b["number"]) for b in anchor["blocks"][1:]]
    yield (
        "审计区块相接",
        follows == [(h, b["number"] + 1) for h, b in zip(hashes[:-1], anchor["blocks"], strict=False)],
    )
    yield f"审计链头 {hashes[-1]}", not head or head in hashes
    signature, public = bundle["signature"], base58(bundle["signature"]["key"])
    message = (
        b"xingping-bundle\n" + canonical({n: bundle[n] for n in ("format", "manifest", "anchor")}).encode()
    )
    plain = set(signature) == {"algorithm", "key", "value"} and signature["algorithm"] == "Ed25519"
    yield (
        "签名",
        plain and public[:2] == b"\xed\x01" and signed_by(public[2:], base58(signature["value"]), message),
    )
    yield f"公钥 {signature['key']}", not key or key == signature["key"]


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("同一个键出现两次")
    return dict(pairs)


def main(path, key="", head=""):
    try:
        with open(path, encoding="utf-8-sig") as file:
            bundle = json.load(file, object_pairs_hook=once)
        if bundle["format"] != "xingping-bundle/1":
            raise ValueError("不是结果包")
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"读不出来：{error}", file=sys.stderr)
        return 2
    holds = []
    try:
        for step, held in check(bundle, key, head):
            print("✓" if held else "✗", step)
            holds.append(held)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError) as error:
        print("✗ 有一部分缺失或格式不对：", error)
        holds.append(False)
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]) if len(sys.argv) > 1 else __doc__)
