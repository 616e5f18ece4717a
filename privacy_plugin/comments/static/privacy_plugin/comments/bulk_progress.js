/* Renew how far a decision about many comments has got. Without it there is a link. */

const PAUSE = 3000;

// The number beside "Comments" in the menu.
function renewMenu(attributes) {
    const link = document.querySelector(".comments-admin-menu");
    for (const name of ["data-comments-waiting", "aria-label"]) {
        if (name in attributes) {
            link?.setAttribute(name, attributes[name]);
        } else {
            link?.removeAttribute(name);
        }
    }
}

async function renew() {
    const shown = document.getElementById("bulk-progress");
    if (shown?.dataset.running !== "true") {
        return;
    }
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const renewed = page.getElementById("bulk-progress");
        if (!renewed) {
            return; // somebody has to log in again
        }
        renewMenu(JSON.parse(renewed.dataset.menu));
        if (!shown.contains(document.activeElement)) {
            // The parts stay: a status that is replaced is not read aloud.
            [...shown.children].forEach((part, index) =>
                part.replaceChildren(...renewed.children[index].childNodes));
            shown.dataset.running = renewed.dataset.running;
        }
    }
    setTimeout(renew, PAUSE);
}

setTimeout(renew, PAUSE);
