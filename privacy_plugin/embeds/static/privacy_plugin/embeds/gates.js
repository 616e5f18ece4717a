// Lets "always" apply at once and on later pages. Without this module every gate still
// works: its form posts into its own frame.
const gates = [...document.querySelectorAll(".embed-gate")];
const frameOf = (gate) => gate.querySelector(".embed-gate__frame");
const remembers = ({ dataset }) =>
  document.cookie.split("; ").some((one) => one.startsWith(`${dataset.cookie}=`));

function tell(gate, state) {
  gate.querySelector("[role=status]").textContent = gate.dataset[state] ?? "";
}

function load(gate) {
  frameOf(gate).src = gate.querySelector("form").action;
}

function close(gate) {
  gate.dataset.state = "asking";
  gate.querySelector("form").reset();
  if (frameOf(gate).getAttribute("src")) frameOf(gate).src = "about:blank";
}

function stateIn(frame) {
  try {
    return frame.contentDocument.documentElement.dataset.state;
  } catch {
    return undefined; // not our document: nothing to tell
  }
}

function arrived(gate) {
  const state = stateIn(frameOf(gate));
  const siblings = gates.filter((one) => one.dataset.cookie === gate.dataset.cookie);
  const wasAsked = gate.dataset.state !== "remembered";
  if (state === "loaded") {
    gate.dataset.state = "loaded";
    if (!wasAsked) return;
    tell(gate, "loaded");
    frameOf(gate).focus({ preventScroll: true });
    if (!remembers(gate)) return;
    for (const one of siblings) if (one.dataset.state !== "loaded") remember(one);
  } else if (state === "stopped") {
    for (const one of siblings) close(one);
    tell(gate, "stopped");
    gate.querySelector("button[value=once]").focus();
  } else if (state) {
    gate.dataset.state = "open"; // the frame has a question of its own
    if (wasAsked) frameOf(gate).focus({ preventScroll: true });
  }
}

function remember(gate) {
  gate.dataset.state = "remembered";
  load(gate);
}

for (const gate of gates) {
  frameOf(gate).addEventListener("load", () => arrived(gate));
  if (navigator.globalPrivacyControl) {
    const aside = gate.querySelector(".embed-gate__aside");
    const always = gate.querySelector("button[value=always]");
    always.value = "insist";
    aside.append(always);
    aside.hidden = false;
  }
  if (remembers(gate)) remember(gate);
}
