"""Made-up records of made-up systems: the same ones each time, wrong on purpose where the comment says so."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from random import Random
from typing import Any

ZONE = timezone(timedelta(hours=7))
SEED = 20231031
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Division:
    """A province, or a ward of one; codes as the state writes them, with their noughts."""

    code: str
    name: str
    kind: str
    province: str = ""


@cache
def provinces() -> tuple[Division, ...]:
    """The country's, from the package `vietnam-provinces`."""
    return tuple(Division(f"{one['code']:02}", one["name"], one["division_type"]) for one in _nested())


@cache
def wards() -> tuple[Division, ...]:
    """The country's."""
    told = [(ward, one["code"]) for one in _nested() for ward in one["wards"]]
    return tuple(Division(f"{ward['code']:05}", ward["name"], ward["division_type"], f"{province:02}") for ward, province in told)


def wards_of(province: str) -> list[Division]:
    """Those of one province."""
    return [ward for ward in wards() if ward.province == province]


def edition_of_divisions() -> str:
    """Of the package they come from."""
    return version("vietnam-provinces")


@cache
def _nested() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(files("vietnam_provinces").joinpath("data/nested-divisions.json").read_text(encoding="utf-8"))
    return told


def enterprises(number: int = 1200) -> Iterator[Row]:
    """For `doanh_nghiep`. Wrong: in every hundred rows one number with a letter, one form that no list has, one capital below nought; one
    number that two rows have."""
    chance, here = Random(SEED), [ward.code for ward in wards_of("79")]  # noqa: S311 - made-up rows, the same each time
    for n in range(number):
        number_of = f"{3_100_000_000 + n:010}" if n % 100 != 17 else f"03O{n:07}"
        form = chance.choice(("TNHH", "CP", "HD", "TN")) if n % 100 != 42 else "TNHH1TV"
        capital = chance.randrange(1, 500) * 100_000_000 if n % 100 != 63 else -1
        day = date(2015, 1, 1) + timedelta(days=chance.randrange(3000))
        moment = datetime(2025, 7, 1, 8, tzinfo=ZONE) + timedelta(minutes=n)
        row = (number_of, f"Công ty Minh họa số {n:04}", day, capital, form, chance.choice(here), f"0280000{n % 1000:03}", moment)
        yield row
        if n == number // 2:
            yield (row[0], f"{row[1]} (bản ghi thứ hai)", *row[2:])


def households(number: int = 300) -> Iterator[Row]:
    """For `ho_kinh_doanh`, as somebody keeps them in Excel. Wrong: days written in words, a number of workers that is none, no owner."""
    chance = Random(SEED + 1)  # noqa: S311 - as above
    for n in range(number):
        day: Any = date(2020, 1, 1) + timedelta(days=chance.randrange(1500))
        workers: Any = chance.randrange(1, 12)
        owner = f"Chủ hộ minh họa {n:03}"
        if n % 60 == 7:
            day = "đầu năm 2021"
        elif n % 60 == 21:
            workers = "vài người"
        elif n % 60 == 33:
            owner = ""
        trade = chance.choice(("Ăn uống", "Bán lẻ", "Dịch vụ", "Sản xuất"))
        yield (f"HKD-{n:05}", f"Hộ kinh doanh Minh họa {n:03}", owner, trade, workers, day)


def projects(number: int = 150) -> Iterator[Row]:
    """For `du_an`. The source has a column that no dictionary knows (`ghi_chu`), and two countries in small letters."""
    chance = Random(SEED + 2)  # noqa: S311 - as above
    for n in range(number):
        country = chance.choice(("JP", "KR", "SG", "DE", "FR")) if n not in {30, 90} else "jp"
        yield (f"DA-{n:04}", f"Dự án Minh họa {n:03}", country, chance.randrange(1, 900) * 10_000, date(2022, 1, 1) + timedelta(days=n), "")


def permits(number: int = 240) -> list[dict[str, Any]]:
    """For an API of building permits; the dictionary that its database will have is still being proposed."""
    chance = Random(SEED + 3)  # noqa: S311 - as above
    kinds: Sequence[str] = ("CAP_MOI", "DIEU_CHINH", "GIA_HAN")
    return [
        {
            "so_giay_phep": f"GP-{n:04}/2024",
            "ngay_cap": (date(2024, 1, 2) + timedelta(days=n)).isoformat(),
            "loai_ho_so": chance.choice(kinds),
            "dien_tich_san": chance.randrange(40, 400),
        }
        for n in range(number)
    ]
