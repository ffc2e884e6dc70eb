// On every page: parts of a page are exchanged instead of the whole of it. Without this script the
// same links and forms load the whole page. Its settings stand in the page's <meta name="htmx-config">.
import "htmx.org";
