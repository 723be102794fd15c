"""A demo round: made by seed, through the services, and labelled 演示 wherever it shows."""

from xingping.rating.demo.make import make_demo

__all__ = ["make_demo"]
