// What a person types, as the values of fields; undefined: not a value (yet). Integer arithmetic on digits only.
function plain(text) {
  return text.normalize("NFKC").replace("。", ".").replaceAll(",", "").trim();
}

// Hundredths of a point within 0 and most, a multiple of step (all in hundredths).
export function scoreOf(text, most, step) {
  if (!text.trim()) return null;
  const found = /^([0-9]{1,4})(?:\.([0-9]{1,2}))?$/.exec(plain(text));
  if (!found) return undefined;
  const hundredths = Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return hundredths <= most && hundredths % step === 0 ? hundredths : undefined;
}

export function scoreText(hundredths) {
  if (hundredths === null || hundredths === undefined) return "";
  const digits = String(hundredths).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, "");
}

export function factOf(text, day, choices) {
  if (!text.trim()) return null;
  if (choices.length) return choices.includes(text) ? { value: text, true_on: day } : undefined;
  const value = plain(text);
  return /^[0-9]{1,12}(?:\.[0-9]{1,4})?$/.test(value) && day ? { value, true_on: day } : undefined;
}
