// What the applicant shows for an indicator: the pictures that were taken along.
import { el, icon, say } from "../dom.js";

export function evidence(work, serial) {
  const items = work.content.evidence.filter((item) => item.targets.some(([one]) => one === serial));
  if (!items.length) return null;
  const list = el("ul.field-evidence", {}, ...items.map((item) => card(work, item)));
  return el("details.working", { open: true }, el("summary", {}, say("evidence", { count: items.length })), list);
}

function card(work, item) {
  const face = el("span.field-face", {}, icon(item.mode === "on_site" ? "eye" : item.mode === "link" ? "link" : "file-text"));
  if (item.thumbnail) {
    work.picture(`evidence-${item.version}`).then((source) => {
      if (source) face.replaceChildren(el("img", { src: source, alt: item.caption }));
    });
  }
  return el("li", {}, face, el("span.small", {}, item.caption), item.mode === "on_site" ? el("span.tag.warn", {}, say("on_site")) : null);
}
