"""Officers put tags on what residents wrote, to count what is said often."""

from __future__ import annotations

from django.db import transaction

from xingping.core.faults import Fault
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import LONGEST_TAG, SurveyTag, SurveyText
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.surveys import locked_survey
from xingping.rating.verbs import Verb

MOST_TAGS = 10


def tag_text(actor: Actor, survey_id: int, text_id: int, tag: str, *, off: bool = False) -> SurveyText:
    """Put a tag on a text, or take it off; doing so again changes nothing.

    Raises RefusedError: not_found, not_allowed, conflicted, invalid.
    """
    word = " ".join(tag.split())
    wrong = text_fault(word, LONGEST_TAG) or (None if word else ("没有填写", "请填写标签"))
    if wrong:
        raise refuse("invalid", [Fault("标签", *wrong)])
    with transaction.atomic():
        survey = locked_survey(survey_id)
        role = require(actor, Verb.CHANGE, survey)
        text = survey.texts.filter(pk=text_id).first()
        if text is None:
            raise refuse("not_found")
        if off:
            changed = text.tags.filter(tag=word).delete()[0] > 0
        else:
            if text.tags.count() >= MOST_TAGS:
                raise refuse("invalid", [Fault("标签", f"已有 {MOST_TAGS} 个", "请先去掉不用的")])
            changed = SurveyTag.objects.get_or_create(text=text, tag=word, defaults={"by": actor.person})[1]
        if changed:
            verb = "survey.untag" if off else "survey.tag"
            record(actor, role, verb, survey, after={"text": text.pk, "tag": word})
    return text
