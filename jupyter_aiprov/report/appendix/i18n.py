"""Messages, words, numbers and dates in the appendix's language.

Messages are the English text; other languages are gettext catalogues, one ``.po`` file each in
``report/locale``, compiled in memory when first needed: no build step can forget one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from ...record.base import moment
from ...record.errors import BadInput
from ...record.quantity import Quantity
from ...spec.vocabulary import label
from .document import Inline, Text, plain_text
from .inlines import Value, clean, fill, joined, plain

LOCALE = Path(__file__).parents[1] / "locale"
SOURCE = "en"

_GROUPED = 1000

_UNITS = {"kWh": ("kWh", "Wh", "mWh", "µWh"), "kgCO2eq": ("kg CO₂e", "g CO₂e", "mg CO₂e")}


def languages() -> list[str]:
    """The languages an appendix can be written in."""
    return [SOURCE, *sorted(path.stem for path in LOCALE.glob("*.po"))]


@cache
def translator_of(language: str) -> Translator:
    """The translator into a language.

    Raises:
        BadInput: there is no catalogue of it.
    """
    if language not in languages():
        raise BadInput(f"No language '{language}'. Known: {', '.join(languages())}.")
    return Translator(language, _catalogue(language))


def _catalogue(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (LOCALE / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


class Translator:
    """Translation and formatting in one language. Messages must be literals at the call."""

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        from babel import Locale
        from babel.numbers import get_decimal_symbol, get_group_symbol

        self.language = language
        self._catalogue = catalogue
        self._locale = Locale.parse(language)
        self._decimal = get_decimal_symbol(language)
        self._group = get_group_symbol(language)

    def text(self, message: str, **values: Value) -> str:
        """A translated message as a plain string."""
        translated = self._catalogue.gettext(message)
        return plain_text(fill(translated, values)) if values else translated

    def say(self, message: str, **values: Value) -> Text:
        """A translated message with its values set in."""
        return fill(self._catalogue.gettext(message), values)

    def word(self, kind: str, value: str | None) -> str:
        """The label of a closed word of the record, ``kind`` of ``spec/vocabulary.toml``.

        Another word is printed as it is; none is unknown.
        """
        if value is None:
            return self.text("unknown")
        return label(kind, value, self.language) or value

    def named(self, name: str, value: str) -> str:
        """What something is called, and what it is: ``role: supervisor``."""
        return self.text("{name}: {value}", name=name, value=value)

    def many(self, one: str, several: str, n: int, **values: Value) -> Text:
        """As :meth:`say`, in the number ``n`` asks for; ``{n}`` is the number itself.

        Args:
            one: the message for one.
            several: the message for several.
            n: how many.
            **values: what is set in, by name.

        Returns:
            The message with its values set in.
        """
        message = self._catalogue.ngettext(one, several, n)
        return fill(message, {"n": self.number(n), **values})

    def more(self, n: int) -> str:
        """How many are left out of a list."""
        return plain_text(self.many("{n} more", "{n} more", n))

    def semicolon(self, texts: Sequence[Text]) -> Text:
        """Texts one after the other, parted by the language's semicolon."""
        return joined(texts, self._catalogue.gettext("; "))

    def number(self, value: float) -> str:
        """A number: three significant digits, groups and decimal sign of the language."""
        whole = float(value).is_integer() or abs(value) >= _GROUPED
        digits = f"{value:,.0f}" if whole else _short(value)
        return digits.translate({ord(","): self._group, ord("."): self._decimal})

    def share(self, part: int, whole: int) -> str:
        """A percentage; what is there never shows as 0 %, nor what is not all as 100 %."""
        percent = 100 * part / whole if whole else 0.0
        if 0 < percent < 1:
            return self.text("< 1%")
        if 99 < percent < 100:  # noqa: PLR2004 - the last hundredth
            return self.text("> 99%")
        return self.text("{n}%", n=f"{percent:.0f}")

    def quantity(self, quantity: Quantity | None) -> str:
        """A range with a readable unit, or that it is not available."""
        if quantity is None:
            return self.text("not available")
        unit, scale = _scaled(quantity)
        low, high = (self.number(float(f"{v * scale:.2g}")) for v in (quantity.min, quantity.max))
        amount = low if low == high else f"{low}–{high}"
        return f"{amount}\u00a0{unit}"

    def seconds(self, seconds: float) -> str:
        """A duration in the unit a person would choose; unknown where nothing was measured."""
        if not seconds:
            return self.text("unknown")
        if seconds < 120:  # noqa: PLR2004 - two minutes
            return f"{self.number(float(f'{seconds:.2g}'))}\u00a0s"
        minutes = round(seconds / 60)
        if minutes < 120:  # noqa: PLR2004 - two hours
            return f"{minutes}\u00a0min"
        return f"{minutes // 60}\u00a0h\u00a0{minutes % 60:02d}"

    def date(self, time: str) -> str:
        """The day of a record's time (UTC); as it stands where the calendar has no such day."""
        from babel.dates import format_date

        at = moment(f"{time[:10]}T00:00:00")
        return format_date(at.date(), "long", locale=self._locale) if at else clean(time[:10])

    def dates(self, first: str | None, last: str | None) -> str:
        """From the first day to the last, or the one day."""
        if not first or not last:
            return self.text("unknown")
        if first[:10] == last[:10]:
            return self.date(first)
        return self.text("{first} to {last}", first=self.date(first), last=self.date(last))

    def listed(self, items: Sequence[Text | str]) -> Text:
        """``a, b and c``."""
        texts = [plain(item) if isinstance(item, str) else item for item in items]
        out: list[Inline] = []
        for position, text in enumerate(texts):
            if position:
                last = position == len(texts) - 1
                out.append(Inline(self._catalogue.gettext(" and ") if last else ", "))
            out.extend(text)
        return tuple(out)


def _short(value: float) -> str:
    text = f"{value:.3g}"
    return f"{value:.10f}".rstrip("0") if "e" in text else text


def _scaled(quantity: Quantity) -> tuple[str, float]:
    units = _UNITS.get(quantity.unit, (quantity.unit,))
    for power, unit in enumerate(units):
        if quantity.max * 1000**power >= 1 or unit == units[-1]:
            return unit, 1000.0**power
    return quantity.unit, 1.0
