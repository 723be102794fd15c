"""All models of the rating."""

from xingping.rating.models.gram import Gram
from xingping.rating.models.job import Job, JobState, Schedule
from xingping.rating.models.message import Message
from xingping.rating.models.person import User
from xingping.rating.models.region import Level, Region

__all__ = ["Gram", "Job", "JobState", "Level", "Message", "Region", "Schedule", "User"]
