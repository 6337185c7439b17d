// Charts. A still drawing becomes the same chart, live, when it nears the window; whatever fails on
// the way, the still one stays. A mark leads to the passport of its number.
(() => {
  const boxes = document.querySelectorAll("figure.chart .drawing");
  if (!boxes.length) return;
  const here = document.currentScript.src;
  const specs = new Map();
  const loaded = new Map();

  const load = address => {
    const src = new URL(address, here).href;
    if (!loaded.has(src)) {
      loaded.set(src, new Promise((done, failed) => {
        const script = document.createElement("script");
        Object.assign(script, {src, onload: done, onerror: failed});
        document.head.append(script);
      }));
    }
    return loaded.get(src);
  };
  window.reportcard = {...window.reportcard, chart: (id, widths) => specs.set(id, widths)};

  // ── live ──────────────────────────────────────────────────────────────────────────────────────

  const refuse = () => Promise.reject(new Error("a chart loads nothing and leads nowhere itself"));
  const loader = {load: refuse, sanitize: refuse, http: refuse, file: refuse};
  const options = {
    actions: false, defaultStyle: false, hover: false, renderer: "svg", loader,
    tooltip: (_handler, event, _item, value) => tell(event, value),
  };

  const enliven = async box => {
    const figure = box.closest("figure");
    const address = new URL(figure.dataset.live, document.baseURI);
    await Promise.all([load("vega.js"), load(address)]);
    const holder = document.createElement("div");
    const width = box.classList.contains("narrow") ? "narrow" : "wide";
    const {view} = await vegaEmbed(holder, specs.get(figure.id)[width], options);
    view.addEventListener("click", (event, item) => item?.href && lead(item.href, event));
    const drawn = holder.querySelector("svg");
    drawn.setAttribute("aria-hidden", "true");
    for (const part of drawn.querySelectorAll("[role], [aria-label], [aria-roledescription]"))
      for (const name of ["role", "aria-label", "aria-roledescription"]) part.removeAttribute(name);
    box.querySelector("svg").replaceWith(drawn);
    box.dataset.is = "live";
  };

  const nearing = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) {
      if (!isIntersecting) continue;
      nearing.unobserve(target);
      enliven(target).catch(() => { target.dataset.is = "still"; });
    }
  }, {rootMargin: "300px"});
  for (const box of boxes) if (box.closest("figure").dataset.live) nearing.observe(box);

  // ── what a mark says ──────────────────────────────────────────────────────────────────────────

  const tip = document.createElement("div");
  Object.assign(tip, {className: "chart-tip", hidden: true, ariaHidden: "true"});
  let leaving;
  const hide = () => { tip.hidden = true; };
  const hideSoon = () => { clearTimeout(leaving); leaving = setTimeout(hide, 150); };
  const stay = () => clearTimeout(leaving);
  tip.addEventListener("pointerenter", stay);
  tip.addEventListener("pointerleave", hideSoon);
  document.addEventListener("keydown", event => event.key === "Escape" && hide());
  document.addEventListener("scroll", hide, {passive: true});

  const tell = (event, value) => {
    if (!value || !matchMedia("(hover: hover)").matches) return hideSoon();
    stay();
    const parts = String(value).split("\n").map((text, place) => {
      const line = document.createElement("span");
      line.className = ["what", "value", "allows", "source"][place];
      line.textContent = text;
      return line;
    });
    tip.replaceChildren(...parts.filter(line => line.textContent));
    if (!tip.isConnected) document.body.append(tip);
    tip.hidden = false;
    place(tip, event.clientX, event.clientY);
  };

  // beside a point, inside the window
  const place = (box, x, y) => {
    const {width, height} = box.getBoundingClientRect();
    const {clientWidth, clientHeight} = document.documentElement;
    const left = Math.max(8, Math.min(x + 14, clientWidth - width - 8));
    const top = y + 14 + height > clientHeight - 8 ? Math.max(8, y - 14 - height) : y + 14;
    Object.assign(box.style, {left: `${left}px`, top: `${top}px`});
  };

  // ── where it leads ────────────────────────────────────────────────────────────────────────────

  const passportOf = row => {
    const named = row.querySelector("[popovertarget]")?.getAttribute("popovertarget");
    const owner = row.querySelector("[data-n]")?.dataset.n;
    return document.getElementById(named ?? (owner && `p-${owner}`));
  };

  const lead = (href, {clientX, clientY}) => {
    const row = document.getElementById(href.slice(1));
    const passport = row && passportOf(row);
    hide();
    if (!passport?.showPopover) {
      location.hash = href;   // the table opens at the row
      return row?.scrollIntoView({block: "nearest"});
    }
    if (passport.matches(":popover-open")) passport.hidePopover();
    const wide = matchMedia("(min-width: 40rem)").matches;   // on a phone it has its own place
    const settle = ({newState}) => {
      if (newState === "open") {
        Object.assign(passport.style, {position: "fixed", inset: "auto", margin: "0"});
        place(passport, clientX, clientY);
      } else {
        for (const name of ["position", "inset", "margin"]) passport.style[name] = "";
        passport.removeEventListener("toggle", settle);
      }
    };
    if (wide) passport.addEventListener("toggle", settle);
    passport.showPopover();
  };

  document.addEventListener("click", event => {
    const link = event.target.closest?.("figure.chart .drawing a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    lead(link.getAttribute("href"), event);
  });
})();
