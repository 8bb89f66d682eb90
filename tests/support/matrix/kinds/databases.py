"""Connections, cursors and rows: what is sent to a database is written down."""

import sqlite3

import duckdb
import sqlalchemy as sa
from matrix_prelude import seen
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    """Tables."""


class Parent(Base):
    """One of two tables."""

    __tablename__ = "parent"
    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str]
    notes: Mapped[str] = mapped_column(deferred=True)
    children: Mapped[list["Child"]] = relationship(lazy="select")
    moving: Mapped[list["Child"]] = relationship(lazy="raise", viewonly=True)


class Child(Base):
    """The other."""

    __tablename__ = "child"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(sa.ForeignKey("parent.id"))


engine = sa.create_engine("sqlite://")
Base.metadata.create_all(engine)
session = Session(engine)
session.add_all([Parent(id=n, word=f"w{n}", notes="n", children=[Child()]) for n in (1, 2, 3)])
session.commit()


@sa.event.listens_for(engine, "before_cursor_execute")
def sent(connection, cursor, statement, *rest):
    """Write down what is sent."""
    seen.append(" ".join(statement.split())[:40])


def expired():
    """A row whose columns are fetched anew when they are read."""
    session.rollback()
    row = session.get(Parent, 1)
    session.expire(row)
    seen.clear()
    return row


def detached():
    """A row without a session."""
    with Session(engine) as other:
        row = other.get(Parent, 1)
    seen.clear()
    return row


db = sqlite3.connect(":memory:")
db.executescript("create table t (n int, word text); insert into t values (1,'a'),(2,'b'),(3,'c')")


def watched():
    """A connection that tells each statement it is sent."""
    made = sqlite3.connect(":memory:")
    made.executescript("create table t (n int); insert into t values (1), (2), (3)")
    made.set_trace_callback(seen.append)
    return made


def guarded():
    """A connection that asks before each act."""
    made = watched()
    made.set_authorizer(lambda act, *rest: seen.append(act) or sqlite3.SQLITE_OK)
    return made


def forbidden():
    """A connection that allows nothing."""
    made = watched()
    made.set_authorizer(lambda act, *rest: seen.append(act) or sqlite3.SQLITE_DENY)
    return made


class LoudRow(sqlite3.Row):
    """A row that tells when it is read."""

    def __getitem__(self, key):
        seen.append(f"row {key}")
        return super().__getitem__(key)

    def keys(self):
        seen.append("row keys")
        return super().keys()


class LoudConnection(sqlite3.Connection):
    """A connection that tells what is called."""

    def execute(self, *args):
        seen.append("execute")
        return super().execute(*args)

    def cursor(self, *args):
        seen.append("cursor")
        return super().cursor(*args)


def rows(factory, connection=db):
    """A cursor over three rows, each made by ``factory``."""
    cursor = connection.cursor()
    cursor.row_factory = factory
    return cursor.execute("select n, word from t")


def told(cursor, row):
    """A row factory that tells."""
    seen.append(f"made row {row[0]}")
    return list(row)


relation = duckdb.sql("select 1 as n union all select 2")
READ = "select n from t"
KINDS = {
    "ORM row": ("session.get(Parent, 1)", "v.word = names[0]", "len(v.children)"),
    "ORM row, expired": ("expired()", "v.word = names[0]", "v.word"),
    "ORM row, detached": ("detached()", "v.word = names[0]", "v.word"),
    "ORM row, new": ("Parent(id=9)", "v.word = names[0]", "v.children"),
    "ORM query": ("session.query(Parent)", "v = v.filter_by(id=1)", "v.count()"),
    "ORM result": ("session.execute(sa.select(Parent.id))", "w = v.fetchone()", "v.all()"),
    "ORM scalars": ("session.scalars(sa.select(Parent.id))", "w = v.first()", "v.all()"),
    "ORM list": ("session.scalars(sa.select(Parent)).all()", "v.pop()", "v[0].word"),
    "ORM collection": ("session.get(Parent, 2).children", "v.append(Child())", "len(v)"),
    "ORM session": ("session", "w = v.get(Parent, 1)", "len(v.new)"),
    "SQL row": ("session.execute(sa.select(Parent.id, Parent.word)).first()", "w = v.word", "v"),
    "SQL select": ("sa.select(Parent)", "v = v.where(Parent.id == 1)", "str(v)"),
    "SQL clause": ("Parent.id == 1", "v = v & (Parent.word == 'a')", "str(v)"),
    "SQL column": ("Parent.word", "w = v == names[0]", "str(v)"),
    "SQL engine": ("engine", "w = v.connect().close()", "v.dialect.name"),
    "SQL connection": ("engine.connect()", "w = v.scalar(sa.text('select 1'))", "v.close()"),
    "connection that tells": ("watched()", f"w = v.execute('{READ}').fetchall()", "v.close()"),
    "connection that asks": ("guarded()", f"w = v.execute('{READ}').fetchall()", "v.close()"),
    "connection that forbids": ("forbidden()", f"w = v.execute('{READ}')", "v.close()"),
    "connection subclass": ("LoudConnection(':memory:')", "w = v.execute('select 1')", "v.close()"),
    "connection, closed": ("(lambda c: c.close() or c)(watched())", "v.execute('select 1')", ""),
    "cursor": ("rows(None)", "w = v.fetchone()", "v.fetchall()"),
    "cursor with a factory": ("rows(told)", "w = v.fetchone()", "v.fetchall()"),
    "cursor, untouched": ("watched().execute('select n from t')", "w = v.fetchone()", "next(v)"),
    "row": ("rows(sqlite3.Row).fetchone()", "w = v['n']", "tuple(v)"),
    "row that tells": ("rows(LoudRow).fetchone()", "w = v['n']", "tuple(v)"),
    "rows of a factory": ("rows(told).fetchall()", "v[0].append(names[0])", "v"),
    "relation": ("relation", "v = v.filter('n > 1')", "v.fetchall()"),
    "result of duckdb": (
        "duckdb.connect().execute('select 1')",
        "w = v.fetchone()",
        "v.fetchall()",
    ),
}
