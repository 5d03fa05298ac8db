"""xlwings as it is on Windows, without Windows: its own code, with stand-ins for what it calls.

Import this in a process of its own, before xlwings. What stands behind `pywin32` here knows a
workbook, a range and no more; everything between the add-in's VBA and a worksheet function is
xlwings' own.
"""

from __future__ import annotations

# What looks at the system when it is loaded has to see the real one.
import asyncio
import concurrent.futures.thread
import ctypes
import subprocess  # noqa: F401 - as above
import sys
import tempfile
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MISSING", "Cells", "Workbook", "ask", "asyncio", "concurrent", "pl", "tempfile"]

MISSING = -2147352572  # DISP_E_PARAMNOTFOUND: an optional argument that was left out
_RANGE = "{00020846-0000-0000-C000-000000000046}"


class _Dispatch:
    """A COM object, as far as its kind goes."""

    def __init__(self, kind: str) -> None:
        info = SimpleNamespace(GetTypeAttr=lambda: SimpleNamespace(iid=kind))
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: info)


class Cells(_Dispatch):
    """A range that holds these rows."""

    def __init__(self, *rows: Sequence[object]) -> None:
        """Hold what `Value` gives: a single cell, or the rows as tuples."""
        super().__init__(_RANGE)
        several = len(rows) > 1 or len(rows[0]) > 1
        self.Value = tuple(tuple(row) for row in rows) if several else rows[0][0]
        self.Rows = SimpleNamespace(Count=len(rows))
        self.Columns = SimpleNamespace(Count=len(rows[0]))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        """Whatever else xlwings looks at on its way."""
        return MagicMock()


class Workbook(_Dispatch):
    """A workbook, which no comparison may touch."""

    def __init__(self, name: str) -> None:
        """Be open under that name."""
        super().__init__("{000208DA-0000-0000-C000-000000000046}")
        self.Name = name

    def __eq__(self, other: object) -> bool:
        """Fail, for pywin32 compares a COM object with COM objects alone."""
        raise AssertionError(other)

    __hash__ = None  # type: ignore[assignment]


def _stub(name: str, **names: object) -> None:
    module = ModuleType(name)
    module.__path__ = []
    module.__getattr__ = lambda _: MagicMock()  # type: ignore[method-assign]
    vars(module).update(names)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


class _ComError(Exception):
    hresult = 0


class _Time:
    """The type of COM's own moments; the tests give plain ones."""


def _unwrap(_: object) -> None:
    raise _ComError


_stub("pywintypes", com_error=_ComError, error=_ComError, TimeType=_Time, IID=str)
_KINDS = {0: type("PyIDispatch", (), {})}
_stub("pythoncom", __file__="", TypeIIDs=_KINDS, IID_IDispatch=0, ole_error=_ComError)
for _name in ("win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone"):
    _stub(_name)
_client = {
    name: type(name, (), {})
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass", "DispatchEx")
}
_stub("win32com")
_stub("win32com.client", Dispatch=lambda one, **_: one, **_client)
_stub("win32com.server")
for _name in ("dispatcher", "policy"):
    _stub(f"win32com.server.{_name}")
_stub("win32com.server.util", unwrap=_unwrap)
for _name in ("windll", "oledll"):
    setattr(ctypes, _name, MagicMock())
ctypes.PyDLL = MagicMock()  # type: ignore[misc]
_real, sys.platform = sys.platform, "win32"
import xlwings.com_server  # noqa: E402 - on the system that it is for now

sys.platform = _real


def ask(name: str, *given: object) -> Any:  # noqa: ANN401 - a number or a text
    """What the server answers the add-in's VBA."""
    server: Any = xlwings.com_server.XLPython()
    return server.CallUDF("digit_xl.udf", name, given, None, None)
