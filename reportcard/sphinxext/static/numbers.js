/* Passports open by themselves (popovertarget). Script adds one thing: an address that ends in a
   passport's name opens it, as it does without script at the foot of the page. */
(() => {
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const passport = id.startsWith("p-") && document.getElementById(id);
    if (!passport?.showPopover || passport.matches(":popover-open")) return;
    const number = document.getElementById(id.replace(/^p-/, "n-"));
    number?.scrollIntoView({block: "center"});
    passport.showPopover({source: number ?? undefined});
  };
  addEventListener("hashchange", open);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", open);
  else open();
})();
