// Opens the form of the reply page below the comment. Without this, or where anything
// fails, the link leads to that page. What is typed stays when the form is closed.

// The page has a form already, so each id of the second one gets a prefix.
function renameIds(form, prefix) {
  const renamed = new Map();
  for (const element of form.querySelectorAll("[id]")) {
    renamed.set(element.id, prefix + element.id);
    element.id = prefix + element.id;
  }
  const rename = (ids) => ids.split(" ").map((id) => renamed.get(id) ?? id).join(" ");
  for (const name of ["for", "form", "aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const element of form.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, rename(element.getAttribute(name)));
    }
  }
  for (const link of form.querySelectorAll("a[href^='#']")) {
    link.hash = rename(link.hash.slice(1));
  }
}

async function fetchForm(address) {
  const response = await fetch(address);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const form = page.querySelector("textarea[name=text]")?.form;
  if (!response.ok || !form?.elements.parent?.value) throw new Error("no form");
  for (const script of form.querySelectorAll("script")) script.remove();
  return form;
}

class ReplyInPlace extends HTMLElement {
  connectedCallback() {
    this.link = this.querySelector("a");
    this.link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.open();
    });
    this.addEventListener("keydown", ({ key, isComposing }) => {
      if (key === "Escape" && !isComposing && this.place?.hidden === false) this.close();
    });
  }

  async open() {
    try {
      this.place ??= await (this.loading ??= this.load());
    } catch {
      location.assign(this.link.href);
      return;
    }
    this.place.hidden = false;
    this.link.setAttribute("aria-expanded", "true");
    this.place.querySelector("textarea").focus();
  }

  async load() {
    const form = document.importNode(await fetchForm(this.link.href), true);
    renameIds(form, `reply-${form.elements.parent.value}-`);
    const cancel = Object.assign(document.createElement("button"), {
      type: "button", className: "privacy-button", textContent: this.dataset.cancel,
    });
    cancel.addEventListener("click", () => this.close());
    form.querySelector(".privacy-form__buttons").append(cancel);
    const place = document.createElement("div");
    place.className = "comment__reply-form";
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", this.link.textContent.trim());
    place.append(form);
    this.append(place);
    return place;
  }

  close() {
    this.place.hidden = true;
    this.link.setAttribute("aria-expanded", "false");
    this.link.focus();
  }
}
customElements.define("reply-in-place", ReplyInPlace);
