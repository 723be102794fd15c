"""Addresses of improvement plans; part of the applicants' own."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.centre import plan, plan_tasks

improves = needs(Verb.IMPROVE, Kind.CASE)
PLAN = "cases/<slug:number>/plan/"
TASK = f"{PLAN}tasks/<int:task_number>/"

urlpatterns: list[URLPattern] = [
    path("plans/", improves(plan.plans), name="plans"),
    path(PLAN, improves(plan.plan), name="plan"),
    path(f"{PLAN}start/", improves(plan.start), name="plan-start"),
    path(f"{PLAN}tasks/new/", improves(plan_tasks.new), name="task-new"),
    path(TASK, improves(plan_tasks.task), name="task"),
    path(f"{TASK}change/", improves(plan_tasks.change), name="task-change"),
    path(f"{TASK}promise/", improves(plan_tasks.commit), name="task-promise"),
    path(f"{TASK}drop/", improves(plan_tasks.drop), name="task-drop"),
]
