"""Word itself as the printer of documents, on a Windows machine that has it.

It is asked through PowerShell, which every Windows has. The script is always the same and works in
the folder that it is started in: no name goes into it, so there is none to quote.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from digit_xl.findings import Refusal
from digit_xl.word.printing import programs

_NO_WORD: Final = 9  # the script's exit code
_PROCESS: Final = "word.pid"
# Whether a program is registered under Word's name, without starting it.
_KNOWN: Final = "if (-not [Type]::GetTypeFromProgID('Word.Application')) { exit 9 }"
_KNOWN_SECONDS: Final = 20

# Word is a server of its own, which outlives its PowerShell: its number is kept for the time limit.
# ExportAsFixedFormat: 17 is PDF; do not open it, for print, the whole document without comments,
# with properties, no rights management, headings as bookmarks, tags, letters of fonts that may not
# be embedded as pictures, no PDF/A. Information(1) is a page's number as it is printed. There is no
# double quote in the script, which Windows would have to escape.
SCRIPT: Final = r"""
$ErrorActionPreference = 'Stop'
$here = (Get-Location).ProviderPath
$before = @(Get-Process WINWORD -ErrorAction SilentlyContinue | ForEach-Object { $_.Id })
try { $word = New-Object -ComObject Word.Application } catch { exit 9 }
try {
  $ours = @(Get-Process WINWORD -ErrorAction SilentlyContinue |
    ForEach-Object { $_.Id } | Where-Object { $before -notcontains $_ })
  if ($ours.Count -eq 1) {
    [IO.File]::WriteAllText((Join-Path $here 'word.pid'), [string]$ours[0])
  }
  $word.Visible = $false
  $word.DisplayAlerts = 0
  $word.AutomationSecurity = 3
  $word.Options.UpdateLinksAtOpen = $false
  foreach ($file in Get-ChildItem -LiteralPath $here -Filter '*.docx') {
    try {
      $document = $word.Documents.Open($file.FullName, $false, $true, $false)
      foreach ($contents in @($document.TablesOfContents) + @($document.TablesOfFigures)) {
        if ($contents) { $contents.UpdatePageNumbers() }
      }
      $document.ExportAsFixedFormat([IO.Path]::ChangeExtension($file.FullName, 'pdf'), 17,
        $false, 0, 0, 1, 1, 0, $true, $false, 1, $true, $true, $false)
      $document.Bookmarks.ShowHidden = $true
      $pages = @(foreach ($mark in $document.Bookmarks) {
        '{0}={1}' -f $mark.Name, $mark.Range.Information(1) })
      [IO.File]::WriteAllLines([IO.Path]::ChangeExtension($file.FullName, 'pages'),
        [string[]]$pages)
      $document.Close([ref]0)
    } catch { [Console]::Out.WriteLine($_.Exception.Message) }
  }
} finally { $word.Quit([ref]0) }
"""


def is_here() -> bool:
    """Whether this machine has a Word, which is not started for that."""
    shell = shutil.which("powershell") if programs.WINDOWS else None
    if shell is None:
        return False
    with tempfile.TemporaryDirectory(prefix="digit-xl-", ignore_cleanup_errors=True) as folder:
        try:
            return programs.finishes(_command(shell, _KNOWN), Path(folder), _KNOWN_SECONDS) == 0
        except OSError:
            return False


def make_pdfs(folder: Path, limit: float) -> Refusal | None:
    """What to say of each PDF that does not stand beside its document in the folder by now.

    None when there is no Word on this machine.
    """
    shell = shutil.which("powershell")
    if shell is None:
        return None
    try:
        code = programs.finishes(_command(shell, SCRIPT), folder, limit)
    except OSError:
        return None
    if code == _NO_WORD:
        return None
    if code is None:
        _end_word(folder / _PROCESS)
        return Refusal(
            "pdf-slow",
            f"Word blev ikke færdig med PDF-filen inden for {limit:.0f} sekunder og er standset. "
            "Prøv igen, eller giv det længere tid.",
        )
    reason = programs.said(folder)
    told = f" ({reason})" if reason else ""
    return Refusal(
        "pdf-failed",
        f"Word kunne ikke lave PDF-filen{told}. Åbn rapporten i Word, og gem den som PDF derfra.",
    )


def pages(pdf: Path) -> dict[str, int]:
    """The page on which each bookmark stands, as it is printed: what Word said beside the PDF."""
    file = pdf.with_suffix(".pages")
    said = file.read_text(encoding="utf-8") if file.exists() else ""
    told = (line.rpartition("=") for line in said.splitlines())
    return {name: int(page) for name, _, page in told if page.isdecimal()}


def _command(shell: str, script: str) -> list[str]:
    return [shell, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script]


def _end_word(number: Path) -> None:
    """End the Word that was started, if it is known which one that is."""
    if number.exists() and (told := number.read_text(encoding="utf-8").strip()).isdecimal():
        programs.end(int(told))
