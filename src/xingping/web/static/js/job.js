// Progress bars of background work: <div data-job="address"> asks until the job has ended.
const PAUSE = 1000;
const ENDED = ["done", "failed"];

for (const box of document.querySelectorAll("[data-job]")) {
  if (!ENDED.includes(box.dataset.state)) setTimeout(() => ask(box), PAUSE);
}

async function ask(box) {
  let again = true;
  try {
    const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
    if (answer.ok) again = show(box, await answer.json());
    else if (answer.status === 404 || answer.redirected) again = false;
  } catch {
    // No connection just now: ask again.
  }
  if (again) setTimeout(() => ask(box), PAUSE);
}

function show(box, job) {
  box.dataset.state = job.state;
  box.querySelector("progress").value = job.progress;
  box.querySelector("[data-job-percent]").textContent = `${job.progress}%`;
  box.querySelector("[data-job-doing]").textContent = job.doing;
  const link = box.querySelector("[data-job-link]");
  link.hidden = !job.link;
  if (job.link) link.querySelector("a").href = job.link;
  const ended = ENDED.includes(job.state);
  if (ended) box.dispatchEvent(new CustomEvent("job-ended", { bubbles: true, detail: job }));
  return !ended;
}
