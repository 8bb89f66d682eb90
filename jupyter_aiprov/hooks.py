"""The hooks: what a plugin offers at each of the three doors, and what it is given.

What ships with this package goes by the same signatures. A plugin is an entry point:

=============================== ======================== =========================
group                           name                     object
=============================== ======================== =========================
``jupyter_aiprov.adapters``     ``dialect.NAME``         :class:`Dialect`
``jupyter_aiprov.adapters``     ``providers.NAME``       a file, ``package:file.toml``
``jupyter_aiprov.adapters``     ``transport.NAME``       :class:`Adapter`
``jupyter_aiprov.adapters``     ``module.IMPORTED``      :class:`Adapter`
``jupyter_aiprov.adapters``     ``outputs.NAME``         :class:`Outputs`
``jupyter_aiprov.adapters``     ``trace.NAME``           :class:`Trace`
``jupyter_aiprov.adapters``     ``hook.NAME``            :class:`AgentHook`
``jupyter_aiprov.generators``   the module's name        :class:`Adapter`
``jupyter_aiprov.exporters``    the format's name        :class:`Exporter`
=============================== ======================== =========================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

from .capture.http.body import Reader
from .capture.http.call import Call
from .capture.http.request import Request
from .record.activity import Activity

if TYPE_CHECKING:
    from .capture.agents import traces
    from .capture.agents.calls import Call as AgentCall
    from .capture.recorder import Recorder

Undo = Callable[[], object]
Report_contra = TypeVar("Report_contra", contravariant=True)


@runtime_checkable
class Dialect(Protocol):
    """How requests to models and their answers look, where they do so in a way of their own.

    Where it is spoken (hosts and paths) stands with its providers, as data. A subclass fills in
    a call from plain JSON; it parses and has no effects.

    Attributes:
        name: as the record tells it, and as the data of its providers has it.
    """

    name: ClassVar[str]

    def fits(self, request: Request) -> bool:
        """Whether a request to a host that is nobody's has its form; its path is one of its own.

        By default one that names a model.
        """
        return "model" in request.fields

    def ask(self, call: Call, request: Request) -> None:
        """Fill in ``call`` from the request: model, parameters, prompt."""

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Fill in ``call`` from a whole answer: model, text, tokens, why it ended."""

    def event(self, call: Call, name: str, event: Mapping[str, object]) -> None:
        """Fill in ``call`` from one event of a stream; by default each is an answer of its own.

        Args:
            call: as the events before left it.
            name: the event's; empty where the stream gives none.
            event: its data.
        """
        self.answer(call, event)

    def headers(self, call: Call, headers: Mapping[str, str]) -> None:
        """Fill in ``call`` from the kept headers of the answer (:data:`exchange.KEPT_HEADERS`)."""
        return

    def reader(self, call: Call, content_type: str) -> Reader | None:
        """What reads an answer in a form only this dialect has; None leaves it to us.

        Of a plugin's dialect this is not asked: bytes are read by us.
        """
        return None


class Adapter(Protocol):
    """Begins to see something; what it sees it hands to the recorder.

    A *transport* sees requests leave (``capture/transports``), a *model adapter* calls to a model
    inside the kernel (``capture/models``), a *generator* data that a library makes up
    (``capture/generators``). It is called once the module of its name has been imported, and
    anew when that is imported anew. An object with a method ``install`` of this form will do.
    """

    def __call__(self, recorder: Recorder, /) -> Undo:
        """Begin; answers what undoes it, so that the user's libraries are as before."""


class Outputs(Protocol):
    """Reads what another tool left in a saved output."""

    def __call__(self, output: Mapping[str, object], /) -> Activity | None:
        """The activity an output, as the notebook holds it, speaks of; None where of none."""


class Trace(Protocol):
    """Reads the trace another tool keeps, for ``jupyter aiprov import --from NAME``."""

    def __call__(self, request: traces.Request, /) -> traces.Found:
        """What the trace holds of a notebook."""


class AgentHook(Protocol):
    """Reads what an agent's hook is given, for ``jupyter aiprov hook NAME``."""

    def parse(self, payload: Mapping[str, object], /) -> AgentCall | None:
        """The call of a hook's payload; None where it changes no notebook."""


class Exporter(Protocol[Report_contra]):
    """Writes a report in one format."""

    def __call__(self, report: Report_contra, options: Mapping[str, object], /) -> bytes:
        """The report, a :class:`~jupyter_aiprov.report.model.Report`, in this format.

        Args:
            report: what is known.
            options: by the names of the command line's options, such as ``lang``.

        Raises:
            AiprovError: it cannot be written so; the message names the remedy.
        """
