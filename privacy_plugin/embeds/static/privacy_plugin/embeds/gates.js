// Lets "always" apply at once and on later pages, stops all of a provider at once, and
// keeps frames out of the history. Without it a form still loads into its own frame.
const gates = [...document.querySelectorAll(".embed-gate")];
const frameOf = (gate) => gate.querySelector(".embed-gate__frame");
const formOf = (gate) => gate.querySelector("form");
const remembers = ({ dataset }) =>
  document.cookie.split("; ").some((one) => one.startsWith(`${dataset.cookie}=`));
const siblingsOf = ({ dataset }) =>
  gates.filter((one) => one.dataset.cookie === dataset.cookie);

function say(gate, state) {
  gate.querySelector("[role=status]").textContent = gate.dataset[state] ?? "";
}

// What played has stopped, and there is nothing to go back to. Firefox loses what is sent
// to a frame that still loads its empty page, so `fill` waits for that.
function replaceFrame(gate, fill) {
  const frame = frameOf(gate).cloneNode();
  frame.removeAttribute("src");
  if (fill) frame.addEventListener("load", () => setTimeout(fill, 0, frame), { once: true });
  frame.addEventListener("load", () => arrived(gate, frame));
  frameOf(gate).replaceWith(frame);
}

function close(gate) {
  gate.dataset.state = "asking";
  formOf(gate).reset();
  replaceFrame(gate);
}

// What comes is not as tall as the question it replaces.
function wait(gate) {
  gate.dataset.state = "waiting";
  frameOf(gate).scrollIntoView({ block: "nearest", behavior: "instant" });
}

function remember(gate) {
  gate.dataset.state = "remembered";
  const { action } = formOf(gate);
  replaceFrame(gate, (frame) => { frame.src = action; });
}

// Each form is sent into a new frame.
function send(gate, event) {
  if (!event.submitter) return;
  event.preventDefault();
  const { action } = event.target;
  const fields = [...new FormData(event.target), [event.submitter.name, event.submitter.value]];
  wait(gate);
  replaceFrame(gate, (frame) => {
    if (frame !== frameOf(gate)) return; // pressed twice: the last one counts
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action, target: frame.name, hidden: true });
    for (const [name, value] of fields) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
    form.remove();
  });
}

function arrived(gate, frame) {
  let page;
  try {
    page = frame.contentDocument.documentElement;
  } catch {
    return; // not our document: nothing to say
  }
  const { state } = page.dataset;
  if (!state || gate.dataset.state === "asking") return;
  const wasPressed = gate.dataset.state === "waiting";
  for (const one of page.querySelectorAll("[data-always]")) one.hidden = false;
  page.addEventListener("submit", (event) => send(gate, event));
  frame.contentWindow.history.replaceState(null, "", frame.contentWindow.location.pathname);
  if (state === "stopped") {
    for (const one of siblingsOf(gate)) close(one);
    say(gate, "stopped");
    gate.querySelector(".embed-gate__control").focus();
    return;
  }
  gate.dataset.state = state === "loaded" ? "loaded" : "open"; // a question of its own
  gate.dataset.kept = remembers(gate) ? "always" : "";
  if (!wasPressed) return;
  say(gate, state);
  frame.focus({ preventScroll: true });
  if (state !== "loaded" || !remembers(gate)) return;
  for (const one of siblingsOf(gate)) if (one.dataset.state === "asking") remember(one);
}

// Before this module was there.
const isPressed = (gate) =>
  CSS.supports("selector(:user-valid)") && gate.querySelector(".embed-gate__mark:user-valid");

function begin(gate, number) {
  const name = (frameOf(gate).name = `embed-gate-${number}`);
  formOf(gate).target = name;
  formOf(gate).addEventListener("submit", (event) => send(gate, event));
  const always = gate.querySelector("button[value=always]");
  if (navigator.globalPrivacyControl) {
    const aside = gate.querySelector(".embed-gate__aside");
    always.value = "always-despite-gpc";
    aside.append(always);
    aside.hidden = false;
  }
  always.hidden = false;
  if (isPressed(gate)) wait(gate);
  else close(gate);
  if (gate.dataset.state === "waiting") {
    frameOf(gate).addEventListener("load", () => arrived(gate, frameOf(gate)));
  } else if (remembers(gate)) remember(gate);
}

function start() {
  gates.forEach(begin);
  addEventListener("pageshow", ({ persisted }) => {
    for (const gate of persisted ? gates : []) if (gate.dataset.kept && !remembers(gate)) close(gate);
  });
}
if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
