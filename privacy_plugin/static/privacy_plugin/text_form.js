/* Say at the field, before anything is sent, that a text which is to be published or
   submitted needs an answer there. Without it the server says so. */

addEventListener("click", (event) => {
    const button = event.target.closest("[name=action-submit], [name=action-publish]");
    const change = button?.form?.elements.change;
    if (!change || change.value) {
        return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    change.required = true;
    change.reportValidity();
}, { capture: true });
