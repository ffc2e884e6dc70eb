// On every page: parts of a page are exchanged instead of the whole of it. Without this script the
// same links and forms load the whole page. Its settings stand in the page's <meta name="htmx-config">.
import "htmx.org";

// What has been asked for is where reading goes on, also for those who do not see it.
function goOn() {
  document.querySelector("[data-focus]")?.focus();
}
goOn();
document.addEventListener("htmx:afterSettle", goOn);

// What cannot be exchanged (signed out meanwhile, the service away) is shown as a page of its own.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.requestConfig.verb === "get") window.location.assign(detail.pathInfo.finalRequestPath);
  });
}
