"""The sheets of the policy book, one for each subject, column by column."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.policy_book import Column, Pairs, Sheet, Table

_KEY = Column("key", required=True, width=14)
_LABEL = Column("label", "words", required=True, width=24)
_CLAUSE = Column("clause", "list", empty=[], width=18)
_BASIS = Column("basis", "choice", "basis", width=12)
_NOTE = Column("note", "words", width=44)
_RULE_HEAD = (Column("id", width=20), _NOTE)
_RULE_FOR = (
    Column("classes", "refs", "classes", width=14),
    Column("kinds", "codes", "rule_kind", width=24),
    Column("zones", "refs", "zones", width=14),
)
_RULE_END = (
    Column("effect", "choice", "effect", width=12),
    _BASIS,
    _CLAUSE,
)
_PERMISSION = Column("permission", "ref", "roles", width=12)
_RECORD = (
    Column("record", "bool", width=10),
    Column("record_fields", "codes", "record_field", width=18),
)
_ITEM = (
    Column("code", width=18),
    Column("sheet", "ref", "inspections", required=True, width=10),
    Column("chapter", "ref", "chapters", required=True, width=10),
    Column("question", "words", required=True, width=56),
    Column("guide", "words", width=44),
    Column("evidence", "words", width=32),
    Column("covers", "list", empty=[], width=18),
    Column("guideline", width=10),
    Column("weight", "int", width=8),
    Column("priority", "choice", "priority", width=10),
    Column("cycle", "int", width=8),
    Column("na", "bool", width=10),
    Column("law_note", "words", width=24),
    Column("figure", "choice", "figure", width=16),
    Column("template", "bool", width=8),
)

SHEETS: tuple[Sheet, ...] = (
    Pairs(
        "profile",
        ("profile",),
        (
            ("profile.id", Column("", "text")),
            ("profile.schema", Column("", "int")),
            ("profile.confidential", Column("", "bool")),
            ("profile.date", Column("", "text")),
            ("profile.*", Column("", "words")),
        ),
        needed=True,
    ),
    Pairs("words", ("words", "pages"), (("words.*", Column("", "words")), ("pages.*", Column("", "words")))),
    Table(
        "roles",
        (
            _KEY,
            _LABEL,
            Column("post", "words", width=24),
            Column("scope", "choice", "role_scope", width=12),
            Column("reports_to", "ref", "roles", empty="", width=14),
            Column("deputy", "ref", "roles", width=14),
            Column("deputy_scope", "words", width=24),
            Column("approver", "bool", width=10),
            Column("unit_kinds", "refs", "unit_kinds", width=20),
            _CLAUSE,
        ),
        ("roles",),
        needed=True,
    ),
    Table(
        "unit_kinds",
        (
            _KEY,
            _LABEL,
            Column("head_role", "ref", "roles", required=True, width=12),
            Column("head_post", "words", width=20),
            Column("also_roles", "refs", "roles", width=14),
            _BASIS,
            _CLAUSE,
        ),
        ("unit_kinds",),
    ),
    Table(
        "classes",
        (
            _KEY,
            _LABEL,
            Column("rank", "int", required=True, width=8),
            Column("meaning", "words", width=44),
            Column("floor_for", "codes", "floor", empty=[], width=24),
            _CLAUSE,
        ),
        ("classes",),
        needed=True,
    ),
    Table("zones", (_KEY, _LABEL, _CLAUSE), ("zones",)),
    Table(
        "disposal_rules",
        (
            *_RULE_HEAD,
            *_RULE_FOR,
            Column("dispositions", "codes", "disposition", width=20),
            _PERMISSION,
            Column("methods", "codes", "method", width=24),
            Column("refuse_methods", "codes", "method", width=24),
            Column("alternatives", "codes", "alternative", width=14),
            *_RECORD,
            *(Column(key, "choice", "level", width=10) for key in ("witness", "certificate", "photo", "verify")),
            Column("place", "choice", "rule_place", width=10),
            *_RULE_END,
        ),
        ("disposal_rules",),
        "id",
    ),
    Table(
        "carryout_rules",
        (
            *_RULE_HEAD,
            *_RULE_FOR,
            Column("activities", "codes", "activity", width=24),
            Column("transports", "codes", "transport", width=24),
            _PERMISSION,
            Column("safeguards", "codes", "safeguard", width=20),
            Column("safeguards_any", "codes", "safeguard", width=20),
            Column("prohibited", "bool", width=10),
            Column("exception", "bool", width=10),
            Column("personal_information", "choice", "rule_personal", width=14),
            Column("max_days", "int", width=8),
            *_RECORD,
            *_RULE_END,
        ),
        ("carryout_rules",),
        "id",
    ),
    Table(
        "media_rules",
        (*_RULE_HEAD, *_RULE_FOR, Column("demand", "choice", "demand", width=18), _PERMISSION, *_RULE_END),
        ("media_rules",),
        "id",
    ),
    Table(
        "permissions",
        (
            Column("act", "choice", "permission_act", required=True, width=20),
            Column("applicants", "refs", "roles", empty=[], width=16),
            Column("role", "ref", "roles", required=True, width=14),
            Column("also", "refs", "roles", width=14),
            Column("either", "refs", "roles", width=14),
            _BASIS,
            _CLAUSE,
        ),
        ("permissions",),
        "act",
    ),
    Table(
        "escalation",
        (
            Column("applicant", "ref", "roles", required=True),
            Column("decider", "ref", "roles", required=True),
        ),
        ("deciding", "escalation"),
        "applicant",
    ),
    Table(
        "reporting",
        (
            Column("by", "ref", "roles", required=True, width=14),
            Column("to", "refs", "roles", width=20),
            Column("other", "words", width=24),
            _NOTE,
            _BASIS,
            _CLAUSE,
        ),
        ("reporting",),
        "by",
    ),
    Table(
        "separation",
        (
            _KEY,
            Column("acts", "codes", "separation_act", required=True, width=24),
            Column("exception", "bool", width=10),
            _NOTE,
            _BASIS,
            _CLAUSE,
        ),
        ("separation",),
    ),
    Table(
        "inspections",
        (
            Column("sheet", required=True, width=12),
            _LABEL,
            Column("subject", "choice", "subject", required=True, width=12),
            Column("role", "ref", "roles", required=True, width=12),
            Column("cycle", "choice", "inspection_cycle", width=12),
            Column("compiled_by", "ref", "roles", width=12),
            Column("confirmed_by", "ref", "roles", width=12),
            Column("reports_to", "ref", "roles", width=12),
            _BASIS,
            _CLAUSE,
        ),
        ("inspections",),
        "sheet",
    ),
    Table(
        "paper_titles",
        (
            Column("form", "choice", "paper", required=True, width=20),
            Column("title", "words", required=True, width=36),
            Column("form_no", "words", empty={"ja": "", "en": ""}, width=14),
        ),
        ("paper_titles",),
        "form",
    ),
    Table(
        "approval_boxes",
        (
            Column("form", "choice", "box_form", required=True, width=14),
            Column("seal", "choice", "seal", width=14),
            _BASIS,
        ),
        ("approval_boxes",),
        "form",
    ),
    Table(
        "box_lines",
        (
            Column("form", "choice", "box_form", required=True, width=14),
            Column("within", "choice", "box_list", required=True, width=20),
            _LABEL,
            Column("role", "ref", "roles", width=12),
            Column("post", "choice", "box_post", width=12),
        ),
        parent="approval_boxes",
        name="form",
    ),
    Table(
        "scale",
        (
            Column("code", "choice", "answer", required=True, width=12),
            Column("mark", required=True, width=8),
            _LABEL,
            Column("points", empty="", width=10),
            Column("needs", "choice", "needs", width=12),
        ),
        ("scale", "choices"),
        "code",
    ),
    Table(
        "chapters",
        (Column("id", required=True, width=12), Column("title", "words", required=True, width=44)),
        ("chapter",),
        "id",
    ),
    Table("items", _ITEM, ("item",), "code", needed=True),
    Table("items_off", _ITEM, ("item_off",), "code"),
    Table(
        "clauses",
        (
            Column("id", required=True, width=16),
            Column("citation", empty="", width=16),
            Column("heading", empty="", width=50),
            Column("kind", empty="", width=16),
            Column("role", "list", empty=[], width=18),
            Column("topic", empty="", width=20),
            Column("records", "list", empty=[], width=26),
            Column("text_sha256", width=18),
        ),
        ("clauses",),
        "id",
    ),
    Table(
        "not_inspected",
        (Column("clause", required=True), Column("reason", "words", required=True, width=50)),
        ("not_inspected",),
        "clause",
    ),
    Table(
        "no_form",
        (Column("kind", required=True), Column("reason", "words", required=True, width=50)),
        ("no_form",),
        "kind",
    ),
    Table(
        "forms",
        (
            _KEY,
            Column("title", "words", required=True, width=36),
            Column("prefix", required=True, width=8),
            Column("flow", "choice", "form_flow", required=True, width=16),
            Column("words", "choice", "form_words", width=14),
            Column("group", "choice", "form_group", width=14),
            Column("role", "ref", "roles", width=12),
            Column("act", width=18),
            Column("listed", "list", empty=[], width=28),
            Column("due", "list", width=20),
            Column("answers", "list", empty=[], width=28),
        ),
        ("forms",),
    ),
    Table(
        "form_parts",
        (
            Column("form", "ref", "forms", required=True, width=20),
            Column("within", empty="", width=14),
            Column("name", required=True, width=18),
            _LABEL,
            Column("kind", "choice", "field_kind", width=14),
            Column("required", "bool", width=8),
            Column("stage", "choice", "form_stage", width=12),
            Column("folded", "bool", width=8),
            Column("choices", "choice", "form_choices", width=14),
            Column("offers", "offers", width=40),
            Column("after", width=14),
            Column("past", "bool", width=8),
            Column("source", width=16),
        ),
        parent="forms",
        name="form",
    ),
    Table(
        "form_fields",
        (
            Column("form", "choice", "core_form", required=True, width=14),
            Column("field", required=True, width=18),
            Column("label", "words", width=24),
            Column("required", "bool", width=8),
            Column("hidden", "bool", width=8),
            Column("kind", "choice", "field_kind", width=12),
            Column("folded", "bool", width=8),
            Column("stage", "choice", "form_stage", width=12),
            Column("choices", "choice", "form_choices", width=14),
            Column("offers", "offers", width=40),
            Column("after", width=14),
            Column("past", "bool", width=8),
            Column("source", width=16),
        ),
        ("form_fields",),
        "field",
    ),
    Pairs(
        "settings",
        (
            *("deciding", "classification", "retention", "password", "scale", "annotation"),
            *("kind_groups", "field_clauses", "actors"),
        ),
        (
            ("retention.basis", Column("", "choice", "basis")),
            ("retention.default_years", Column("", "int")),
            ("retention.per_form.*", Column("", "int")),
            ("password.min_length", Column("", "int")),
            ("password.max_length", Column("", "int")),
            ("password.basis", Column("", "choice", "basis")),
            ("password.blocklist_words", Column("", "list")),
            ("annotation.*", Column("", "list")),
            ("kind_groups.*", Column("", "codes", "medium_kind")),
            ("field_clauses.*.*", Column("", "list")),
            ("actors.*", Column("", "words")),
            ("*.clause", Column("", "list")),
            ("*.*_clause", Column("", "list")),
            ("*.*", Column("", "text")),
        ),
    ),
)
BY_KEY: Mapping[str, Sheet] = {sheet.key: sheet for sheet in SHEETS}
#: Everything that has no sheet of its own: one row a section, its content as JSON.
OTHER = Pairs("other", ())
#: The tables of rules, of which a policy needs one row at least.
RULES = ("disposal_rules", "carryout_rules", "media_rules")
