"""A revision that only tests know: it adds, fills, drops and makes anew, as real ones do."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("items") as items:
        items.add_column(sa.Column("weight", sa.Integer(), nullable=True))
        items.drop_column("narrow")
    op.execute("UPDATE items SET weight = 7")
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO later (id) SELECT id FROM items")
