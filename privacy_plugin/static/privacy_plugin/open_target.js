// Open what is closed around the anchor in the address. Newer browsers do it by
// themselves where the anchor is inside; the heading of a group is not.

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const closed = [];
  for (let at = target; at; at = at.parentElement) {
    if (at.matches("details:not([open])")) closed.push(at);
  }
  for (const details of closed) details.open = true;
  if (closed.length) target.scrollIntoView();
}

addEventListener("hashchange", openTarget);
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (link?.hash === location.hash) openTarget(); // an anchor pressed again
});
openTarget();
