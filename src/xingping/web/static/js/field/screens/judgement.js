// Each scoring point: true, not true, or only in part; what the applicant claims stands beside it.
import { el, say } from "../dom.js";

export function judgement(work, one) {
  if (!one.scoring_points.length) return null;
  const list = el("ul.field-points");
  const draw = () => list.replaceChildren(...one.scoring_points.map((point) => row(work, one, point, draw)));
  draw();
  return list;
}

function only(work, one, point) {
  const head = `“${point.text}”${say("only")}`;
  const found = work.flags(one.serial).reasons.find((reason) => reason.startsWith(head));
  return { head, text: found ? found.slice(head.length) : null };
}

function note(work, one, point, text) {
  const { head } = only(work, one, point);
  const others = work.flags(one.serial).reasons.filter((reason) => !reason.startsWith(head));
  const before = work.flags(one.serial).reasons.join("；");
  const after = text === null ? others : [...others, `${head}${text}`.slice(0, 200)];
  work.setFlags(one.serial, { reasons: after });
  const name = `statements.${one.serial}`;
  if ((work.value(name) ?? "") === before) work.set(name, after.join("；") || null);
  work.redrawReasons?.();
}

function row(work, one, point, draw) {
  const answer = work.value(`points.${point.id}`);
  const part = only(work, one, point);
  const facts = point.facts.filter((fact) => fact.value).map((fact) => `${fact.label} ${fact.value} ${fact.unit}`);
  const claim = point.ticked ? (point.claimed === true ? say("claimed") : point.claimed === false ? say("not_claimed") : "") : facts.join("，");
  const state = part.text !== null ? el("strong.field-part", {}, say("only_text", { text: part.text })) : answer === true ? el("strong.field-true", {}, `✓ ${say("true")}`) : answer === false ? el("strong.field-false", {}, say("false")) : null;
  return el("li", {}, el("div.field-point", {}, el("span", {}, point.text, claim ? el("span.small.muted.field-claim", {}, claim) : null), state), work.open ? buttons(work, one, point, answer, part, draw) : null);
}

function buttons(work, one, point, answer, part, draw) {
  const choose = (value, text) => {
    if (point.ticked) work.set(`points.${point.id}`, value);
    note(work, one, point, text);
    draw();
  };
  const button = (label, pressed, act) => el("button.field-answer", { type: "button", "aria-pressed": String(pressed), "aria-label": `${label}：${point.text}`, onclick: act }, label);
  const made = point.ticked
    ? [
        button(say("true"), answer === true, () => choose(answer === true ? null : true, null)),
        button(say("false"), answer === false && part.text === null, () => choose(answer === false && part.text === null ? null : false, null)),
      ]
    : [];
  made.push(button(say("only_button"), part.text !== null, () => choose(part.text === null ? (point.ticked ? false : null) : null, part.text === null ? "" : null)));
  const text = part.text === null ? null : el("input.input.field-only", { type: "text", maxlength: "80", value: part.text, "aria-label": say("only_label", { text: point.text }), placeholder: say("only_hint") });
  text?.addEventListener("change", () => {
    note(work, one, point, text.value.trim());
    draw();
  });
  return el("div.field-answers", {}, ...made, text ?? "");
}
