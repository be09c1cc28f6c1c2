"""The translations. `python -m hcm_registry.messages` compiles them; `--collect` first takes up the texts of code and templates
(needs gettext); `--check` names every text that lacks its English.

The compiled catalogues are not kept in git, and a fresh machine has no gettext, so polib compiles.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = "hcm_registry/locale/en/LC_MESSAGES/django.po"
#: Where texts for people are written.
SPEAKING = ("manage.py", "agencies", "catalog", "hcm_registry", "sharing", "templates")
#: What a translation keeps as it is: placeholders and marks of emphasis.
KEPT = re.compile(r"%\(\w+\)[sd]|%%|</?\w+>")
#: Small letters: a document's symbol (312/SKHĐT-ĐKKD) stays as it is in any language.
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
#: Of the header: what changes by itself, so that two branches that add a text would collide on it, and what says nothing.
RESTLESS = ("POT-Creation-Date", "Report-Msgid-Bugs-To")


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write every .mo that is missing or older than its .po; returns those written."""
    sources = sorted({*root.glob("locale/*/LC_MESSAGES/*.po"), *root.glob("*/locale/*/LC_MESSAGES/*.po")})
    stale = [source for source in sources if _is_stale(source)]
    for source in stale:
        _compile(source)
    return [source.with_suffix(".mo") for source in stale]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    draft = source.with_suffix(f".{os.getpid()}.new")  # two test runs may do this at once
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(source.with_suffix(".mo"))


def collected(root: Path = ROOT) -> str:
    """The English catalogue as the code stands now. In a copy, because makemessages puts files beside the templates it reads."""
    with TemporaryDirectory() as place:
        copy = Path(place)
        for name in SPEAKING:
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
            elif (root / name).exists():
                shutil.copy(root / name, copy / name)
        _make_messages(copy)
        catalogue = polib.pofile(str(copy / ENGLISH), wrapwidth=0)
    return _settled(catalogue)


def _settled(catalogue: polib.POFile) -> str:
    for name in RESTLESS:
        catalogue.metadata.pop(name, None)
    for entry in catalogue:
        entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None  # left alone, msgmerge would refuse the file
        if entry.fuzzy:  # guessed by likeness, and a Vietnamese sentence spelt alike seldom says the same
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
    return f"{catalogue}\n"


def _make_messages(root: Path) -> None:
    nowhere = {"DEBUG": "1", "DATABASE_URL": "postgres://nobody@localhost/nothing", "REDIS_URL": "redis://localhost/0"}
    command = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--no-location", "--no-wrap", "--no-obsolete"]
    subprocess.run(command, cwd=root, env=nowhere | os.environ, check=True, stdout=subprocess.DEVNULL)


def faults(text: str) -> list[str]:
    """What is wrong with a catalogue, a line each."""
    return [f"{fault}: {entry.msgid}" for entry in polib.pofile(text) if (fault := _fault(entry))]


def _fault(entry: polib.POEntry) -> str:
    said = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if not all(said):
        return "not translated"
    if entry.fuzzy:
        return "only guessed (fuzzy)"
    if any(VIETNAMESE.search(each) for each in said):
        return "still Vietnamese"
    kept = [sorted(KEPT.findall(each)) for each in (entry.msgid, *said)]
    return "" if all(each == kept[0] for each in kept) else "other placeholders"


def check(root: Path = ROOT) -> list[str]:
    """Faults of the English catalogue, held against the code when gettext is there; without it says aloud what was not checked."""
    kept = (root / ENGLISH).read_text()
    if shutil.which("xgettext"):
        now = collected(root)
        unused = _texts(kept) - _texts(now)
        return faults(now) + [f"no longer used: {text}" for _, text in sorted(unused)]
    if os.environ.get("REQUIRE_GETTEXT") == "1":
        return ["xgettext was not found and REQUIRE_GETTEXT=1: install the package gettext"]
    print("CHƯA ĐỐI CHIẾU BẢN DỊCH VỚI MÃ: thiếu gettext / TRANSLATIONS NOT HELD AGAINST THE CODE: gettext was not found", file=sys.stderr)
    return faults(kept)


def _texts(catalogue: str) -> set[tuple[str, str]]:
    return {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(catalogue)}


def collect(root: Path = ROOT) -> list[str]:
    """Take up new texts into the English catalogue and let go of unused ones; returns what is left to translate."""
    catalogue = root / ENGLISH
    if shutil.which("xgettext"):
        catalogue.write_text(collected(root))
    else:
        print("Không có gettext, chỉ biên dịch / no gettext, compiling only", file=sys.stderr)
    return faults(catalogue.read_text())


def main(wanted: str = "") -> int:
    """The command line; a check that finds a fault fails."""
    found = {"--check": check, "--collect": collect}[wanted]() if wanted else []
    written = [] if wanted == "--check" else compile_all()
    for line in (*found, *(str(path.relative_to(ROOT)) for path in written)):
        print(line, file=sys.stderr)
    if wanted == "--check" and found:
        print(f"make messages, {ENGLISH}", file=sys.stderr)
    return 1 if wanted == "--check" and found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
