"""What is asked of Excel, asked again while Excel is busy.

Excel answers nobody while a cell is being edited, a dialog is open, or another program has its
ear. It says so in ways of its own, which are told by their numbers: neither pywin32 nor appscript
is there on every system.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TypeVar

from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

SECONDS = 10.0  # who has not let go of a cell by then is told to
_FIRST_PAUSE, _GROWTH = 0.05, 2.0

# Windows: RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, and Excel's VBA_E_IGNORE, signed.
_REJECTED = frozenset(code - (1 << 32) for code in (0x80010001, 0x8001010A, 0x800AC472))
# macOS: errAEWaitCanceled, errAETimeout, errAENoUserInteraction.
_UNANSWERED = frozenset({-1711, -1712, -1713})


def patiently(call: Callable[[], Answer]) -> Answer:
    """What the call returns, made again with growing pauses for as long as Excel is busy.

    A rejected call has done nothing; a call that asks for several things must bear to be made
    again from the start.

    Raises:
        Refusal: Excel is still busy after some ten seconds.
    """
    _hand_rejections_on()
    end, pause = time.monotonic() + SECONDS, _FIRST_PAUSE
    while True:
        try:
            return call()
        except Exception as error:
            if not busy(error):
                raise
            if time.monotonic() + pause > end:
                raise _refusal() from error
        time.sleep(pause)
        pause *= _GROWTH


def busy(error: Exception) -> bool:
    """Whether this is how Excel, or xlwings for it, says that it cannot listen now."""
    if type(error).__name__ == "ExcelBusyError":
        return True
    if isinstance(error, AttributeError):  # what pywin32 makes of a property's rejection
        return "can not be set" in str(error)
    inner = getattr(error, "excepinfo", None) or (None,)  # of which the last is Excel's own number
    numbers = {getattr(error, "hresult", None), inner[-1]}
    return bool(numbers & _REJECTED) or getattr(error, "errornumber", None) in _UNANSWERED


def _hand_rejections_on() -> None:
    """Let xlwings on Windows try but once; of its own it tries a rejected call for ever."""
    windows = sys.modules.get("xlwings._xlwindows")
    if windows:
        vars(windows)["N_COM_ATTEMPTS"] = 1


def _refusal() -> Refusal:
    return Refusal(
        "excel-busy",
        "Excel er optaget og svarer ikke. Afslut redigeringen af cellen med Enter eller Esc, "
        "luk åbne dialoger i Excel, og prøv igen.",
    )
