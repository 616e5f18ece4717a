// Send a comment once, however often its button is pressed: the second press would go
// out as a repetition, and its private link would hide the first one's. Forms work
// without this.

let sent = new WeakSet();

addEventListener("pageshow", () => {
  sent = new WeakSet();
});

addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-once]")) return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
