// Copies the address of the private page. Without this it can be selected and copied.
class CopyAddress extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.button = Object.assign(document.createElement("button"), {
      type: "button", className: "privacy-button", textContent: this.dataset.copy,
    });
    this.button.addEventListener("click", () => this.copy());
    this.querySelector(".private-address__actions").prepend(this.button);
  }

  async copy() {
    const status = this.querySelector("[role=status]");
    status.textContent = ""; // said again when pressed again
    this.field.select();
    try {
      await navigator.clipboard.writeText(this.field.value);
      this.button.focus();
      status.textContent = this.dataset.copied;
    } catch {
      this.field.focus();
      status.textContent = this.dataset.selected;
    }
  }
}
customElements.define("copy-address", CopyAddress);
