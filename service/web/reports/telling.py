"""Numbers, days, periods and names as the reader of a report writes them."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.numbers import format_percent

from graph_model.analysis.indicators.figures import Figure
from graph_model.analysis.indicators.rules import IndicatorCode, Unit
from graph_model.analysis.indicators.words import WORDS
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.variants import TraceLevel
from graph_model.domain.checks import local_day
from graph_model.domain.labels import label
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from service.words import words
from visual.catalogues import LOCALES, Words, written_day, written_number

_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Telling:
    """Everything in one language; names come from the directory."""

    language: str
    directory: Directory

    @property
    def words(self) -> Words:
        """The catalogue of the language."""
        return words(self.language)

    def one_of(self, sentence: Sentence) -> str:
        """A sentence of an analysis."""
        return sentence.said(self.language)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with at most so many decimals."""
        return written_number(value, self.language, digits=digits)

    def share(self, value: float) -> str:
        """A share from 0 to 1 in per cent."""
        pattern = f"#,##0{_SPACE}%" if self.language == "de" else "#,##0%"
        return format_percent(value, format=pattern, locale=LOCALES[self.language])

    def amount(self, value: float, unit: Unit) -> str:
        """A value in the unit of an indicator."""
        return self.share(value) if unit is Unit.SHARE else self.number(value, 1)

    def day(self, found: date) -> str:
        """A calendar day."""
        return written_day(found, self.language)

    def month(self, found: date) -> str:
        """A month in short."""
        return format_date(found, format="MM/yyyy", locale=LOCALES[self.language])

    def period(self, found: Period) -> str:
        """The first and the last day of a period, or from when or until when."""
        first = None if found.start is None else self.day(local_day(found.start))
        last = None if found.last_day is None else self.day(found.last_day)
        if first is not None and last is not None:
            return self.words["report_period_span"].format(first=first, last=last)
        if first is not None:
            return self.words["report_since"].format(first=first)
        if last is not None:
            return self.words["report_up_to"].format(last=last)
        return self.words["report_all_time"]

    def months(self, found: Period) -> str:
        """The first and the last month of a period that has both; empty for any other."""
        if found.start is None or found.last_day is None:
            return ""
        return self.words["waits_quarter"].format(
            first=self.month(local_day(found.start)), last=self.month(found.last_day)
        )

    def count(self, value: int | None) -> str:
        """A count; a dash for none and for none that may be told."""
        return self.words["report_none"] if value is None else self.number(value)

    def more(self, count: int) -> str:
        """How many lines were left out below a table; empty if none were."""
        return self.words.many("report_more", count) if count > 0 else ""

    def out_of(self, shown: int, total: int | None, *, key: str, period: Period) -> str:
        """What figures rest on, of a period: so many out of all, in the sentence of a key."""
        return self.words[key].format(
            shown=self.number(shown), total=self.count(total), period=self.period(period)
        )

    def value(self, figure: Figure | None, unit: Unit, *, is_hidden: bool) -> str:
        """The value of a figure; if ``is_hidden``, a dash for none and for none to be shown."""
        if figure is None:
            return self.words["report_none" if is_hidden else "indicators_nothing"]
        if figure.value is None:
            return self.words["indicators_still_waiting"]
        return self.amount(figure.value, unit)

    def interval(self, figure: Figure | None, unit: Unit) -> str:
        """The interval of a figure, or a dash."""
        if figure is None or figure.low is None or figure.high is None:
            return self.words["report_none"]
        ends = (self.amount(one, unit) for one in (figure.low, figure.high))
        return "–".join(ends) if unit is not Unit.SHARE else " – ".join(ends)

    def rests_on(self, figure: Figure | None, code: IndicatorCode, *, unit: Unit) -> str:
        """Numerator and denominator in words, or a dash; of the counted."""
        if figure is None:
            return self.words["report_none"]
        key = "indicators_for" if unit is Unit.RATE else "indicators_of_counted"
        told = self.words[key].format(
            count=self.number(figure.numerator),
            total=self.number(figure.denominator, 1),
            of=self.one_of(WORDS[code].of),
        )
        if not figure.left_out:
            return told
        return told + self.words["indicators_left_out"].format(count=self.number(figure.left_out))

    def step(self, step: str, level: TraceLevel) -> str:
        """A step of a way: a kind of helper, a service, or somebody by name."""
        if level is TraceLevel.KIND:
            return label(ActorKind(step), self.language) if step in set(ActorKind) else step
        if level is TraceLevel.SERVICE:
            found = self.directory.services.get(step)
            return step if found is None else found.name
        return self.directory.actor_name(step)
