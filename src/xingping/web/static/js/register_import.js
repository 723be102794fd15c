// The page of an import shows the next step as soon as the work in the background has ended.
document.addEventListener("job-ended", () => location.reload());
