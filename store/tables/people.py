"""Accounts, the persons whose they are, and teams."""

from sqlalchemy import Index
from sqlmodel import Field

from store.tables.row import Row


class Accounts(Row, table=True):
    """`person` is as `core.people.resolve` says. One that is not `pulled` is only named by the people map or a profile."""

    __tablename__ = "accounts"
    __table_args__ = (Index("accounts_by_person", "person"),)

    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    email: str | None
    active: bool
    bot: bool
    person: str | None
    pulled: bool
    zone: str


class People(Row, table=True):
    """`team_from` says where the team is from. Without team it names the groups that disagree, if any do."""

    __tablename__ = "people"

    person: str = Field(primary_key=True)
    name: str
    team: str | None
    team_from: str


class Teams(Row, table=True):
    __tablename__ = "teams"

    name: str = Field(primary_key=True)
    channel: str | None


class TeamContainers(Row, table=True):
    __tablename__ = "team_containers"

    source: str = Field(primary_key=True)
    container: str = Field(primary_key=True)
    team: str
