// On every page: parts of a page are exchanged instead of the whole of it. Without this script the
// same links and forms load the whole page. Its settings stand in the page's <meta name="htmx-config">.
import "htmx.org";

// What cannot be exchanged (signed out meanwhile, the service away) is shown as a page of its own.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.requestConfig.verb === "get") window.location.assign(detail.pathInfo.finalRequestPath);
  });
}
