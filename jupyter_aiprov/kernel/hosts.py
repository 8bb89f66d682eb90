"""What we use of the programs we run in, IPython's shell and ipykernel's kernel, as types.

Their own annotations are few and differ from version to version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

#: A request as the kernel hands it about, its header among the rest.
Message = Mapping[str, Mapping[str, str]]


class CellInfo(Protocol):
    """What the shell says of a cell that is about to run."""

    raw_cell: str
    store_history: bool
    silent: bool
    cell_id: str | None


class CellResult(Protocol):
    """What it says of one that ended."""

    info: CellInfo
    execution_count: int | None
    error_before_exec: BaseException | None
    error_in_exec: BaseException | None


class Events(Protocol):
    """The shell's hooks: ``pre_run_cell`` and the like."""

    def register(self, event: str, function: Callable[..., object]) -> None:
        """Call a function at an event."""

    def unregister(self, event: str, function: Callable[..., object]) -> None:
        """Do so no more."""


class Session(Protocol):
    """What sends a kernel's messages; its methods are replaced by name."""

    def send(
        self, stream: object, kind: str, content: Mapping[str, object], **more: object
    ) -> object:
        """Send a message.

        Args:
            stream: the socket it goes to.
            kind: of message.
            content: of the message, plain JSON.
            **more: its parent, metadata and the like.

        Returns:
            The message as it was sent.
        """


class Kernel(Protocol):
    """The kernel of a shell."""

    session: Session
    iopub_socket: object

    def get_parent(self, channel: str) -> Message:
        """The request that is being answered."""


class DisplayHook(Protocol):
    """What shows the value of a cell's last line.

    Attributes:
        prompt_count: the execution count under which it goes to ``Out``.
    """

    prompt_count: int


class Shell(Protocol):
    """The shell whose cells are recorded; a kernel's has a ``kernel`` besides.

    Attributes:
        user_ns: the user's variables, whatever they are.
        config: what a person configured.
        magics_manager: keeps the magics.
        strdispatchers: keeps what completes lines.
        input_transformers_cleanup: what cells pass first.
        execution_count: of the cell that runs.
        displayhook: shows results.
    """

    user_ns: dict[str, Any]
    config: Any
    events: Events
    magics_manager: Any
    strdispatchers: dict[str, Any]
    input_transformers_cleanup: list[Callable[[list[str]], list[str]]]
    execution_count: int
    displayhook: DisplayHook

    def run_cell(self, raw_cell: str) -> object:
        """Run a cell."""

    def set_hook(self, name: str, hook: Callable[..., object], *, re_key: str) -> None:
        """Hook into the completion of lines.

        Args:
            name: of the hook.
            hook: what is to be called.
            re_key: the lines it is for.
        """

    def showtraceback(self, *, running_compiled_code: bool) -> None:
        """Show the exception that is being handled."""

    def transform_cell(self, raw_cell: str) -> str:
        """A cell as Python."""
