// Copies the address of the private page. Without this it can be selected and copied.
class CopyAddress extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.field = this.querySelector("textarea");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const status = this.querySelector("[role=status]");
    status.textContent = ""; // said again when pressed again
    this.field.select();
    try {
      await navigator.clipboard.writeText(this.field.value);
      this.button.focus();
      status.textContent = this.button.dataset.copied;
    } catch {
      this.field.focus();
      status.textContent = this.button.dataset.selected;
    }
  }
}
customElements.define("copy-address", CopyAddress);
