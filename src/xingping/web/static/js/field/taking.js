// Taking a case along: its content, and pictures of the evidence, so that nothing is missing without a network.
import { newKey } from "../centre/uploader.js";
import { ask, Away } from "../saving/request.js";
import { Work } from "./work.js";

const ROOT = "/api/v1/field";
const AT_ONCE = 3;

export async function takeable() {
  await ask("GET", `${ROOT}/session`);
  return ask("GET", `${ROOT}/cases`);
}

// `known` is the work that this device has already: the same package is brought up to date.
export async function takeAlong(shelf, number, known, told) {
  const key = known?.key ?? newKey();
  const device = known?.content.device ?? `field-${key.replaceAll("-", "").slice(0, 20)}`;
  const content = await ask("POST", `${ROOT}/packages`, { key, case: number, device });
  const { sent, sequence, closing, receipt, visit_draft } = known?.content ?? {};
  const work = new Work(shelf, { ...content, device, sent, sequence, closing, receipt, visit_draft });
  await work.save();
  await work.load();
  await pictures(shelf, work, told);
  return work;
}

async function pictures(shelf, work, told) {
  const wanted = work.content.evidence.filter((one) => one.thumbnail);
  let done = 0;
  told(done, wanted.length);
  const left = [...wanted];
  const one = async () => {
    for (let item = left.shift(); item; item = left.shift()) {
      const name = `evidence-${item.version}`;
      if (!(await shelf.file(work.key, name))) {
        const answer = await fetch(`/evidence/${item.version}/thumbnail/`, { credentials: "same-origin", redirect: "error" }).catch(() => null);
        if (!answer) throw new Away();
        if (answer.ok) await shelf.keepFile(work.key, name, await answer.arrayBuffer());
      }
      done += 1;
      told(done, wanted.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
