// A chart comes as plain values. Where ECharts wants a function, they name one: "@number".

/** Functions that a chart's values may name, in its language. */
function functionsOf(language) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat(language, {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    timeZone: "UTC",
  });
  return {
    number: (value) => number.format(value),
    percent: (value) => percent.format(value),
    /** An instant in milliseconds, as the day that it is in UTC. */
    day: (value) => day.format(value),
    /** What the datum itself has to say (`says`); of several at one place, each in its line. */
    says: (found) =>
      [found]
        .flat()
        .map((one) => one.data?.says)
        .filter((text) => text !== undefined)
        .join("\n"),
    /** What stands beside the datum in the drawing (`called`). */
    called: (found) => found.data?.called ?? "",
  };
}

/** A copy of plain values in which every "@name" has become the function of that name. */
export function revived(values, language) {
  const functions = functionsOf(language);
  const revive = (value) => {
    if (Array.isArray(value)) return value.map(revive);
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
    }
    if (typeof value !== "string" || !value.startsWith("@")) return value;
    const found = functions[value.slice(1)];
    // A text of the network may begin with an at sign, too.
    return found ?? value;
  };
  return revive(values);
}
