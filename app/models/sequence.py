"""The one counter from which every integer id of the installation is drawn."""

from sqlmodel import Field, SQLModel


class Sequence(SQLModel, table=True):
    name: str = Field(primary_key=True, max_length=40)
    value: int
