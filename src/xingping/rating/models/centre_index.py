"""The index of the public search: what each centre is filed under, and who is filed under each token."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.fields import region_check, region_field
from xingping.rating.models.organisation import Centre, CentreForm, CentreKind


class IndexedCentre(models.Model):
    """The facts of a centre as they are filed; read by lists, written by `services.centre_index` alone."""

    centre = models.OneToOneField(Centre, models.CASCADE, primary_key=True, related_name="indexed")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    communities = models.CharField(max_length=400, blank=True)
    path = models.CharField(max_length=400, blank=True)
    """Names of its regions from the province down."""
    region = region_field()
    kind = models.CharField(max_length=8, choices=CentreKind.choices)
    form = models.CharField(max_length=8, choices=CentreForm.choices)
    stars = models.PositiveSmallIntegerField(default=0)
    """Of the valid certificate; 0 for none."""
    public = models.BooleanField(default=False)
    """Whether the public may see it."""

    class Meta:
        """Constraints."""

        constraints = (
            models.CheckConstraint(condition=Q(stars__range=(0, 5)), name="indexed_stars_to_five"),
            region_check("indexed"),
        )


class Posting(models.Model):
    """The centres of one block that are filed under a token, as `rating.bitmaps` packs them.

    A centre lies in block `key // BLOCK`. The row of the empty token stands for the whole block and is
    locked by whoever changes any row of the block.
    """

    token = models.CharField(max_length=16)
    block = models.PositiveIntegerField()
    bits = models.BinaryField()

    class Meta:
        """One row a token and block: the index by which a search reads."""

        constraints = (models.UniqueConstraint(fields=("token", "block"), name="posting_once"),)
