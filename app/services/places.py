"""Where the records of each table are shown, and what names one in a line."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Place(Struct, frozen=True):
    """A table that is searched: the page that shows its records, how it is told which, and what names one."""

    page: str
    record: str
    words: str


#: What is disposed of names a case of disposal.
_MEDIA = """coalesce((SELECT group_concat(medium.medium_no, ' ') FROM json_each(disposal.media) AS named
    JOIN medium ON medium.id = named.value), '')"""
#: Every table of records; a record stands in the hit as the page's ``open_record`` takes it.
PLACES: Mapping[str, Place] = {
    "carryout": Place("carryout", "{id}", "coalesce(nullif(info_name, ''), purpose)"),
    "disposal": Place("disposal", "{id}", _MEDIA),
    "medium": Place("media", "{id}", "medium_no || ' ' || coalesce(name, '')"),
    "stocktake": Place("media", "stock/{id}", "coalesce(scope, '')"),
    "improvement": Place("improvement", "{id}", "coalesce(measure, finding)"),
    "sheet": Place("inspection", "{id}", "subject"),
    "received": Place("inspection", "received/{id}", "unit || ' ' || subject"),
    "compilation": Place("inspection", "bureau", "bureau"),
    "tally": Place("inspection", "results", "coalesce(remark, '')"),
    "prior": Place("inspection", "results", "subject"),
    "cycle": Place("inspection", "", "coalesce(purpose, '')"),
    "entry": Place("records", "{form}/{id}", "''"),  # each form has its own: entry.called
    "person": Place("settings", "people/{id}", "name || ' ' || coalesce(post, '')"),
}
