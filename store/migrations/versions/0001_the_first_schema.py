"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("bot", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("pulled", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "id", name=op.f("accounts_key")),
    )
    op.create_index("accounts_by_person", "accounts", ["person"], unique=False)
    op.create_table(
        "activities",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("bot", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("source", "id", name=op.f("activities_key")),
    )
    op.create_index(
        "activities_by_actor",
        "activities",
        ["actor", "source", "at"],
        unique=False,
        sqlite_where=sa.text("NOT bot"),
        postgresql_where=sa.text("NOT bot"),
    )
    op.create_index("activities_by_item", "activities", ["item_key", "source", "bot", "at"], unique=False)
    op.create_table(
        "answers",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "goal", "asked", name=op.f("answers_key")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=True),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_key")),
    )
    op.create_index("audit_by_action", "audit", ["action"], unique=False)
    op.create_index("audit_by_actor", "audit", ["actor"], unique=False)
    op.create_index("audit_by_moment", "audit", ["at"], unique=False)
    op.create_index("audit_by_target", "audit", ["target"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("connector", "delivery", name=op.f("deliveries_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("deliveries_by_moment", "deliveries", ["at"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "goal", name=op.f("disputes_key")),
    )
    op.create_table(
        "divided",
        sa.Column("goals", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("goals", "category", name=op.f("divided_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "duties",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("next_due_at", sa.BigInteger(), nullable=True),
        sa.Column("began_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_since", sa.BigInteger(), nullable=True),
        sa.Column("parked", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("job", "key", name=op.f("duties_key")),
    )
    op.create_table(
        "efforts",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("doing", sa.Boolean(), nullable=False),
        sa.Column("person_days", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("points", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("day", "team", "goal", "item_id", "person", name=op.f("efforts_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("efforts_by_item", "efforts", ["item_id"], unique=False)
    op.create_index("efforts_by_person", "efforts", ["person", "day"], unique=False)
    op.create_table(
        "facets",
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=False),
        sa.Column("missing_since", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("external_id", "source", "origin", name=op.f("facets_key")),
    )
    op.create_index("facets_by_stream", "facets", ["connector", "stream", "container"], unique=False)
    op.create_table(
        "findings",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("goal", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("clean", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("eased", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("findings_key")),
    )
    op.create_index("findings_by_subject", "findings", ["subject_kind", "subject"], unique=False)
    op.create_index(
        "findings_open",
        "findings",
        ["resolved_at"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "finished",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("estimate", sa.Float(), nullable=True),
        sa.Column("logged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("finished_key")),
    )
    op.create_index("finished_by_day", "finished", ["day"], unique=False)
    op.create_table(
        "goal_items",
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("goal", "item_id", name=op.f("goal_items_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("goal_items_by_item", "goal_items", ["item_id"], unique=False)
    op.create_table(
        "goal_tallies",
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("newest", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("goal", "part", "category", "team", name=op.f("goal_tallies_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "goal_versions",
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("goal", "valid_from", name=op.f("goal_versions_key")),
    )
    op.create_table(
        "goals",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("missing_since", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("goals_key")),
    )
    op.create_index("goals_by_stream", "goals", ["connector", "stream", "container"], unique=False)
    op.create_table(
        "handlings",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("handlings_key")),
    )
    op.create_table(
        "held_edits",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("approval", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("held_edits_key")),
    )
    op.create_table(
        "intents",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.Column("standing_url", sa.String(), nullable=False),
        sa.Column("standing_parts", sa.Text(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("sweep_at", sa.BigInteger(), nullable=True),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.Column("erase", sa.Boolean(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'sent', 'done', 'failed', 'dead', 'undone')", name=op.f("intents_state")
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("intents_key")),
    )
    op.create_index("intents_by_state", "intents", ["state"], unique=False)
    op.create_table(
        "item_names",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name", "item_id", name=op.f("item_names_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("item_names_by_item", "item_names", ["item_id"], unique=False)
    op.create_table(
        "item_refs",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ref", "item_id", name=op.f("item_refs_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("item_refs_by_item", "item_refs", ["item_id"], unique=False)
    op.create_table(
        "item_versions",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("parent", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("item_id", "valid_from", name=op.f("item_versions_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "item_versions_due",
        "item_versions",
        ["item_id", "valid_from", "due"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("category_since", sa.BigInteger(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("parent_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("missing_since", sa.BigInteger(), nullable=True),
        sa.Column("stream", sa.Integer(), nullable=True),
        sa.Column("text_until", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("base_since", sa.BigInteger(), nullable=True),
        sa.Column("narrow", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("items_key")),
        sa.UniqueConstraint("external_id", "source", name=op.f("items_external_id_source")),
    )
    op.create_index("items_by_category", "items", ["category", "category_since"], unique=False)
    op.create_index("items_by_key", "items", ["key", "source"], unique=False)
    op.create_index("items_by_parent", "items", ["parent_key", "source"], unique=False)
    op.create_index("items_by_stream", "items", ["stream"], unique=False)
    op.create_index(
        "items_gone",
        "items",
        ["gone_at"],
        unique=False,
        sqlite_where=sa.text("gone_at IS NOT NULL"),
        postgresql_where=sa.text("gone_at IS NOT NULL"),
    )
    op.create_index(
        "items_missing",
        "items",
        ["stream"],
        unique=False,
        sqlite_where=sa.text("missing_since IS NOT NULL"),
        postgresql_where=sa.text("missing_since IS NOT NULL"),
    )
    op.create_index(
        "items_unassigned",
        "items",
        ["kind"],
        unique=False,
        sqlite_where=sa.text("category = 'doing' AND assignee IS NULL"),
        postgresql_where=sa.text("category = 'doing' AND assignee IS NULL"),
    )
    op.create_index(
        "items_with_text",
        "items",
        ["text_until"],
        unique=False,
        sqlite_where=sa.text("text_until IS NOT NULL"),
        postgresql_where=sa.text("text_until IS NOT NULL"),
    )
    op.create_table(
        "journeys",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("journeys_key")),
    )
    op.create_table(
        "links",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("goal", sa.String(), nullable=True),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "valid_from", "position", name=op.f("links_key")),
    )
    op.create_index(
        "links_by_goal",
        "links",
        ["goal"],
        unique=False,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_index(
        "links_by_rule",
        "links",
        ["rule", "item_id"],
        unique=False,
        sqlite_where=sa.text("valid_to IS NULL AND rule IS NOT NULL"),
        postgresql_where=sa.text("valid_to IS NULL AND rule IS NOT NULL"),
    )
    op.create_index(
        "links_current",
        "links",
        ["item_id", "position"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_index(
        "links_ended",
        "links",
        ["valid_to"],
        unique=False,
        sqlite_where=sa.text("valid_to IS NOT NULL"),
        postgresql_where=sa.text("valid_to IS NOT NULL"),
    )
    op.create_table(
        "manual_links",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(), nullable=True),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("manual_links_key")),
    )
    op.create_table(
        "marks",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("mark", "what", "item_id", name=op.f("marks_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("marks_by_item", "marks", ["item_id"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("meta_key")),
    )
    op.create_table(
        "orders",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("is_wrong", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run", name=op.f("orders_key")),
    )
    op.create_index("orders_by_moment", "orders", ["at"], unique=False)
    op.create_table(
        "pending",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pending_key")),
    )
    op.create_table(
        "people",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("team_from", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("people_key")),
    )
    op.create_table(
        "presses",
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tool", "id", name=op.f("presses_key")),
    )
    op.create_table(
        "quarantine",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "place", name=op.f("quarantine_key")),
    )
    op.create_index("quarantine_by_name", "quarantine", ["name", "source"], unique=False)
    op.create_table(
        "quotes",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("waits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ref", "item_id", name=op.f("quotes_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("quotes_by_item", "quotes", ["item_id"], unique=False)
    op.create_table(
        "replies",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("replies_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("replies_by_moment", "replies", ["at"], unique=False)
    op.create_table(
        "reports",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("reports_key")),
    )
    op.create_table(
        "rules",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "valid_from", name=op.f("rules_key")),
    )
    op.create_index(
        "rules_current",
        "rules",
        ["rule"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "saved_plans",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("run", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("saved_plans_key")),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("sessions_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("sessions_by_person", "sessions", ["person"], unique=False)
    op.create_table(
        "silences",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("matchers", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("silences_key")),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=False),
        sa.Column("missing_since", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", "source", "kind", name=op.f("statements_key")),
    )
    op.create_index("statements_by_stream", "statements", ["connector", "stream", "container"], unique=False)
    op.create_index("statements_by_subject", "statements", ["kind", "subject"], unique=False)
    op.create_table(
        "streams",
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("incremental", sa.Boolean(), nullable=False),
        sa.Column("exhaustive", sa.Boolean(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("scan", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("next_due_at", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("every_minutes", sa.Float(), nullable=True),
        sa.Column("last_success", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("error_since", sa.BigInteger(), nullable=True),
        sa.Column("doubt", sa.Text(), nullable=True),
        sa.Column("doubt_since", sa.BigInteger(), nullable=True),
        sa.Column("census_at", sa.BigInteger(), nullable=True),
        sa.Column("since_limit", sa.BigInteger(), nullable=True),
        sa.Column("repaired", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("connector", "stream", "container", name=op.f("streams_key")),
    )
    op.create_index("streams_due", "streams", ["next_due_at"], unique=False)
    op.create_table(
        "team_containers",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "container", name=op.f("team_containers_key")),
    )
    op.create_table(
        "teams",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("teams_key")),
    )
    op.create_table(
        "title_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("waits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "item_id", name=op.f("title_keys_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("title_keys_by_item", "title_keys", ["item_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("tokens_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("tokens_by_id", "tokens", ["id"], unique=True)
    op.create_table(
        "unjudged",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("unjudged_key")),
    )
    op.create_table(
        "users",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("invitation", sa.String(), nullable=True),
        sa.Column("invited_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("users_key")),
    )
    op.create_table(
        "writes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("before_url", sa.String(), nullable=False),
        sa.Column("before_parts", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("writes_key")),
    )
    op.create_index("writes_by_moment", "writes", ["at"], unique=False)
    op.create_index("writes_by_place", "writes", ["tool", "place", "at"], unique=False)
    op.create_index("writes_by_run", "writes", ["run"], unique=False)
    _only_added("audit", CUT)
    _only_added("writes")
    _tended()


CUT = """
NEW.salt IS NULL AND NEW.seal IS NOT NULL AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.action = OLD.action
AND NEW.chain = OLD.chain
""".replace("\n", " ").strip()


def _only_added(table: str, allowed: str | None = None) -> None:
    """The record of what was done can neither be changed nor thinned out, by whatever program. `allowed` is the one change that
    it takes, if any is refused: words may go, and say so."""
    only = f"'rows of {table} are only added'"
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, {only}); END"
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        if allowed:
            op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({allowed}) {refuse}")
        return
    allow = f"IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; " if allowed else ""
    op.execute(
        f"CREATE FUNCTION {table}_is_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN {allow}RAISE EXCEPTION {only}; END$$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_added BEFORE {'UPDATE OR DELETE' if allowed else 'DELETE'} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_only_added()"
    )


GROWING = ("activities", "efforts", "goal_items", "item_names", "item_refs", "item_versions", "items", "links", "marks")
OFTEN = "autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"


def _tended() -> None:
    """PostgreSQL looks after a table when a fifth of it has changed: of ten million rows that is late, and much at once. What
    changes in an item finds room on its own page, so that no index is written."""
    if op.get_bind().dialect.name == "postgresql":
        for table in GROWING:
            op.execute(f"ALTER TABLE {table} SET ({OFTEN}{', fillfactor = 90' if table == 'items' else ''})")
