// One case: how far it is, every indicator, the visit, the receipt.
import { el, icon, moment, notice, points, say } from "../dom.js";

export function caseScreen(app, work) {
  const { content } = work;
  const next = work.indicators.find((one) => work.value(`scores.${one.serial}`) === null);
  const foot = [el("a.button", { href: `#/${work.number}/receipt` }, say("receipt"))];
  if (work.open) foot.push(el("a.button.primary", { href: `#/${work.number}/${(next ?? work.indicators[0]).serial}` }, next ? say("next_unscored") : say("look_through")));
  return { foot, title: content.case.centre, body: el("div.stack", {},
    state(work),
    el("dl.facts.plain.field-facts", {}, ...fact("address", content.case.address), ...fact("visit", content.visit ? `${moment(content.visit.starts_at)} ${content.visit.place}` : say("visit_none"))),
    el("a.card.field-row", { href: `#/${work.number}/visit` }, icon("users"), el("strong", {}, say("visit_record")), icon("chevron-right")),
    ...groups(work).map(([name, rows]) => el("section", {}, el("h2.field-group", {}, name), el("ul.field-list", {}, ...rows.map((one) => row(work, one)))))) };
}

function fact(name, text) {
  return text ? [el("dt", {}, say(name)), el("dd", {}, text)] : [];
}

export function state(work) {
  if (work.content.gone) return notice("bad", say("gone_title"), say("gone_text"));
  if (!work.content.open) return notice("info", say("locked_title"), work.waiting ? say("locked_late", { count: work.waiting }) : say("locked_text"));
  if (work.draft.conflicts.size) return notice("warn", say("conflicts", { count: work.draft.conflicts.size }), el("a", { href: `#/${work.number}/receipt` }, say("conflicts_look")));
  return null;
}

function groups(work) {
  const found = new Map();
  for (const one of work.indicators) found.set(one.level1, [...(found.get(one.level1) ?? []), one]);
  return [...found];
}

function row(work, one) {
  const score = work.value(`scores.${one.serial}`);
  const photos = work.photosOf(one.serial).length;
  const conflict = [...work.draft.conflicts.keys()].some((name) => name.split(".")[1] === one.serial);
  return el("li", {}, el("a.field-row", { href: `#/${work.number}/${one.serial}` },
    el("span.field-serial", {}, one.serial), el("span.field-name", {}, one.name),
    photos ? el("span.small.muted", {}, icon("camera"), String(photos)) : null,
    conflict ? el("span.tag.bad", {}, say("conflict_tag")) : null,
    el(score === null ? "span.muted" : "strong", {}, score === null ? say("unscored") : `${points(score)} / ${points(one.points)}`)));
}
