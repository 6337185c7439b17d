// What the page around the text does with a script: the appearance a reader chooses, the lists
// that open, the section being read, the editions built after this page.
(() => {
  "use strict";
  const root = document.documentElement;
  const STORED = "reportcard-theme";
  const find = (selector) => [...document.querySelectorAll(selector)];

  // ── light, dark, or as the system has it
  const stored = () => {
    try {
      const chosen = localStorage.getItem(STORED);
      return chosen === "light" || chosen === "dark" ? chosen : "system";
    } catch {
      return "system"; // a browser that keeps nothing
    }
  };
  const show = (choice) => {
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
    for (const button of find("[data-appearance]"))
      button.setAttribute("aria-pressed", String(button.dataset.appearance === choice));
  };
  const choose = (choice) => {
    try {
      if (choice === "system") localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, choice);
    } catch {
      // then the choice lasts as long as the page
    }
    show(choice);
  };
  for (const group of find(".appearance")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-appearance]");
      if (button) choose(button.dataset.appearance);
    });
  }
  show(stored());
  addEventListener("storage", (event) => event.key === STORED && show(stored())); // another tab

  // ── lists that open over the text close once they have led somewhere
  for (const list of find("#contents, #sections")) {
    list.addEventListener("click", (event) => {
      if (event.target.closest("a") && list.matches(":popover-open")) list.hidePopover();
    });
  }

  // ── the section being read
  const links = find("#sections a");
  const headings = links
    .map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))
    .filter(Boolean);
  const mark = () => {
    const read = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const current = read.at(-1)?.id;
    for (const link of links) {
      if (current && decodeURIComponent(link.hash.slice(1)) === current)
        link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  if (headings.length) {
    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    mark();
  }

  // ── the same page in other editions: editions.js beside the landing page knows them all
  const item = (address, lang, text) => {
    const link = document.createElement("a");
    link.href = address;
    link.lang = link.hreflang = lang;
    link.textContent = text;
    const entry = document.createElement("li");
    entry.append(link);
    return entry;
  };
  const fill = (details, editions) => {
    const { site, page, place, year, lang } = details.dataset;
    const groups = {
      languages: { text: "language", has: (e) => String(e.year) === year && e.lang !== lang },
      years: { text: "year", has: (e) => String(e.year) !== year && e.lang === lang },
    };
    for (const [name, { text, has }] of Object.entries(groups)) {
      const entries = editions
        .filter((edition) => edition.place === place && has(edition))
        .map((edition) => {
          const same = edition.pages.includes(page) ? page : "index";
          return item(`${site}${edition.folder}/${same}.html`, edition.lang, edition[text]);
        });
      const group = details.querySelector(`.${name}`);
      group.hidden = !entries.length;
      group.querySelector("ul").replaceChildren(...entries);
    }
  };
  for (const details of find("details.editions")) {
    const refresh = () => {
      const script = document.createElement("script");
      script.src = `${details.dataset.site}editions.js`;
      script.addEventListener("load", () =>
        fill(details, window.reportcardEditions),
      );
      document.head.append(script);
    };
    details.addEventListener("toggle", refresh, { once: true });
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
    addEventListener("click", (event) => {
      if (!details.contains(event.target)) details.open = false;
    });
  }
})();
