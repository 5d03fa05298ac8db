"""Runs macros of a document in LibreOffice; for the Python that has LibreOffice's UNO.

It is given the document, and on stdin JSON: a list of [module.macro, arguments]. It prints JSON:
what each macro answered, or how it failed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

_STARTING = 60  # seconds
_FILTER = "Calc MS Excel 2007 VBA XML"
_RUN_ALL_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


def main(document: Path) -> None:
    """Run the macros that stdin asks for."""
    calls = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        pipe = f"digit{Path(folder).name}"
        office = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation={Path(folder).as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            desktop = _desktop(pipe)
            answers = _answers(desktop, document, calls)
            with contextlib.suppress(Exception):  # it goes away while it answers
                desktop.terminate()
            office.wait(timeout=_STARTING)
        finally:
            with contextlib.suppress(ProcessLookupError):  # it has gone by itself
                os.killpg(office.pid, signal.SIGKILL)
            office.wait()
    print(json.dumps(answers))  # noqa: T201 - the answer


def _desktop(pipe: str) -> Any:  # noqa: ANN401 - UNO tells no types
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    until = time.monotonic() + _STARTING
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return remote.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", remote
            )


def _answers(desktop: Any, document: Path, calls: list[tuple[str, list[Any]]]) -> list[Any]:  # noqa: ANN401
    loading = (
        _value("MacroExecutionMode", _RUN_ALL_MACROS),
        _value("FilterName", _FILTER),
        _value("Hidden", True),  # noqa: FBT003 - UNO has no names of arguments
    )
    opened = desktop.loadComponentFromURL(document.as_uri(), "_blank", 0, loading)
    library = opened.BasicLibraries.ProjectName
    scripts = opened.getScriptProvider()

    def answer(macro: str, arguments: list[Any]) -> Any:  # noqa: ANN401
        address = f"vnd.sun.star.script:{library}.{macro}?language=Basic&location=document"
        try:
            return scripts.getScript(address).invoke(tuple(arguments), (), ())[0]
        except Exception as error:  # noqa: BLE001 - the test judges it
            return f"FAILED {error}"

    answers = [answer(*call) for call in calls]
    opened.close(True)  # noqa: FBT003 - UNO has no names of arguments
    return answers


def _value(name: str, value: object) -> Any:  # noqa: ANN401
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
