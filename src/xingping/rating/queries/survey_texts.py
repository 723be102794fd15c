"""What residents wrote: found, by tag, and counted by words. Personal data was hidden before it was kept."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet

from xingping.core.masking import HIDDEN
from xingping.rating.models import Survey, SurveyTag, SurveyText

MOST_COUNTED = 5_000
"""Texts whose words are counted at most, the newest first."""
MOST_WORDS = 60
SHORTEST_WORD = 2
LEAST_TEXTS = 2
"""A word of a single text says nothing about many."""
COMMON = frozenset(
    [
        "我们",
        "你们",
        "他们",
        "自己",
        "没有",
        "还是",
        "就是",
        "可以",
        "不是",
        "这个",
        "那个",
        "这里",
        "那里",
        "什么",
        "怎么",
        "一个",
        "一些",
        "一下",
        "有点",
        "因为",
        "所以",
        "但是",
        "如果",
        "已经",
        "非常",
        "比较",
        "希望",
        "觉得",
        "感觉",
        "时候",
        "现在",
        "知道",
        "应该",
        "还有",
        "或者",
        "以及",
        "比如",
        "一点",
        "社区",
        "中心",
        "服务",
    ]
)


def texts_of(survey: Survey) -> QuerySet[SurveyText]:
    """What was written, newest first, with its tags; of answers that count."""
    found = SurveyText.objects.filter(survey=survey, answer__excluded_at=None)
    return found.prefetch_related("tags").order_by("-pk")


def find_texts(texts: QuerySet[SurveyText], words: str) -> QuerySet[SurveyText]:
    """Texts that contain every one of some words."""
    for word in words.split():
        texts = texts.filter(text__contains=word)
    return texts


def tag_counts(survey: Survey) -> list[tuple[str, int]]:
    """Tags with how many texts bear them, the most frequent first."""
    found = SurveyTag.objects.filter(text__survey=survey, text__answer__excluded_at=None)
    counted = found.order_by().values("tag").annotate(count=Count("pk")).order_by("-count", "tag")
    return [(row["tag"], row["count"]) for row in counted]


def word_counts(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Words with how many texts contain them, the most frequent first; common ones are left out.

    The segmenter takes about a second to load, in each process at its first use, and never before.
    """
    counted: Counter[str] = Counter()
    for text in texts:
        words = set(_segmenter().cut(text.replace(HIDDEN, " ")))
        counted.update(word for word in words if len(word) >= SHORTEST_WORD and _tells(word))
    often = [(word, count) for word, count in counted.items() if count >= LEAST_TEXTS]
    return sorted(often, key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS]


def _tells(word: str) -> bool:
    return word not in COMMON and not word.isdigit() and any(letter.isalpha() for letter in word)


@cache
def _segmenter() -> Any:  # noqa: ANN401
    """The segmenter, its dictionary read without a cache file: one in a shared folder could be forged."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    made = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made
